import { createConcert } from '../../fixtures.ts';
import { operatorOf } from '../fixtures/operator.ts';
import { authorizationOf, insertUsers } from '../fixtures/people.ts';
import { onceCase } from '../load/once-way.ts';
import { bytesOf } from '../load/request.ts';
import { startTargets } from '../load/target.ts';
import type { Bench, Prepared, Scenario } from '../scenario.ts';

const PATH = '/trpc/queue.join';

/** Everybody comes at once to a queue in which nobody is admitted. */
export const join: Scenario = {
  name: 'join',
  about: 'queue.join over HTTP with 256 in flight, each by another user',

  async prepare(bench: Bench): Promise<Prepared> {
    const { database, runs } = bench;
    const operator = await operatorOf(database);
    const userIds = await insertUsers(database.pool, bench.size(2_000, 128));
    const joining = async () => {
      const { concertId } = await createConcert(database, 100);
      await database.services.admin.configureQueue(operator, { concertId, maxActive: 0 });
      return userIds.map((userId) => {
        const headers = { authorization: authorizationOf(userId) };
        return bytesOf({ method: 'POST', path: PATH, headers, input: { concertId } });
      });
    };
    const batches: Buffer[][] = [];
    for (let run = 0; run < runs; run++) batches.push(await joining());
    const rest = [...(await joining()), ...(await joining())];
    const targets = await startTargets(bench);
    const body = (text: string) => text.includes('"status":"WAITING"');
    const once = { name: 'join', path: PATH, batches, rest, give: 40, body };
    return { cases: [await onceCase(bench, targets, once)], server: targets.process };
  },
};
