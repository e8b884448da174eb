import { createConcert } from '../../fixtures.ts';
import { queryOf } from '../../http-load.ts';
import { authorizationOf, insertUsers } from '../fixtures/people.ts';
import { persist } from '../load/ask.ts';
import { closedLoop, type Task } from '../load/closed-loop.ts';
import type { Connection } from '../load/connection.ts';
import { AnswerCheck } from '../load/expectation.ts';
import { timed } from '../load/http-way.ts';
import { openLoop } from '../load/open-loop.ts';
import { bytesOf } from '../load/request.ts';
import { startTargets, withConnections } from '../load/target.ts';
import type { Bench, Case, Prepared, Scenario } from '../scenario.ts';

const CONNECTIONS = 64;
const STEPS = ['queue.join', 'concert.availability', 'reservation.hold', 'payment.pay'] as const;
const ANY = { status: 200, length: [1, Number.POSITIVE_INFINITY] } as const;

interface Sale {
  concertId: string;
  performanceId: string;
  userIds: string[];
}

type Answers = Map<(typeof STEPS)[number], Awaited<ReturnType<Connection['ask']>>>;

/** Join, look at the seats, hold one, pay with a top-up: what one buyer does, four calls. */
export const journey: Scenario = {
  name: 'journey',
  about: 'join, availability, hold and pay of one buyer after the other; a call is a whole journey',

  async prepare(bench: Bench): Promise<Prepared> {
    const seats = bench.size(500, 100);
    const sales: Sale[] = [];
    for (let run = 0; run < bench.runs; run++) sales.push(await createSale(bench, seats));
    const rest = await createSale(bench, bench.size(2_000, 200));
    const targets = await startTargets(bench);
    const seen: Answers = new Map();
    await withConnections(targets.server, 1, async ([connection]) => {
      const check = new AnswerCheck(ANY);
      if (connection) await buy(rest, check, { seen })(connection);
      if (check.unexpected.length > 0) throw new Error(`journey: ${check.unexpected.join()}`);
    });
    const run = (which: 'server' | 'floor', sale: Sale) =>
      withConnections(targets[which], CONNECTIONS, (connections) => {
        const check = new AnswerCheck(ANY);
        const task = buy(sale, check, {});
        return timed(bench, targets[which], () =>
          closedLoop({ connections, task, check, milliseconds: bench.mostMilliseconds }),
        );
      });
    const left = [...sales];
    const whole: Case = {
      name: 'whole journey',
      async product() {
        const sale = left.shift();
        if (!sale) throw new Error('more runs than were prepared');
        return perJourney(await run('server', sale));
      },
      floor: {
        name: 'node:http, the same four answers',
        async run() {
          for (const [step, answer] of seen)
            await targets.floor.answerLike(`/trpc/${step}`, answer);
          const users = Array.from({ length: 4 * seats }, () => sales[0]?.userIds[0] ?? '');
          const same = { ...rest, userIds: users };
          return perJourney(await run('floor', same));
        },
      },
      open: (perSecond) =>
        withConnections(targets.server, CONNECTIONS, (connections) => {
          const check = new AnswerCheck(ANY);
          const seconds = Math.min(
            bench.openSeconds,
            (0.8 * rest.userIds.length) / perSecond - 0.3,
          );
          return openLoop({ connections, task: buy(rest, check, {}), check, perSecond, seconds });
        }),
    };
    return { cases: [whole], server: targets.process };
  },
};

const perJourney = <Result extends { calls: number }>(result: Result): Result => ({
  ...result,
  calls: result.calls / STEPS.length,
});

async function createSale({ database }: Bench, seats: number): Promise<Sale> {
  const { concertId, performanceId } = await createConcert(database, seats);
  return { concertId, performanceId, userIds: await insertUsers(database.pool, seats) };
}

/** The journey of the next user, to the next seat. */
function buy(sale: Sale, check: AnswerCheck, { seen }: { seen?: Answers }): Task {
  const { concertId, performanceId, userIds } = sale;
  return async (connection) => {
    const userId = userIds.pop();
    if (userId === undefined) return false;
    // One seat for each user who is left.
    const place = userIds.length;
    const ask = async (step: (typeof STEPS)[number], token: string | null, input: object) => {
      const headers = {
        authorization: authorizationOf(userId),
        ...(token !== null && { 'x-queue-token': token }),
      };
      const path = step === 'concert.availability' ? queryOf(step, input) : `/trpc/${step}`;
      const request =
        step === 'concert.availability'
          ? bytesOf({ method: 'GET', path, headers })
          : bytesOf({ method: 'POST', path, headers, input });
      const answer = await persist(connection, request, check);
      if (!answer) return '';
      check.note(answer);
      seen?.set(step, answer);
      return answer.body();
    };
    const joined = await ask('queue.join', null, { concertId });
    const token = /"token":"([^"]+)"/.exec(joined)?.[1];
    // It was refused under load, which is counted: the journey ends.
    if (token === undefined) return true;
    await ask('concert.availability', token, { performanceId });
    const key = { idempotencyKey: `buy ${userId}` };
    const held = await ask('reservation.hold', token, { performanceId, places: [place], ...key });
    const reservationId = /"json":\{"id":"([^"]+)"/.exec(held)?.[1];
    if (reservationId === undefined) return true;
    await ask('payment.pay', token, { reservationId, topUp: true, ...key });
    return true;
  };
}
