import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lockRow, waitForLockWaiters } from '../../testing/locks.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

/** A user with a pass of a new concert who holds its first seat and can pay for all of them. */
async function holder(name: string, queue = {}) {
  const fixture = await world.concertWithSeats({ holdLimit: 10, queue });
  const queueCaller = await world.queueCaller(name, fixture.concertId);
  await world.services.queue.claim(queueCaller.claims);
  await world.charge(queueCaller.caller, 1_000_000);
  const seat = (n: number) => ({
    performanceId: fixture.performanceId,
    seatIds: fixture.seatIds.slice(n, n + 1),
  });
  const held = await world.services.reservation.hold(queueCaller, seat(0));
  return { ...fixture, queueCaller, held, seat };
}
const outcomeOf = (call: Promise<{ status?: string }>) =>
  call.then(
    ({ status }) => status ?? 'ok',
    (error) => error.code,
  );

describe('parallel calls with one pass', () => {
  test('a release that waits behind a hold does not end the pass before that hold expires', async () => {
    const { queueCaller, held, seat } = await holder('releases and holds', { activeSeconds: 400 });
    world.advanceClock(290);
    const lock = await lockRow(world, 'queue_entry', queueCaller.claims.entryId);
    const holding = world.services.reservation.hold(queueCaller, seat(1));
    await lock.waitForWaiters(1);
    const releasing = world.services.reservation.release(queueCaller.caller, held.id);
    await lock.waitForWaiters(2);
    await lock.release();
    const { id } = await holding;
    expect(await releasing).toMatchObject({ status: 'RELEASED' });
    world.advanceClock(120);
    const pay = { reservationId: id };
    expect(await world.services.payment.pay(queueCaller, pay)).toMatchObject({ status: 'PAID' });
  });

  test('pay, swap, release and leave at the same time: no call fails with a deadlock, the hold ends once', async () => {
    for (let n = 0; n < 40; n++) {
      const { queueCaller, held, seat } = await holder(`pays, swaps, releases, leaves ${n}`);
      const swap = { ...seat(1), replaces: held.id };
      const outcomes = await Promise.all([
        outcomeOf(world.services.payment.pay(queueCaller, { reservationId: held.id })),
        outcomeOf(world.services.reservation.hold(queueCaller, swap)),
        outcomeOf(world.services.reservation.release(queueCaller.caller, held.id)),
        outcomeOf(world.services.queue.leave(queueCaller.claims) as Promise<object>),
      ]);
      for (const outcome of outcomes) {
        expect([
          ...['PAID', 'HELD', 'RELEASED', 'ok'],
          ...['HOLD_EXPIRED', 'ALREADY_PAID', 'QUEUE_TOKEN_EXPIRED'],
        ]).toContain(outcome);
      }
      expect(outcomes.slice(0, 2)).not.toEqual(['PAID', 'HELD']);
    }
    expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  });

  test('a payment that waits for a lock until the hold has expired is refused', async () => {
    const { queueCaller, held } = await holder('waited');
    const { services } = world.realTimeServer();
    await world.pool.query(
      `update reservation set held_at = clock_timestamp(), hold_expires_at = clock_timestamp() + interval '1 second' where id = $1`,
      [held.id],
    );
    await world.pool.query(
      `update seat set hold_expires_at = clock_timestamp() + interval '1 second' where reservation_id = $1`,
      [held.id],
    );
    const lock = await lockRow(world, 'account', queueCaller.caller.userId);
    await world.pool.query(
      `update queue_entry set expires_at = clock_timestamp() + interval '1 hour' where id = $1`,
      [queueCaller.claims.entryId],
    );
    const refusal = refusalOf(services.payment.pay(queueCaller, { reservationId: held.id }));
    await lock.waitForWaiters(1);
    await world.pool.query('select pg_sleep(1.1)');
    await lock.release();
    expect(await refusal).toMatchObject({ code: 'HOLD_EXPIRED' });
  });
});

describe('a payment that waits for the lock of the account', () => {
  test('uses the balance of a charge that commits before it', async () => {
    const { concertId, performanceId, seatIds } = await world.concertWithSeats();
    const queueCaller = await world.queueCaller('charged meanwhile', concertId);
    const wanted = { performanceId, seatIds: seatIds.slice(0, 1) };
    const { id } = await world.services.reservation.hold(queueCaller, wanted);
    const { userId } = queueCaller.caller;
    const charging = await world.pool.connect();
    await charging.query('begin');
    await charging.query('update account set balance = 50000 where user_id = $1', [userId]);
    await charging.query(
      `insert into ledger_entry (id, user_id, type, amount, balance_after, origin, created_at)
       values (gen_random_uuid(), $1, 'CHARGE', 50000, 50000, 'DIRECT', now())`,
      [userId],
    );
    const paying = world.services.payment.pay(queueCaller, { reservationId: id });
    await waitForLockWaiters(world, 1);
    await charging.query('commit');
    charging.release();
    expect(await paying).toMatchObject({ status: 'PAID', balanceAfter: 0 });
    expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  });
});

describe('the cancellation of a performance', () => {
  test('refuses or releases a hold that waits for a lock', async () => {
    const operator = await world.caller('operator', 'operator');
    const { queueCaller, seat, performanceId } = await holder('cancelled');
    const cancel = { performanceId, reason: 'bad weather' };
    const lock = await lockRow(world, 'queue_entry', queueCaller.claims.entryId);
    const outcome = outcomeOf(world.services.reservation.hold(queueCaller, seat(1)));
    await lock.waitForWaiters(1);
    const cancelling = world.services.admin.cancelPerformance(operator, cancel);
    await lock.waitForWaiters(2);
    await lock.release();
    await cancelling;
    await world.services.admin.cancelPerformance(operator, cancel);
    expect(['HELD', 'NO_DATES_AVAILABLE']).toContain(await outcome);
    const { items } = await world.services.reservation.list(queueCaller.caller, { limit: 10 });
    expect(items.every(({ status }) => status === 'RELEASED')).toBe(true);
  });
});
