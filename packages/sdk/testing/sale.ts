import { type Live, startLive } from '@frontrow/server/testing/live';
import {
  createFrontrowClient,
  type FrontrowClient,
  type FrontrowClientOptions,
} from '../src/index.ts';

export interface Sale {
  live: Live;
  /** A concert with one date of that many seats, and a queue that lets so many in. */
  concert(seats: number, queue?: { maxActive?: number; claimSeconds?: number }): Promise<string>;
  client(name: string, options?: Partial<FrontrowClientOptions>): Promise<FrontrowClient>;
  close(): Promise<void>;
}

/** A real server with concerts of the test's own. */
export async function openSale(): Promise<Sale> {
  const live = await startLive();
  const operator = live.client(await live.signIn('operator', 'operator'));
  return {
    live,
    async concert(seats, queue = {}) {
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
    },
    async client(name, options = {}) {
      const { authorization = '' } = await live.signIn(name);
      const auth = authorization.slice('Bearer '.length);
      return createFrontrowClient({ url: live.server.url, auth, ...options });
    },
    close: () => live.close(),
  };
}
