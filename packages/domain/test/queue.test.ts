import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { admitAll, createWorld, refusalOf, START, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

const crowd = async (prefix: string, size: number, concertId: string) => {
  const visitors = [];
  for (let n = 0; n < size; n++) visitors.push(await world.join(`${prefix} ${n}`, concertId));
  return visitors;
};
const stateOf = async ({ queueCaller }: Awaited<ReturnType<World['join']>>) => {
  try {
    await world.services.queue.claim(queueCaller.claims);
    const { status, position } = await world.services.queue.status(queueCaller.claims);
    return status === 'WAITING' ? position : status;
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const operator = () => world.caller('operator', 'operator');
const configure = async (concertId: string, settings: object) =>
  world.services.admin.configureQueue(await operator(), { concertId, ...settings });
const soundAudit = async (concertId: string) =>
  expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });

describe('order and limits', () => {
  test('parallel joins get consecutive numbers, and the first ones are admitted', async () => {
    const concertId = await world.concert({ queue: { maxActive: 10 } });
    const joined = await Promise.all(
      Array.from({ length: 120 }, (_, n) => world.join(`parallel ${n}`, concertId)),
    );
    const { rows } = await world.pool.query(
      'select min(number)::int as low, max(number)::int as high, count(*)::int as n from queue_entry where concert_id = $1',
      [concertId],
    );
    expect(rows).toEqual([{ low: 1, high: 120, n: 120 }]);
    const states = await Promise.all(joined.map(stateOf));
    expect(states.filter((state) => state === 'ACTIVE')).toHaveLength(10);
    const positions = states.filter((state) => typeof state === 'number').sort((a, b) => a - b);
    expect(positions).toEqual(Array.from({ length: 110 }, (_, n) => n + 1));
    await soundAudit(concertId);
  });

  test('no more are active than maxActive, whoever admits at the same time', async () => {
    const concertId = await world.concert({ queue: { maxActive: 3 } });
    const visitors = await crowd('capped', 12, concertId);
    await Promise.all(Array.from({ length: 20 }, () => world.admit(concertId)));
    expect(await Promise.all(visitors.map(stateOf))).toEqual([
      ...['ACTIVE', 'ACTIVE', 'ACTIVE'],
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9],
    ]);
    const leaving = visitors
      .slice(0, 2)
      .map(({ queueCaller }) => world.services.queue.leave(queueCaller.claims));
    await Promise.all([...leaving, ...Array.from({ length: 10 }, () => world.admit(concertId))]);
    await world.admit(concertId);
    expect((await Promise.all(visitors.map(stateOf))).slice(2, 6)).toEqual([
      ...['ACTIVE', 'ACTIVE', 'ACTIVE', 1],
    ]);
    await soundAudit(concertId);
  });

  test('no more are admitted in any 60 seconds than admitPerMinute', async () => {
    const concertId = await world.concert({ queue: { admitPerMinute: 3 } });
    const visitors = await crowd('paced', 8, concertId);
    const active = async () => {
      await admitAll(world.ctx, concertId);
      const { rows } = await world.pool.query(
        'select count(*)::int as n from admission where concert_id = $1',
        [concertId],
      );
      return rows[0].n;
    };
    expect(await active()).toBe(3);
    world.advanceClock(30);
    expect(await active()).toBe(3);
    world.advanceClock(29.999);
    expect(await active()).toBe(3);
    world.advanceClock(0.001);
    expect(await active()).toBe(6);
    world.advanceClock(60);
    expect(await active()).toBe(8);
    expect(await stateOf(visitors.at(-1) ?? fail())).toBe('ACTIVE');
    await soundAudit(concertId);
  });

  test('a position never goes up while others come, leave and are admitted', async () => {
    const concertId = await world.concert({ queue: { maxActive: 2 } });
    const visitors = await crowd('falling', 10, concertId);
    const last = visitors.at(-1) ?? fail();
    let before = 8;
    for (const [n, leaver] of [5, 3, 0, 7].entries()) {
      await world.services.queue.leave((visitors[leaver] ?? fail()).queueCaller.claims);
      await world.join(`late ${n}`, concertId);
      await world.admit(concertId);
      const position = Number(await stateOf(last));
      expect(position).toBeLessThan(before);
      before = position;
    }
    expect(before).toBe(4);
  });
});

