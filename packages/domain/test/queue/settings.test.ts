import { afterAll, beforeAll, expect, test } from 'vitest';
import { holderOf } from '../../testing/token-holder.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

test('a paused queue takes joins but admits nobody until it is resumed', async () => {
  const concertId = await world.concert({ queue: { paused: true } });
  const visitor = await world.join('patient', concertId);
  await world.admit(concertId);
  expect(await world.stateOf(visitor)).toBe(1);
  expect(await world.configureQueue(concertId, { paused: false })).toMatchObject({ paused: false });
  await world.admit(concertId);
  expect(await world.stateOf(visitor)).toBe('ACTIVE');
});

test('a closed queue refuses joins; waiting entries are still admitted and passes stay valid', async () => {
  const concertId = await world.concert({ queue: { maxActive: 1 } });
  const [active, waiting] = await world.joinMany('before closing', 2, concertId);
  if (!active || !waiting) throw fail();
  await world.configureQueue(concertId, { closed: true });
  expect(await refusalOf(world.join('too late', concertId))).toMatchObject({
    code: 'QUEUE_CLOSED',
  });
  expect((await world.join('before closing 1', concertId)).ticket.position).toBe(1);
  expect(await world.stateOf(active)).toBe('ACTIVE');
  await world.services.queue.leave(active.queueCaller.claims);
  await world.admit(concertId);
  expect(await world.stateOf(waiting)).toBe('ACTIVE');
});

test('after salesCloseAt joins and holds are refused, and a live hold can still be paid', async () => {
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

test('joins before the opening enter the pre-queue; at the opening they get numbers before all later joins', async () => {
  const opensAt = new Date(world.now.getTime() + 50_000);
  const concertId = await world.concert({ queue: { opensAt, maxActive: 2 } });
  const early = await world.joinMany('early', 5, concertId);
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
    await refusalOf(world.services.concert.dates(holderOf(first.queueCaller), concertId)),
  ).toMatchObject({
    code: 'QUEUE_WAITING',
    details: { position: null },
  });
  expect(await world.admit(concertId)).toBe(0);
  world.advanceClock(50);
  const late = await world.join('late', concertId);
  expect(late.ticket.position).toBe(6);
  await world.admit(concertId);
  expect(await world.stateOf(late)).toBe(4);
  const states = await Promise.all(early.map(world.stateOf));
  expect(states.filter((state) => state === 'ACTIVE')).toHaveLength(2);
  expect(states.filter((state) => typeof state === 'number').sort()).toEqual([1, 2, 3]);
  expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });
});

test('the opening is salesOpenAt unless opensAt is set', async () => {
  const salesOpenAt = new Date(world.now.getTime() + 50_000);
  const concertId = await world.concert({ salesOpenAt });
  expect((await world.join('follower', concertId)).ticket.status).toBe('PREQUEUE');
  const settings = await world.configureQueue(concertId, {});
  expect(settings.opensAt).toEqual(salesOpenAt);
  const opensAt = new Date(salesOpenAt.getTime() + 10_000);
  await world.configureQueue(concertId, { opensAt });
  world.advanceClock(55);
  const { ticket } = await world.join('follower', concertId);
  expect(ticket).toMatchObject({ status: 'PREQUEUE', opensAt });
  world.advanceClock(5);
  await world.admit(concertId);
  expect((await world.join('follower', concertId)).ticket.status).toBe('ACTIVE');
});

test('a queue that would open before the sale, or not before its end, is refused', async () => {
  const at = (seconds: number) => new Date(world.now.getTime() + seconds * 1000);
  const window = { salesOpenAt: at(100), salesCloseAt: at(200) };
  const concertId = await world.concert(window);
  const refused = (path: string[]) => ({
    code: 'VALIDATION_FAILED',
    details: { issues: [{ path }] },
  });
  for (const opensAt of [at(99), at(200)]) {
    const configured = world.configureQueue(concertId, { opensAt });
    expect(await refusalOf(configured)).toMatchObject(refused(['opensAt']));
    const created = world.concert({ ...window, queue: { opensAt } });
    expect(await refusalOf(created)).toMatchObject(refused(['queue', 'opensAt']));
  }
  expect(await world.configureQueue(concertId, { opensAt: at(100) })).toMatchObject({
    opensAt: at(100),
  });
});

test('lower limits end no pass and apply to the next admissions', async () => {
  const concertId = await world.concert({ queue: { maxActive: 4 } });
  const visitors = await world.joinMany('lowered', 6, concertId);
  await world.configureQueue(concertId, { maxActive: 2 });
  await world.admit(concertId);
  expect(await Promise.all(visitors.map(world.stateOf))).toEqual([
    ...['ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE', 1, 2],
  ]);
  for (const n of [0, 1]) {
    await world.services.queue.leave((visitors[n] ?? fail()).queueCaller.claims);
    await world.admit(concertId);
    expect(await world.stateOf(visitors[4] ?? fail())).toBe(1);
  }
  await world.services.queue.leave((visitors[2] ?? fail()).queueCaller.claims);
  await world.admit(concertId);
  expect(await world.stateOf(visitors[4] ?? fail())).toBe('ACTIVE');
  expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });
});

test('claimSeconds under twice pollAfterSeconds is refused, also if only one of the two is given', async () => {
  const concertId = await world.concert();
  expect(await refusalOf(world.configureQueue(concertId, { pollAfterSeconds: 31 }))).toMatchObject({
    code: 'VALIDATION_FAILED',
    details: { issues: [{ path: ['claimSeconds'] }] },
  });
  expect(await world.configureQueue(concertId, { pollAfterSeconds: 30 })).toMatchObject({
    pollAfterSeconds: 30,
    claimSeconds: 60,
  });
});

test('the statistics count the entries of each status', async () => {
  const concertId = await world.concert({ queue: { maxActive: 2 } });
  const visitors = await world.joinMany('counted', 5, concertId);
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
    estimatedWaitSeconds: expect.any(Number),
  });
});

function fail(): never {
  throw new Error('the test expects more users in the queue');
}
