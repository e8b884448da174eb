import { type Live, startLive } from '@frontrow/server/testing/http/live';
import {
  createFrontrowClient,
  type FrontrowClient,
  type FrontrowClientOptions,
} from '../src/index.ts';

export interface Sale {
  live: Live;
  operator: FrontrowClient;
  concert(seats: number, queue?: ConcertOptions['queue']): Promise<string>;
  client(name: string, options?: Partial<FrontrowClientOptions>): Promise<FrontrowClient>;
  close(): Promise<void>;
}

export interface ConcertOptions {
  seats: number;
  queue?: { maxActive?: number; claimSeconds?: number };
}

/** A concert with one date of that many seats, at 1,000 each, and a queue that lets so many in. */
export async function openConcert(
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

/** A real server with concerts of the test's own. */
export async function openSale(env: Record<string, string> = {}): Promise<Sale> {
  const live = await startLive(env);
  const tokenOf = async (name: string, role?: 'operator') =>
    ((await live.signIn(name, role)).authorization ?? '').slice('Bearer '.length);
  const { url } = live.server;
  const operator = createFrontrowClient({ url, auth: await tokenOf('operator', 'operator') });
  return {
    live,
    operator,
    concert: (seats, queue = {}) => openConcert(operator, { seats, queue }),
    client: async (name, options = {}) =>
      createFrontrowClient({ url, auth: await tokenOf(name), ...options }),
    close: () => live.close(),
  };
}
