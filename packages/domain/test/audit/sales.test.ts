import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audited } from '../../testing/audit/audited.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
const { busyConcert, violations, afterBreaking } = audited(() => world);

const FREE = 'reservation_id = null, holder_id = null, hold_expires_at = null, sold = false';
/** What is broken, by statements with the paid ($1), refunded ($2) or held ($3) reservation, and how it is named. */
const CASES: { what: string; statements: string[]; problem: string }[] = [
  {
    what: 'a paid reservation with fewer seats than it counted',
    statements: [
      `update seat set ${FREE} where reservation_id = $1`,
      'delete from reservation_seat where reservation_id = $1',
    ],
    problem: 'the reservation has not as many seats as it counted',
  },
  {
    what: 'a hold with fewer seats than it counted',
    statements: ['update reservation set seat_count = seat_count + 1 where id = $3'],
    problem: 'the reservation has not as many seats as it counted',
  },
  {
    what: 'prices of a paid reservation that do not add up to its amount',
    statements: ['update reservation_seat set price = price - 1 where reservation_id = $1'],
    problem: 'the prices of the seats are not the amount',
  },
  {
    what: 'prices of a hold that do not add up to its amount',
    statements: ['update reservation_seat set price = price - 1 where reservation_id = $3'],
    problem: 'the prices of the seats are not the amount',
  },
  {
    what: 'a payment without its tickets',
    statements: [
      'delete from ticket where payment_id = (select id from payment where reservation_id = $1)',
    ],
    problem: 'the payment has not a ticket for each seat',
  },
  {
    what: 'a valid ticket of a refunded payment',
    statements: [
      `update ticket set status = 'VALID'
       where payment_id = (select id from payment where reservation_id = $2)`,
    ],
    problem: 'a refunded payment has a ticket that is not void',
  },
  {
    what: 'a void ticket of a paid payment',
    statements: [
      `update ticket set status = 'VOID'
       where payment_id = (select id from payment where reservation_id = $1)`,
    ],
    problem: 'a paid payment has a void ticket',
  },
  {
    what: 'a ticket for a seat that its payment did not buy',
    statements: [
      `insert into ticket (id, payment_id, seat_id, performance_id, label)
       select gen_random_uuid(), payment.id, s.id, s.performance_id, s.label
       from payment join seat s on s.performance_id = payment.performance_id
       where payment.reservation_id = $1 and s.reservation_id = $3 limit 1`,
    ],
    problem: 'a ticket names a seat that its payment did not buy',
  },
];

describe('the audit names', () => {
  test.each(CASES)('$what', async ({ what, statements, problem }) => {
    const { concertId, paid, refunded, held } = await busyConcert(what);
    expect(await violations(concertId)).toEqual([]);
    const ids = [paid.held.id, refunded.held.id, held.id];
    const used = [...statements.join().matchAll(/\$(\d)/g)].map(([, n]) => Number(n) - 1);
    const broken = statements.map((text): [string, string[]] => {
      // Each statement names its parameters from $1 on.
      const own = [...new Set([...text.matchAll(/\$(\d)/g)].map(([, n]) => Number(n)))];
      const renamed = own.reduce((sql, n, i) => sql.replaceAll(`$${n}`, `$#${i + 1}`), text);
      return [renamed.replaceAll('#', ''), own.map((n) => String(ids[n - 1]))];
    });
    await afterBreaking(broken, async () => {
      const reservationId = ids[used[0] ?? 0];
      expect(await violations(concertId)).toContainEqual(
        expect.objectContaining({ problem, reservationId }),
      );
    });
  });

  test('payments that are left an hour after the cancellation of their performance, and not before', async () => {
    const { concertId, performanceId, paid } = await busyConcert('cancelled by hand');
    const cancelled = `update performance set status = 'CANCELLED', cancelled_at = $2 where id = $1`;
    const problem = 'the payment is not refunded';
    const left = expect.objectContaining({ problem, paymentId: paid.payment.id, performanceId });
    await afterBreaking([[cancelled, [performanceId, world.now]]], async () => {
      world.advanceClock(3_599);
      expect(await violations(concertId)).not.toContainEqual(left);
      world.advanceClock(1);
      expect(await violations(concertId)).toContainEqual(left);
    });
  });
});
