import { afterAll, beforeAll, expect, test } from 'vitest';
import { poll } from '../../testing/token-holder.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

/** The number of calls by outcome: `ok` or the code of the refusal. */
const countOutcomes = async (calls: Promise<unknown>[]) => {
  const results = await Promise.allSettled(calls);
  const codes = results.map((result) =>
    result.status === 'fulfilled' ? 'ok' : (result.reason as { code: string }).code,
  );
  return Object.fromEntries(
    [...new Set(codes)].map((code) => [code, codes.filter((other) => other === code).length]),
  );
};

test('200 parallel holds on one seat give exactly one winner', async () => {
  const { concertId, performanceId, seatIds } = await world.concertWithSeats();
  const queueCallers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => world.queueCaller(`racer ${n}`, concertId)),
  );
  const seat = seatIds.slice(0, 1);
  const outcome = await countOutcomes(
    queueCallers.map((queueCaller) =>
      world.services.reservation.hold(queueCaller, { performanceId, seatIds: seat }),
    ),
  );
  expect(outcome).toEqual({ ok: 1, SEAT_UNAVAILABLE: 199 });
  const { rows } = await world.pool.query(
    'select count(*)::int as n from reservation where performance_id = $1',
    [performanceId],
  );
  expect(rows).toEqual([{ n: 1 }]);
});

test('parallel holds that overlap do not deadlock, and each holds all of its seats or none', async () => {
  const { concertId, performanceId, seatIds } = await world.concertWithSeats({ holdLimit: 10 });
  const queueCallers = await Promise.all(
    Array.from({ length: 40 }, (_, n) => world.queueCaller(`overlapper ${n}`, concertId)),
  );
  await countOutcomes(
    queueCallers.map((queueCaller, n) => {
      const from = n % 7;
      const four = seatIds.slice(from, from + 4);
      const wanted = n % 2 === 0 ? four : four.reverse();
      return world.services.reservation.hold(queueCaller, { performanceId, seatIds: wanted });
    }),
  );
  const { rows } = await world.pool.query<{ seats: number; listed: number; owned: number }>(
    `select r.seat_count as seats, (select count(*)::int from reservation_seat x
        where x.reservation_id = r.id) as listed,
      (select count(*)::int from seat s where s.reservation_id = r.id) as owned
     from reservation r where r.performance_id = $1`,
    [performanceId],
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toEqual({ seats: 4, listed: 4, owned: 4 });
});

test('parallel holds of one user never exceed the hold limit', async () => {
  const { concertId, performanceId, seatIds } = await world.concertWithSeats({ holdLimit: 4 });
  const queueCaller = await world.queueCaller('greedy', concertId);
  const outcome = await countOutcomes(
    seatIds.map((seat) =>
      world.services.reservation.hold(queueCaller, { performanceId, seatIds: [seat] }),
    ),
  );
  expect(outcome).toEqual({ ok: 4, HOLD_LIMIT_EXCEEDED: 6 });
});

test('50 parallel payments of one reservation debit once', async () => {
  const { concertId, performanceId, seatIds } = await world.concertWithSeats();
  const queueCaller = await world.queueCaller('payer', concertId);
  await world.charge(queueCaller.caller, 1_000_000);
  const { id } = await world.services.reservation.hold(queueCaller, {
    performanceId,
    seatIds: seatIds.slice(0, 2),
  });
  const outcome = await countOutcomes(
    Array.from({ length: 50 }, () =>
      world.services.payment.pay(queueCaller, { reservationId: id }),
    ),
  );
  expect(outcome.ok).toBe(1);
  expect(await world.services.balance.get(queueCaller.caller)).toMatchObject({ amount: 900_000 });
  const { items } = await world.services.balance.history(queueCaller.caller, { limit: 10 });
  expect(items.map(({ type, amount }) => [type, amount])).toEqual([
    ['PAYMENT', -100_000],
    ['CHARGE', 1_000_000],
  ]);
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
});

test('50 parallel charges with one key credit once; the others get the stored answer or IDEMPOTENCY_IN_PROGRESS', async () => {
  const caller = await world.caller('charger');
  const calls = Array.from({ length: 50 }, () =>
    world.services.balance.charge(caller, { amount: 1_000, idempotencyKey: 'one-charge' }),
  );
  const outcome = await countOutcomes(calls);
  expect((outcome.ok ?? 0) + (outcome.IDEMPOTENCY_IN_PROGRESS ?? 0)).toBe(50);
  expect(await world.services.balance.get(caller)).toMatchObject({ amount: 1_000 });
});

test('parallel payments and charges of one user lead to the right balance', async () => {
  const { concertId, performanceId, seatIds } = await world.concertWithSeats({ holdLimit: 10 });
  const queueCaller = await world.queueCaller('busy', concertId);
  await world.charge(queueCaller.caller, 500_000);
  const holds = [];
  for (const seat of seatIds) {
    holds.push(
      await world.services.reservation.hold(queueCaller, { performanceId, seatIds: [seat] }),
    );
  }
  await countOutcomes([
    ...holds.map(({ id }) => world.services.payment.pay(queueCaller, { reservationId: id })),
    ...Array.from({ length: 20 }, () => world.charge(queueCaller.caller, 100)),
  ]);
  expect(await world.services.balance.get(queueCaller.caller)).toMatchObject({ amount: 2_000 });
  expect((await refusalOf(poll(world.services, queueCaller.claims))).code).toBe(
    'QUEUE_TOKEN_EXPIRED',
  );
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
});

test('parallel holds of seats whose hold has just expired: one succeeds, the payment of the expired hold fails', async () => {
  const { concertId, performanceId, seatIds } = await world.concertWithSeats();
  const first = await world.queueCaller('first', concertId);
  const input = { performanceId, seatIds: seatIds.slice(0, 3) };
  const held = await world.services.reservation.hold(first, input);
  await world.charge(first.caller, 1_000_000);
  world.advanceClock(300);
  const others = await Promise.all(
    Array.from({ length: 30 }, (_, n) => world.queueCaller(`next ${n}`, concertId)),
  );
  const outcome = await countOutcomes([
    world.services.payment.pay(first, { reservationId: held.id }),
    ...others.map((queueCaller) => world.services.reservation.hold(queueCaller, input)),
  ]);
  expect(outcome).toEqual({ ok: 1, SEAT_UNAVAILABLE: 29, HOLD_EXPIRED: 1 });
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
});
