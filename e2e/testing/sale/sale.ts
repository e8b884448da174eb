import {
  createFrontrowClient,
  type FrontrowClient,
  type FrontrowClientOptions,
} from '@frontrow/sdk';
import { type Live, startLive } from '@frontrow/server/testing/http/live';

/** A running server, on which each test makes its own concert and users. */
export interface Sale {
  live: Live;
  operator: FrontrowClient;
  /** Creates a concert with one date of that many seats; returns the concert's id. */
  concert(seats: number, queue?: ConcertOptions['queue']): Promise<string>;
  /** Signs a user in by name; returns the user's client. */
  client(name: string, options?: Partial<FrontrowClientOptions>): Promise<FrontrowClient>;
  /** How many entries of a concert's queue wait, are active, and have left. */
  queueCounts(concertId: string): Promise<{ waiting: number; active: number; left: number }>;
  close(): Promise<void>;
}

export interface ConcertOptions {
  seats: number;
  queue?: { maxActive?: number; claimSeconds?: number; activeSeconds?: number };
}

/** Creates a concert with one date whose seats cost 1,000 each; returns the concert's id. */
export async function createConcert(
  operator: Pick<FrontrowClient, 'admin'>,
  { seats, queue = {} }: ConcertOptions,
): Promise<string> {
  const { id } = await operator.admin.createConcert.mutate({
    ...{ title: 'T', artist: 'A', venue: 'V' },
    queue: { pollAfterSeconds: 1, ...queue },
  });
  await operator.admin.createPerformance.mutate({
    concertId: id,
    startsAt: new Date(Date.now() + 86_400_000),
    sections: [{ name: 'S', rows: 1, seatsPerRow: seats, price: 1_000 }],
  });
  return id;
}

/** Starts a server with a database of its own. */
export async function openSale(env: Record<string, string> = {}): Promise<Sale> {
  const live = await startLive(env);
  const tokenOf = async (name: string, role?: 'operator') =>
    ((await live.signIn(name, role)).authorization ?? '').slice('Bearer '.length);
  const { url } = live.server;
  const operator = createFrontrowClient({ url, auth: await tokenOf('operator', 'operator') });
  return {
    live,
    operator,
    concert: (seats, queue = {}) => createConcert(operator, { seats, queue }),
    client: async (name, options = {}) =>
      createFrontrowClient({ url, auth: await tokenOf(name), ...options }),
    async queueCounts(concertId) {
      const { waiting, active, left } = await operator.admin.queueStats.query({ concertId });
      return { waiting, active, left };
    },
    close: () => live.close(),
  };
}