describe('passes', () => {
  test('an unclaimed pass goes to the next after claimSeconds; any call with the token claims it', async () => {
    const concertId = await world.concert({ queue: { maxActive: 2, claimSeconds: 20 } });
    const [gone, claimer, next] = await crowd('claim', 3, concertId);
    if (!gone || !claimer || !next) throw fail();
    world.advanceClock(19);
    expect(await stateOf(claimer)).toBe('ACTIVE');
    await world.admit(concertId);
    expect(await stateOf(next)).toBe(1);
    world.advanceClock(1);
    await world.admit(concertId);
    expect(await stateOf(gone)).toBe('QUEUE_TOKEN_EXPIRED');
    expect(await stateOf(next)).toBe('ACTIVE');
    expect(await stateOf(claimer)).toBe('ACTIVE');
    await soundAudit(concertId);
  });

  test('a claimed pass lasts activeSeconds from admission, and as long as its live holds', async () => {
    const { concertId, performanceId, seatIds } = await world.concertWithSeats({
      queue: { maxActive: 1, activeSeconds: 100 },
    });
    const { queueCaller, ticket } = await world.join('lasting', concertId);
    expect(ticket.activeUntil).toEqual(new Date(world.now.getTime() + 100_000));
    world.advanceClock(50);
    const wanted = { performanceId, seatIds: seatIds.slice(0, 1) };
    const held = await world.services.reservation.hold(queueCaller, wanted);
    const { activeUntil } = await world.services.queue.status(queueCaller.claims);
    expect(activeUntil).toEqual(held.holdExpiresAt);
    const other = await world.join('queued behind', concertId);
    world.advanceClock(60);
    await world.admit(concertId);
    expect(await stateOf(other)).toBe(1);
    await world.services.concert.dates(queueCaller, concertId);
    const more = { performanceId, seatIds: seatIds.slice(1, 2) };
    expect(await refusalOf(world.services.reservation.hold(queueCaller, more))).toMatchObject({
      code: 'QUEUE_TOKEN_EXPIRED',
    });
    await world.services.reservation.release(queueCaller.caller, held.id);
    expect(await stateOf({ queueCaller, ticket })).toBe('QUEUE_TOKEN_EXPIRED');
    await world.admit(concertId);
    expect(await stateOf(other)).toBe('ACTIVE');
    await soundAudit(concertId);
  });

  test('past the deadline a pass with a live hold may still pay, and then is used up', async () => {
    const { concertId, performanceId, seatIds } = await world.concertWithSeats({
      queue: { activeSeconds: 100 },
    });
    const { queueCaller } = await world.join('late payer', concertId);
    world.advanceClock(59);
    const wanted = { performanceId, seatIds: seatIds.slice(0, 1) };
    const held = await world.services.reservation.hold(queueCaller, wanted);
    world.advanceClock(200);
    const pay = { reservationId: held.id, topUp: true };
    expect(await world.services.payment.pay(queueCaller, pay)).toMatchObject({ status: 'PAID' });
    expect(await refusalOf(world.services.queue.status(queueCaller.claims))).toMatchObject({
      code: 'QUEUE_TOKEN_EXPIRED',
    });
  });

  test('the expiry of a hold by itself ends nothing', async () => {
    const { concertId, performanceId, seatIds } = await world.concertWithSeats();
    const { queueCaller } = await world.join('lapser', concertId);
    const wanted = { performanceId, seatIds: seatIds.slice(0, 1) };
    await world.services.reservation.hold(queueCaller, wanted);
    world.advanceClock(301);
    expect(await world.services.queue.status(queueCaller.claims)).toMatchObject({
      status: 'ACTIVE',
    });
    await expect(world.services.reservation.hold(queueCaller, wanted)).resolves.toBeTruthy();
  });

  test('leaving releases the live holds made with the pass', async () => {
    const { concertId, performanceId, seatIds } = await world.concertWithSeats();
    const { queueCaller } = await world.join('leaver', concertId);
    const wanted = { performanceId, seatIds: seatIds.slice(0, 2) };
    const held = await world.services.reservation.hold(queueCaller, wanted);
    await world.services.queue.leave(queueCaller.claims);
    expect(await world.services.reservation.get(queueCaller.caller, held.id)).toMatchObject({
      status: 'RELEASED',
    });
    const other = await world.queueCaller('taker', concertId);
    await expect(world.services.reservation.hold(other, wanted)).resolves.toBeTruthy();
    expect(await refusalOf(world.services.queue.leave(queueCaller.claims))).toMatchObject({
      code: 'QUEUE_TOKEN_EXPIRED',
    });
  });

  test('joining after the pass ended gives a new place, behind those who wait', async () => {
    const concertId = await world.concert({ queue: { maxActive: 1 } });
    const first = await world.join('comes back', concertId);
    await world.join('waits meanwhile', concertId);
    world.advanceClock(60);
    const again = await world.join('comes back', concertId);
    expect(again.ticket.token).not.toBe(first.ticket.token);
    expect(again.ticket).toMatchObject({ status: 'WAITING', position: 1 });
  });
});

