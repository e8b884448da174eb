import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { refreshSupplies } from '../../src/queue/availability/refresh-supplies.ts';
import { houseOf } from '../../testing/house.ts';
import { poll } from '../../testing/token-holder.ts';
import { createWorld, type Joined, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

/** The most seconds that an answer may be old. */
const OLD = 5;
/** Lets the time pass. How old a snapshot of seats is goes by real time, so it is read again. */
const waitUntilOld = async () => {
  world.advanceClock(OLD);
  await world.ctx.seating.snapshots.refresh(world.ctx);
};
const availability = async ({ queueCaller }: Joined) =>
  (await poll(world.services, queueCaller.claims)).availability;

test('whoever waits is told whether there is something left: PLENTY, FEW, HELD, SOLD_OUT', async () => {
  const { concertId, performanceId, seatIds } = await world.concertWithSeats({
    holdLimit: 10,
    queue: { maxActive: 1, activeSeconds: 1_000 },
  });
  const [pass, ...rest] = await world.joinMany('buyer', 12, concertId);
  if (!pass) throw new Error('nobody has joined');
  const all = async () => {
    await waitUntilOld();
    return Promise.all(rest.map(availability));
  };
  // 10 seats: the pass and 9 who wait come before the tenth.
  expect(pass.ticket.availability).toBe('PLENTY');
  expect(await all()).toEqual([...Array(9).fill('PLENTY'), 'FEW', 'FEW']);
  const { hold } = world.services.reservation;
  const eight = { performanceId, seatIds: seatIds.slice(0, 8) };
  const held = await hold(pass.queueCaller, eight);
  expect(await all()).toEqual(['PLENTY', ...Array(10).fill('FEW')]);
  const others = await hold(pass.queueCaller, { performanceId, seatIds: seatIds.slice(8) });
  expect(await all()).toEqual(Array(11).fill('HELD'));
  const pay = (reservationId: string) =>
    world.services.payment.pay(pass.queueCaller, { reservationId, topUp: true });
  await pay(others.id);
  expect(await all()).toEqual(Array(11).fill('HELD'));
  await pay(held.id);
  await world.admit(concertId);
  expect(await Promise.all(rest.slice(1).map(availability))).toEqual(Array(10).fill('HELD'));
  expect(await all()).toEqual(Array(11).fill('SOLD_OUT'));
  const { rows } = await world.pool.query<{ id: string }>('select id from payment limit 1');
  const operator = await world.caller('operator', 'operator');
  await world.services.admin.refund(operator, { paymentId: rows[0]?.id ?? '' });
  expect(new Set(await all())).not.toContain('SOLD_OUT');
});

test('a hold that lapsed counts as available, without a job', async () => {
  const { concertId, performanceId, seatIds } = await world.concertWithSeats({ holdLimit: 10 });
  const buyer = await world.join('lets it lapse', concertId);
  await world.services.reservation.hold(buyer.queueCaller, { performanceId, seatIds });
  world.advanceClock(OLD);
  expect(await availability(buyer)).toBe('HELD');
  world.advanceClock(300 - OLD);
  const other = await world.join('comes later', concertId);
  expect(other.ticket.availability).toBe('PLENTY');
});

test('blocked places are not for sale: a house of which all are paid or blocked says SOLD_OUT', async () => {
  const { concertId, performanceId } = await houseOf(world, ['....'], { standing: 2 });
  const operator = await world.caller('operator', 'operator');
  const waiting = await world.join('sees what is blocked', concertId);
  const told = async () => {
    await waitUntilOld();
    return availability(waiting);
  };
  const { blockPlaces, unblockPlaces } = world.services.admin;
  const pit = [{ section: 'Pit', quantity: 2 }];
  expect(await told()).toBe('PLENTY');
  await blockPlaces(operator, { performanceId, places: [0, 1], general: pit });
  // Two are left, for one pass.
  expect(await told()).toBe('PLENTY');
  await blockPlaces(operator, { performanceId, places: [2] });
  expect(await told()).toBe('FEW');
  const buyer = await world.queueCaller('buys the last one', concertId);
  const held = await world.services.reservation.hold(buyer, { performanceId, places: [3] });
  expect(await told()).toBe('HELD');
  await world.services.payment.pay(buyer, { reservationId: held.id, topUp: true });
  expect(await told()).toBe('SOLD_OUT');
  await unblockPlaces(operator, { performanceId, general: [{ section: 'Pit', quantity: 1 }] });
  expect(await told()).toBe('FEW');
});

test('a house that is wholly blocked says SOLD_OUT, and another date of the concert counts by itself', async () => {
  const { concertId, performanceId } = await houseOf(world, ['..', '..'], { standing: 3 });
  const operator = await world.caller('operator', 'operator');
  const all = { performanceId, section: 'Floor', general: [{ section: 'Pit', quantity: 3 }] };
  expect(await world.services.admin.blockPlaces(operator, all)).toEqual({ changed: 7, skipped: 0 });
  const { ticket, queueCaller } = await world.join('comes to a closed house', concertId);
  expect(ticket.availability).toBe('SOLD_OUT');
  await world.performance(concertId);
  world.advanceClock(OLD);
  expect(await availability({ ticket, queueCaller })).toBe('PLENTY');
});

test('only scheduled performances in the future count, whatever the sale window', async () => {
  const salesOpenAt = new Date(world.now.getTime() + 50_000);
  const concertId = await world.concert({ salesOpenAt });
  const startsAt = new Date(world.now.getTime() + 100_000);
  const early = await world.join('early', concertId);
  expect(early.ticket).toMatchObject({ status: 'PREQUEUE', availability: 'SOLD_OUT' });
  const performanceId = await world.performance(concertId, { startsAt });
  world.advanceClock(OLD);
  expect(await availability(early)).toBe('PLENTY');
  await world.joinMany('entrant', 9, concertId);
  world.advanceClock(OLD);
  expect(await availability(early)).toBe('FEW');
  const operator = await world.caller('operator', 'operator');
  await world.performance(concertId, { startsAt });
  world.advanceClock(OLD);
  expect(await availability(early)).toBe('PLENTY');
  await world.services.admin.cancelPerformance(operator, { performanceId, reason: 'ill' });
  world.advanceClock(OLD);
  expect(await availability(early)).toBe('FEW');
  world.advanceClock(100);
  await world.admit(concertId);
  await world.services.queue.claim(early.queueCaller.claims);
  expect(await availability(early)).toBe('SOLD_OUT');
});

test('two statements count for all queues where somebody waits, and tickets make none', async () => {
  const queues = await Promise.all(
    [1, 2, 3].map(() => world.concertWithSeats({ queue: { maxActive: 0 } })),
  );
  const waiting = await Promise.all(
    queues.map(({ concertId }, n) => world.join(`waits ${n}`, concertId)),
  );
  world.advanceClock(OLD);
  await world.ctx.queue.replicas.readLatest(world.ctx);
  const statements = vi.spyOn(world.ctx.sql, 'rows');
  try {
    // One for passes and performances, one for what changed in the seats of all of them.
    await refreshSupplies(world.ctx);
    const made = statements.mock.calls.length;
    expect(made).toBeLessThanOrEqual(2);
    await refreshSupplies(world.ctx);
    expect(await Promise.all(waiting.map(availability))).toEqual(Array(3).fill('PLENTY'));
    expect(statements).toHaveBeenCalledTimes(made);
  } finally {
    statements.mockRestore();
  }
});

test('every ticket tells the opening, the time to claim, the pause, the message and how many wait', async () => {
  const queue = { maxActive: 1, claimSeconds: 60, activeSeconds: 30, pollAfterSeconds: 20 };
  const concertId = await world.concert({ queue });
  const pass = await world.join('has the pass', concertId);
  const told = { opensAt: null, claimSeconds: 30, pollAfterSeconds: 15, paused: false };
  expect(pass.ticket).toMatchObject({ ...told, message: null, waiting: null });
  const first = await world.join('first', concertId);
  const last = await world.join('last', concertId);
  expect(first.ticket).toMatchObject({ ...told, waiting: 1, position: 1 });
  expect(last.ticket).toMatchObject({ ...told, waiting: 2, position: 2 });
  const message = 'The doors open late.\nStay with us.';
  expect(await world.configureQueue(concertId, { message, paused: true })).toMatchObject({
    message,
  });
  world.advanceClock(0.5);
  for (const { queueCaller } of [first, last]) {
    expect(await poll(world.services, queueCaller.claims)).toMatchObject({
      ...{ message, paused: true, waiting: 2, claimSeconds: 30 },
    });
  }
  expect(await poll(world.services, pass.queueCaller.claims)).toMatchObject({ message });
  await world.services.queue.leave(first.queueCaller.claims);
  const { ticket } = await world.join('last', concertId);
  expect(ticket).toMatchObject({ message, waiting: 1, position: 1 });
  expect(await world.configureQueue(concertId, { message: null })).toMatchObject({ message: null });
});
