import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { admitAllQueues } from '../src/queue/admission/admit.ts';
import { purgeQueueEntries } from '../src/queue/entry/purge.ts';
import { leavePass } from '../src/queue/pass/pass.ts';
import { lockRow, waitersFor } from '../testing/locks.ts';
import { createWorld, refusalOf, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

/** A queueCaller who holds the first seat of a new house and can pay for all of them. */
async function holder(name: string, queue = {}) {
  const house = await world.concertWithSeats({ holdLimit: 10, queue });
  const queueCaller = await world.queueCaller(name, house.concertId);
  await world.services.queue.claim(queueCaller.claims);
  await world.charge(queueCaller.caller, 1_000_000);
  const seat = (n: number) => ({
    performanceId: house.performanceId,
    seatIds: house.seatIds.slice(n, n + 1),
  });
  const held = await world.services.reservation.hold(queueCaller, seat(0));
  return { ...house, queueCaller, held, seat };
}
const outcomeOf = (call: Promise<{ status?: string }>) =>
  call.then(
    ({ status }) => status ?? 'ok',
    (error) => error.code,
  );
const onTheRealClock = () => world.realTimeServer().services;

describe('what is done with one pass at the same time', () => {
  test('a release that a hold comes before leaves the pass as long as that hold', async () => {
    const { queueCaller, held, seat } = await holder('shortened', { activeSeconds: 400 });
    world.advanceClock(290);
    const row = await lockRow(world, 'queue_entry', queueCaller.claims.entryId);
    const holding = world.services.reservation.hold(queueCaller, seat(1));
    await row.waiting(1);
    const releasing = world.services.reservation.release(queueCaller.caller, held.id);
    await row.waiting(2);
    await row.release();
    const { id } = await holding;
    expect(await releasing).toMatchObject({ status: 'RELEASED' });
    world.advanceClock(120);
    const pay = { reservationId: id };
    expect(await world.services.payment.pay(queueCaller, pay)).toMatchObject({ status: 'PAID' });
  });

  test('pay, release and leave at once: no deadlock reaches a caller, and one of them has it', async () => {
    for (let n = 0; n < 40; n++) {
      const { queueCaller, held } = await holder(`torn ${n}`);
      const outcomes = await Promise.all([
        outcomeOf(world.services.payment.pay(queueCaller, { reservationId: held.id })),
        outcomeOf(world.services.reservation.release(queueCaller.caller, held.id)),
        outcomeOf(world.services.queue.leave(queueCaller.claims) as Promise<object>),
      ]);
      for (const outcome of outcomes) {
        expect([
          ...['PAID', 'RELEASED', 'ok'],
          ...['HOLD_EXPIRED', 'ALREADY_PAID', 'QUEUE_TOKEN_EXPIRED'],
        ]).toContain(outcome);
      }
    }
    expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  });

  test('a payment that waited for a lock past the end of the hold is refused', async () => {
    const { queueCaller, held } = await holder('waited');
    const services = onTheRealClock();
    await world.pool.query(
      `update reservation set held_at = clock_timestamp(), hold_expires_at = clock_timestamp() + interval '1 second' where id = $1`,
      [held.id],
    );
    await world.pool.query(
      `update seat set hold_expires_at = clock_timestamp() + interval '1 second' where reservation_id = $1`,
      [held.id],
    );
    const row = await lockRow(world, 'account', queueCaller.caller.userId);
    await world.pool.query(
      `update queue_entry set expires_at = clock_timestamp() + interval '1 hour' where id = $1`,
      [queueCaller.claims.entryId],
    );
    const refusal = refusalOf(services.payment.pay(queueCaller, { reservationId: held.id }));
    await row.waiting(1);
    await world.pool.query('select pg_sleep(1.1)');
    await row.release();
    expect(await refusal).toMatchObject({ code: 'HOLD_EXPIRED' });
  });
});

describe('a payment that waits for the account', () => {
  test('counts a charge that comes before it', async () => {
    const house = await world.concertWithSeats();
    const queueCaller = await world.queueCaller('charged meanwhile', house.concertId);
    const wanted = { performanceId: house.performanceId, seatIds: house.seatIds.slice(0, 1) };
    const { id } = await world.services.reservation.hold(queueCaller, wanted);
    const { userId } = queueCaller.caller;
    const charging = await world.pool.connect();
    await charging.query('begin');
    await charging.query('update account set balance = 50000 where user_id = $1', [userId]);
    await charging.query(
      `insert into ledger_entry (id, user_id, type, amount, balance_after, created_at)
       values (gen_random_uuid(), $1, 'CHARGE', 50000, 50000, now())`,
      [userId],
    );
    const paying = world.services.payment.pay(queueCaller, { reservationId: id });
    await waitersFor(world, 1);
    await charging.query('commit');
    charging.release();
    expect(await paying).toMatchObject({ status: 'PAID', balanceAfter: 0 });
    expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  });
});

describe('a cancellation', () => {
  test('refuses the hold that waits, and is not in the way of a payment that does', async () => {
    const operator = await world.caller('operator', 'operator');
    const { queueCaller, seat, performanceId } = await holder('cancelled');
    const cancel = { performanceId, reason: 'storm' };
    const row = await lockRow(world, 'queue_entry', queueCaller.claims.entryId);
    const outcome = outcomeOf(world.services.reservation.hold(queueCaller, seat(1)));
    await row.waiting(1);
    const cancelling = world.services.admin.cancelPerformance(operator, cancel);
    await row.waiting(2);
    await row.release();
    await cancelling;
    await world.services.admin.cancelPerformance(operator, cancel);
    expect(['HELD', 'NO_DATES_AVAILABLE']).toContain(await outcome);
    const { items } = await world.services.reservation.list(queueCaller.caller, { limit: 10 });
    expect(items.every(({ status }) => status === 'RELEASED')).toBe(true);
  });
});

describe('the queue', () => {
  test('joining while the own pass ends is never a fault', async () => {
    const services = onTheRealClock();
    const concertId = await world.concert({
      queue: { claimSeconds: 2, pollAfterSeconds: 1, activeSeconds: 1 },
    });
    const callers = await Promise.all([0, 1, 2, 3].map((n) => world.caller(`rejoining ${n}`)));
    const end = Date.now() + 4_000;
    await Promise.all(
      callers.map(async (caller) => {
        while (Date.now() < end) {
          expect(await services.queue.join(caller, { concertId })).toMatchObject({ concertId });
        }
      }),
    );
    expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });
  });

  test('one that is locked does not hold up the others, and its joins are told to come again', async () => {
    const [stuck, moving] = [
      await world.concert({ queue: { maxActive: 1 } }),
      await world.concert({ queue: { maxActive: 1 } }),
    ];
    const first = await world.queueCaller('first mover', moving);
    const { queueCaller } = await world.join('second mover', moving);
    await world.queueCaller('stuck first', stuck);
    await world.queueCaller('stuck second', stuck);
    await world.services.queue.leave(first.claims);
    const row = await lockRow(world, 'queue', stuck);
    await admitAllQueues(world.ctx);
    expect(await world.services.queue.status(queueCaller.claims)).toMatchObject({
      status: 'ACTIVE',
    });
    await expect(world.join('stuck third', stuck)).rejects.toMatchObject({ code: '55P03' });
    await row.release();
  });

  test('places that change hands all the time are never given twice, as the record shows', async () => {
    const { ctx: realClock, services } = world.realTimeServer();
    const concertId = await world.concert({ queue: { maxActive: 1, admitPerMinute: 100_000 } });
    const names = Array.from({ length: 40 }, (_, n) => `swapping ${n}`);
    const callers = await Promise.all(names.map((name) => world.caller(name)));
    const end = Date.now() + 3_000;
    const comeBack = async (caller: (typeof callers)[number]) => {
      while (Date.now() < end) await services.queue.join(caller, { concertId });
    };
    const swap = async () => {
      while (Date.now() < end) {
        const { rows } = await world.pool.query(
          "select id from queue_entry where concert_id = $1 and status = 'ACTIVE'",
          [concertId],
        );
        for (const { id } of rows) await leavePass(realClock, { entryId: id });
      }
    };
    const tick = async () => {
      while (Date.now() < end) await admitAllQueues(realClock);
    };
    await Promise.all([...callers.map(comeBack), swap(), swap(), tick(), tick()]);
    const { rows } = await world.pool.query(
      'select count(*)::int as n from admission where concert_id = $1',
      [concertId],
    );
    expect(rows[0].n).toBeGreaterThan(20);
    expect(await services.admin.audit({ concertId })).toMatchObject({ ok: true });
  });

  test('purges at the same time deadlock neither with one another nor with joins', async () => {
    const concerts = await Promise.all([0, 1, 2, 3].map(() => world.concert()));
    const { rows } = await world.pool.query(
      `insert into app_user (id, name) select gen_random_uuid(), 'purged' from generate_series(1, 400)
       returning id`,
    );
    await world.pool.query(
      `insert into queue_entry (id, concert_id, user_id, status, joined_at, ended_at)
       select gen_random_uuid(), c.id, u.id, 'LEFT', $3, $3
       from unnest($1::uuid[]) as u (id), unnest($2::uuid[]) as c (id)`,
      [rows.map(({ id }) => id), concerts, world.now],
    );
    world.advanceClock(10);
    const options = { retentionSeconds: 1, batch: 20 };
    const purges = [0, 1, 2, 3].map(() => purgeQueueEntries(world.ctx, options));
    const joins = concerts.flatMap((concertId) =>
      [0, 1, 2].map((n) => world.join(`joins while purging ${n}`, concertId)),
    );
    await Promise.all(joins);
    const purged = (await Promise.all(purges)).reduce((sum, n) => sum + n, 0);
    expect(purged).toBeGreaterThanOrEqual(1_600);
  });

  test('a place cannot be taken for a user who is being deleted', async () => {
    const operator = await world.caller('operator', 'operator');
    const concertId = await world.concert();
    const caller = await world.caller('going');
    await world.services.admin.deleteUser(operator, { userId: caller.userId });
    expect(await refusalOf(world.services.queue.join(caller, { concertId }))).toMatchObject({
      code: 'USER_NOT_FOUND',
    });
  });
});
