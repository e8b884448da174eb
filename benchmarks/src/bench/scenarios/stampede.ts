import { setTimeout as sleep } from 'node:timers/promises';
import { createConcert } from '../../fixtures.ts';
import { operatorOf } from '../fixtures/operator.ts';
import { insertUsers } from '../fixtures/people.ts';
import { AnswerCheck } from '../load/expectation.ts';
import { timed } from '../load/http-way.ts';
import { percentilesOf } from '../load/open-loop.ts';
import { startTargets, withConnections } from '../load/target.ts';
import { Visitor, type VisitorSale } from '../load/visitor.ts';
import type { Bench, Prepared, Sample, Scenario } from '../scenario.ts';

/** Kept connections that all visitors share: a proxy in front of the server has as many. */
const CONNECTIONS = 1_000;
/** How many are in the shop at once, and how often those at the front poll. */
const QUEUE = { maxActive: 500, admitPerMinute: 1_000_000, pollAfterSeconds: 2 };

/** Everybody comes in the same moment, for a tenth of a seat each. */
export const stampede: Scenario = {
  name: 'stampede',
  about: 'everybody comes at once: join, poll as told, choose, pay, until the house is sold out',

  async prepare(bench: Bench): Promise<Prepared> {
    const { database, size } = bench;
    const [users, seats] = [size(20_000, 500), size(2_000, 100)];
    const { concertId, performanceId } = await createConcert(database, seats);
    const operator = await operatorOf(database);
    await database.services.admin.configureQueue(operator, { concertId, ...QUEUE });
    const userIds = await insertUsers(database.pool, users);
    const targets = await startTargets(bench);
    const sale = { concertId, performanceId };
    const run = (): Promise<Sample> =>
      withConnections(targets.server, CONNECTIONS, async (connections) => {
        const check = new AnswerCheck({ status: 200, length: [1, Number.POSITIVE_INFINITY] });
        const state: VisitorSale = { ...sale, check, paid: 0, took: [], isOver: false };
        const visitors = userIds.map((userId) => new Visitor(userId, state));
        let soldAfter = Number.NaN;
        const sample = await timed(bench, targets.server, async () => {
          const start = performance.now();
          const limit = start + size(75_000, 20_000);
          await Visitor.comeAll(visitors, connections, async () => {
            if (state.paid === seats && Number.isNaN(soldAfter)) {
              soldAfter = (performance.now() - start) / 1000;
            }
            if (state.paid === seats || performance.now() > limit) state.isOver = true;
            await sleep(20);
          });
          const seconds = (performance.now() - start) / 1000;
          return { calls: check.calls, seconds, refused: 0, unexpected: check.unexpected };
        });
        const soldOut = Number.isNaN(soldAfter)
          ? `${state.paid} of ${seats} seats sold when the time was up`
          : `${seats} seats sold to ${users} users in ${soldAfter.toFixed(1)} s`;
        return {
          ...sample,
          latency: {
            ...percentilesOf(state.took),
            ...{ sentLate: 0, perSecond: 0, refused: 0, unexpected: [] },
          },
          note: `${soldOut}; ${check.calls} calls, and ${check.refused} refused and repeated`,
        };
      });
    return {
      cases: [{ name: 'stampede', product: run, floor: null, once: true }],
      server: targets.process,
    };
  },
};
