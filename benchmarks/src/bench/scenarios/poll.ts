import { randomUUID } from 'node:crypto';
import type { QueueTokenClaims } from '@frontrow/domain/queue/token/queue-token';
import { copyConcert, fillUnchecked } from '@frontrow/domain/testing/long-queues/fill';
import { createConcert } from '../../fixtures.ts';
import { fillWaiting, headersOf } from '../fixtures/people.ts';
import { httpCase } from '../load/http-way.ts';
import { bytesOf } from '../load/request.ts';
import { startTargets } from '../load/target.ts';
import type { Bench, Prepared, Scenario } from '../scenario.ts';

/** Who polls, in queues of every length. */
const USERS = 100_000;
/** The most that one poll of everybody before the rounds may take for each length. */
const FIRST_MILLISECONDS = 25_000;
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
    const userIds = Array.from({ length: bench.size(USERS, 2_000) }, () => randomUUID());
    await fillUnchecked(database.databaseUrl, async (pool) => {
      for (const { queues, waiting } of lengths) {
        const concertIds = await copyConcert(pool, model, queues);
        filled.push(await fillWaiting(pool, { concertIds, waiting }, userIds));
      }
    });
    const cases = [];
    let server: Prepared['server'];
    for (const [n, { name }] of lengths.entries()) {
      // A server of its own: together they would have more users than the one server that this is about.
      const targets = await startTargets(bench);
      server = targets.process;
      const requests = (filled[n] ?? []).map((claims) =>
        bytesOf({ method: 'GET', path: PATH, headers: headersOf(database, claims) }),
      );
      // As in a sale, where everybody polls again and again: what is remembered of tokens is remembered of all.
      const first = bench.size(FIRST_MILLISECONDS, 500);
      const body = (text: string) => text.includes('"status":"WAITING"');
      cases.push(
        await httpCase(bench, targets, {
          name,
          requests,
          path: PATH,
          give: 40,
          body,
          bar: 0.7,
          first,
        }),
      );
    }
    const [shortest, longest] = [lengths[0]?.name ?? '', lengths.at(-1)?.name ?? ''];
    return {
      cases,
      costBars: [{ name: longest, beside: shortest, most: 1.1 }],
      ...(server && { server }),
    };
  },
};