describe('what an operator does', () => {
  test('paused: joins yes, admissions no; resumed: on it goes', async () => {
    const concertId = await world.concert({ queue: { paused: true } });
    const visitor = await world.join('patient', concertId);
    await world.admit(concertId);
    expect(await stateOf(visitor)).toBe(1);
    expect(await configure(concertId, { paused: false })).toMatchObject({ paused: false });
    await world.admit(concertId);
    expect(await stateOf(visitor)).toBe('ACTIVE');
  });

  test('closed: no joins, live places and passes go on', async () => {
    const concertId = await world.concert({ queue: { maxActive: 1 } });
    const [active, waiting] = await crowd('before closing', 2, concertId);
    if (!active || !waiting) throw fail();
    await configure(concertId, { closed: true });
    expect(await refusalOf(world.join('too late', concertId))).toMatchObject({
      code: 'QUEUE_CLOSED',
    });
    expect((await world.join('before closing 1', concertId)).ticket.position).toBe(1);
    expect(await stateOf(active)).toBe('ACTIVE');
    await world.services.queue.leave(active.queueCaller.claims);
    await world.admit(concertId);
    expect(await stateOf(waiting)).toBe('ACTIVE');
  });

  test('after salesCloseAt nobody joins, and a live hold can still be paid', async () => {
    const salesCloseAt = new Date(world.now.getTime() + 100_000);
    const { concertId, performanceId, seatIds } = await world.concertWithSeats({ salesCloseAt });
    const queueCaller = await world.queueCaller('in time', concertId);
    const wanted = { performanceId, seatIds: seatIds.slice(0, 1) };
    const held = await world.services.reservation.hold(queueCaller, wanted);
    world.advanceClock(100);
    expect(await refusalOf(world.join('too late', concertId))).toMatchObject({
      code: 'QUEUE_CLOSED',
    });
    const more = { performanceId, seatIds: seatIds.slice(1, 2) };
    expect(await refusalOf(world.services.reservation.hold(queueCaller, more))).toMatchObject({
      code: 'NO_DATES_AVAILABLE',
    });
    const pay = { reservationId: held.id, topUp: true };
    expect(await world.services.payment.pay(queueCaller, pay)).toMatchObject({ status: 'PAID' });
  });

  test('before the opening joins are the pre-queue; at it they get places, later ones follow', async () => {
    const opensAt = new Date(world.now.getTime() + 50_000);
    const concertId = await world.concert({ queue: { opensAt, maxActive: 2 } });
    const early = await crowd('early', 5, concertId);
    for (const visitor of early) {
      expect(visitor.ticket).toMatchObject({
        status: 'PREQUEUE',
        position: null,
        admittedAt: null,
      });
    }
    const [first] = early;
    if (!first) throw fail();
    expect(
      await refusalOf(world.services.concert.dates(first.queueCaller, concertId)),
    ).toMatchObject({
      code: 'QUEUE_WAITING',
      details: { position: null },
    });
    expect(await world.admit(concertId)).toBe(0);
    world.advanceClock(50);
    const late = await world.join('late', concertId);
    expect(late.ticket.position).toBe(6);
    await world.admit(concertId);
    expect(await stateOf(late)).toBe(4);
    const states = await Promise.all(early.map(stateOf));
    expect(states.filter((state) => state === 'ACTIVE')).toHaveLength(2);
    expect(states.filter((state) => typeof state === 'number').sort()).toEqual([1, 2, 3]);
    await soundAudit(concertId);
  });

  test('the opening follows salesOpenAt unless it is set', async () => {
    const salesOpenAt = new Date(world.now.getTime() + 50_000);
    const concertId = await world.concert({ salesOpenAt });
    expect((await world.join('follower', concertId)).ticket.status).toBe('PREQUEUE');
    const settings = await configure(concertId, {});
    expect(settings.opensAt).toEqual(salesOpenAt);
    await configure(concertId, { opensAt: new Date(world.now.getTime() - 1) });
    await world.admit(concertId);
    expect((await world.join('follower', concertId)).ticket.status).toBe('ACTIVE');
  });

  test('lowering the limits throws nobody out, and binds what follows', async () => {
    const concertId = await world.concert({ queue: { maxActive: 4 } });
    const visitors = await crowd('lowered', 6, concertId);
    await configure(concertId, { maxActive: 2 });
    await world.admit(concertId);
    expect(await Promise.all(visitors.map(stateOf))).toEqual([
      ...['ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE', 1, 2],
    ]);
    for (const n of [0, 1]) {
      await world.services.queue.leave((visitors[n] ?? fail()).queueCaller.claims);
      await world.admit(concertId);
      expect(await stateOf(visitors[4] ?? fail())).toBe(1);
    }
    await world.services.queue.leave((visitors[2] ?? fail()).queueCaller.claims);
    await world.admit(concertId);
    expect(await stateOf(visitors[4] ?? fail())).toBe('ACTIVE');
    await soundAudit(concertId);
  });

  test('claimSeconds under twice pollAfterSeconds is refused, also against the stored value', async () => {
    const concertId = await world.concert();
    expect(await refusalOf(configure(concertId, { pollAfterSeconds: 31 }))).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { issues: [{ path: ['claimSeconds'] }] },
    });
    expect(await configure(concertId, { pollAfterSeconds: 30 })).toMatchObject({
      pollAfterSeconds: 30,
      claimSeconds: 60,
    });
  });

  test('the statistics count each status', async () => {
    const concertId = await world.concert({ queue: { maxActive: 2 } });
    const visitors = await crowd('counted', 5, concertId);
    await world.services.queue.leave((visitors[4] ?? fail()).queueCaller.claims);
    const stats = await world.services.admin.queueStats(concertId);
    expect(stats).toMatchObject({
      ...{ prequeue: 0, waiting: 2, active: 2, completed: 0, expired: 0, left: 1 },
      admittedPerMinute: 2,
      settings: { concertId, maxActive: 2, claimSeconds: 60 },
    });
    world.advanceClock(61);
    expect(await world.services.admin.queueStats(concertId)).toMatchObject({
      active: 0,
      expired: 2,
      admittedPerMinute: 0,
      estimatedWaitSeconds: null,
    });
  });
});

test('the clock of a new world starts where tests expect it', () => {
  expect(world.now.getTime()).toBeGreaterThan(START.getTime());
});

function fail(): never {
  throw new Error('the crowd is smaller than the test thinks');
}
