import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

describe('dates that contradict one another', () => {
  const at = (seconds: number) => new Date(world.now.getTime() + seconds * 1000);
  /** The paths of the refusal, or none if the call succeeds. */
  const pathsOf = async (call: Promise<unknown>): Promise<string[]> => {
    const refusal = await call.then(
      () => null,
      (error) => error,
    );
    if (refusal === null) return [];
    expect(refusal.code).toBe('VALIDATION_FAILED');
    return refusal.details.issues.map(({ path }: { path: string[] }) => path.join('.'));
  };
  const update = async (concertId: string, input: object) =>
    world.services.admin.updateConcert(await world.caller('operator', 'operator'), {
      ...{ concertId, ...input },
    });

  test('are refused with both paths when a concert is created', async () => {
    const window = { salesOpenAt: at(100), salesCloseAt: at(200) };
    for (const salesCloseAt of [at(50), at(100)]) {
      const call = world.concert({ salesOpenAt: at(100), salesCloseAt });
      expect(await pathsOf(call)).toEqual(['salesOpenAt', 'salesCloseAt']);
    }
    for (const opensAt of [at(99), at(-3_500)]) {
      const call = world.concert({ ...window, queue: { opensAt } });
      expect(await pathsOf(call)).toEqual(['salesOpenAt', 'queue.opensAt']);
    }
    for (const opensAt of [at(200), at(201)]) {
      const call = world.concert({ ...window, queue: { opensAt } });
      expect(await pathsOf(call)).toEqual(['queue.opensAt', 'salesCloseAt']);
    }
    const open = world.concert({ salesCloseAt: at(200), queue: { opensAt: at(300) } });
    expect(await pathsOf(open)).toEqual(['queue.opensAt', 'salesCloseAt']);
  });

  test('are refused with both paths when the queue is configured, and nothing has changed', async () => {
    const concertId = await world.concert({ salesOpenAt: at(100), salesCloseAt: at(200) });
    await world.configureQueue(concertId, { opensAt: at(150) });
    const configured = (opensAt: Date) =>
      pathsOf(world.configureQueue(concertId, { opensAt, maxActive: 7 }));
    expect(await configured(at(99))).toEqual(['salesOpenAt', 'opensAt']);
    expect(await configured(at(200))).toEqual(['opensAt', 'salesCloseAt']);
    expect(await world.configureQueue(concertId, {})).toMatchObject({
      ...{ opensAt: at(150), maxActive: 500 },
    });
    expect(await configured(at(100))).toEqual([]);
    expect(await pathsOf(world.configureQueue(concertId, { opensAt: null }))).toEqual([]);
  });

  test('are refused with both paths when the sale is moved, and nothing has changed', async () => {
    const window = { salesOpenAt: at(100), salesCloseAt: at(200) };
    const concertId = await world.concert({ ...window, queue: { opensAt: at(150) } });
    const moved = (input: object) => pathsOf(update(concertId, { title: 'Moved', ...input }));
    expect(await moved({ salesOpenAt: at(151) })).toEqual(['salesOpenAt', 'queue.opensAt']);
    expect(await moved({ salesCloseAt: at(150) })).toEqual(['queue.opensAt', 'salesCloseAt']);
    expect(await moved({ salesOpenAt: at(300), salesCloseAt: at(250) })).toEqual([
      ...['salesOpenAt', 'salesCloseAt', 'salesOpenAt', 'queue.opensAt'],
    ]);
    expect(await world.services.concert.get(concertId)).toMatchObject({ ...window, title: 'T' });
    expect(await moved({ salesOpenAt: at(150), salesCloseAt: at(151) })).toEqual([]);
    expect(await moved({ salesOpenAt: null, salesCloseAt: null })).toEqual([]);
  });

  test('and were stored before stay readable, and everything but themselves editable', async () => {
    const window = { salesOpenAt: at(100), salesCloseAt: at(200) };
    const concertId = await world.concert(window);
    await world.pool.query('update queue set opens_at = $2 where concert_id = $1', [
      ...[concertId, at(300)],
    ]);
    expect(await world.configureQueue(concertId, { maxActive: 9 })).toMatchObject({
      ...{ opensAt: at(300), maxActive: 9 },
    });
    // A form sends what it has read, too.
    expect(await world.configureQueue(concertId, { opensAt: at(300) })).toMatchObject({
      opensAt: at(300),
    });
    const moved = (input: object) => pathsOf(update(concertId, input));
    expect(await moved({ title: 'Edited', ...window })).toEqual([]);
    expect(await moved({ salesOpenAt: at(120) })).toEqual([]);
    expect(await world.services.concert.get(concertId)).toMatchObject({
      ...{ title: 'Edited', salesOpenAt: at(120), salesCloseAt: at(200) },
    });
    expect(await moved({ salesCloseAt: at(250) })).toEqual(['queue.opensAt', 'salesCloseAt']);
    expect(await moved({ salesCloseAt: at(301) })).toEqual([]);
  });

  test('a claim window longer than the pass is taken, and the lesser counts', async () => {
    const concertId = await world.concert();
    await world.configureQueue(concertId, { claimSeconds: 3_600, activeSeconds: 1 });
    expect((await world.join('short', concertId)).ticket.claimSeconds).toBe(1);
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
    details: { issues: [{ path: ['claimSeconds'] }, { path: ['pollAfterSeconds'] }] },
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
