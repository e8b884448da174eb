import type { QueueTokenClaims } from '@frontrow/domain/queue/token/queue-token';
import { copyConcert, fillQueues, fillUnchecked } from '@frontrow/domain/testing/long-queues/fill';
import { createConcert } from '../../fixtures.ts';
import { headersOf, waitingClaims } from '../fixtures/people.ts';
import { httpCase, portOf } from '../load/http-way.ts';
import { bytesOf } from '../load/request.ts';
import type { Bench, Prepared, Scenario } from '../scenario.ts';

/** Tokens of each length of queue, each of another user. */
const TOKENS = 100_000;
const PATH = '/trpc/queue.status';

interface Length {
  name: string;
  queues: number;
  waiting: number;
}

export const poll: Scenario = {
  name: 'poll',
  about: 'queue.status of users who wait, each call with another token',

  async prepare(bench: Bench): Promise<Prepared> {
    const { database } = bench;
    const lengths = bench.size<Length[]>(
      [
        { name: 'poll, 1,000 waiting', queues: 100, waiting: 1_000 },
        { name: 'poll, 100,000 waiting', queues: 1, waiting: 100_000 },
        { name: 'poll, 1,000,000 waiting', queues: 1, waiting: 1_000_000 },
      ],
      [
        { name: 'poll, 1,000 waiting', queues: 2, waiting: 1_000 },
        { name: 'poll, 20,000 waiting', queues: 1, waiting: 20_000 },
      ],
    );
    const { concertId: model } = await createConcert(database, 100);
    const filled: QueueTokenClaims[][] = [];
    await fillUnchecked(database.databaseUrl, async (pool) => {
      for (const { queues, waiting } of lengths) {
        const ids = await copyConcert(pool, model, queues);
        await fillQueues(pool, ids, waiting);
        await pool.query('update queue set max_active = 0 where concert_id = any($1)', [ids]);
        filled.push(await waitingClaims(pool, ids, bench.size(TOKENS, 2_000)));
      }
    });
    const server = await bench.startServer();
    const floor = await bench.startHttpFloor();
    const targets = { server: { port: portOf(server.url), pid: server.pid }, floor };
    const cases = [];
    for (const [n, { name }] of lengths.entries()) {
      const requests = (filled[n] ?? []).map((claims) =>
        bytesOf({ method: 'GET', path: PATH, headers: headersOf(database, claims) }),
      );
      const body = (text: string) => text.includes('"status":"WAITING"');
      cases.push(
        await httpCase(bench, targets, { name, requests, path: PATH, give: 40, body, bar: 0.7 }),
      );
    }
    const [shortest, longest] = [lengths[0]?.name ?? '', lengths.at(-1)?.name ?? ''];
    return { cases, costBars: [{ name: longest, beside: shortest, most: 1.1 }], server };
  },
};
