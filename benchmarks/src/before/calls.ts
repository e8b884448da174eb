import type { Cluster } from '../bench/cluster.ts';
import { persist } from '../bench/load/ask.ts';
import { closedLoop } from '../bench/load/closed-loop.ts';
import { AnswerCheck } from '../bench/load/expectation.ts';
import { timed } from '../bench/load/http-way.ts';
import { bytesOf } from '../bench/load/request.ts';
import { withConnections } from '../bench/load/target.ts';
import type { Sample } from '../bench/scenario.ts';
import { BENCH_SECRETS } from '../environment.ts';
import { bearerOf } from '../http-load.ts';
import type { Version } from './version.ts';

const IN_FLIGHT = 256;
const AMOUNT = 1_000;

export const CALLS = ['charge', 'join', 'hold', 'pay'] as const;
export type Call = (typeof CALLS)[number];

/** What each user of a version does in one round, one call after the other, each with an idempotency key. */
export async function measureRound(
  cluster: Cluster,
  version: Version,
  round: number,
): Promise<Record<Call, Sample>> {
  const { userIds } = version;
  const { concertId, performanceId, seatIds } = await version.createSale(userIds.length);
  const bearers = userIds.map((userId) => ({
    authorization: `Bearer ${bearerOf(userId, BENCH_SECRETS.auth)}`,
  }));
  const tokens: string[] = [];
  const reservationIds: string[] = [];
  /** Users who were refused under load too often, which is counted, and make no further call in this round. */
  const gone = new Set<number>();
  const holders = (n: number) => ({ ...bearers[n], 'x-queue-token': tokens[n] ?? '' });
  const measure = (
    procedure: string,
    inputOf: (n: number) => object,
    { headersOf = (n: number) => bearers[n] ?? {}, onAnswer = (_: number, __: string) => {} } = {},
  ): Promise<Sample> => {
    const requests = userIds.map((_, n) =>
      bytesOf({
        ...{ method: 'POST', path: `/trpc/${procedure}` },
        ...{ headers: headersOf(n), input: inputOf(n) },
      }),
    );
    let at = 0;
    const check = new AnswerCheck({ status: 200, length: [1, Number.POSITIVE_INFINITY] });
    return withConnections(version.target, IN_FLIGHT, (connections) =>
      timed({ database: cluster }, version.target, () =>
        closedLoop({
          ...{ connections, check },
          async task(connection) {
            const n = at++;
            const request = requests[n];
            if (!request) return false;
            if (gone.has(n)) return true;
            const answer = await persist(connection, request, check);
            if (answer) check.note(answer);
            if (answer?.status === 200) onAnswer(n, answer.body());
            else gone.add(n);
            return true;
          },
        }),
      ),
    );
  };
  const keyOf = (call: Call, n: number) => ({ idempotencyKey: `${call} ${round} ${userIds[n]}` });
  return {
    charge: await measure('balance.charge', (n) => ({ amount: AMOUNT, ...keyOf('charge', n) })),
    join: await measure('queue.join', () => ({ concertId }), {
      onAnswer(n, text) {
        tokens[n] = /"token":"([^"]+)"/.exec(text)?.[1] ?? '';
      },
    }),
    hold: await measure(
      'reservation.hold',
      (n) => ({ performanceId, seatIds: [seatIds[n]], ...keyOf('hold', n) }),
      {
        headersOf: holders,
        onAnswer(n, text) {
          reservationIds[n] = /"json":\{"id":"([^"]+)"/.exec(text)?.[1] ?? '';
        },
      },
    ),
    pay: await measure(
      'payment.pay',
      (n) => ({ reservationId: reservationIds[n], ...keyOf('pay', n) }),
      { headersOf: holders },
    ),
  };
}
