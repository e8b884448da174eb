import { Client } from 'pg';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { purgeReservations } from '../../src/reservation/purge-reservations.ts';
import { releaseExpiredHolds } from '../../src/reservation/release-expired.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

const DAYS = 86_400;
const PURGE = { retentionSeconds: 30 * DAYS, batch: 3, bounds: { rows: 1_000, seconds: 60 } };
const worlds: World[] = [];
let world: World;
beforeEach(async () => {
  world = await createWorld();
  worlds.push(world);
});
afterAll(() => Promise.all(worlds.map((each) => each.close())));

/** A user with a hold of one seat. */
async function holding(
  name: string,
  { concertId, performanceId, seatIds }: Awaited<ReturnType<World['concertWithSeats']>>,
  seat: number,
) {
  const user = await world.queueCaller(name, concertId);
  const seatId = seatIds[seat];
  if (!seatId) throw new Error('there are too few seats');
  const held = await world.services.reservation.hold(user, { performanceId, seatIds: [seatId] });
  return { user, held, caller: user.caller };
}
type Holding = Awaited<ReturnType<typeof holding>>;

const stateOf = async ({ caller, held }: Holding): Promise<string> => {
  const reading = world.services.reservation.get(caller, held.id);
  return reading.then(
    ({ status }) => status,
    (error: { code: string }) => error.code,
  );
};
const expire = () => releaseExpiredHolds(world.ctx, { batch: 100 });
const audited = async () =>
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });

test('holds that were released or ran out are deleted after the retention; all others stay', async () => {
  const startsAt = new Date(world.now.getTime() + 60 * DAYS * 1_000);
  const concert = await world.concertWithSeats({}, { startsAt });
  const released = await holding('released', concert, 0);
  await world.services.reservation.release(released.caller, released.held.id);
  const lapsed = await holding('lapsed', concert, 1);
  const swapped = await holding('swapped', concert, 2);
  const swap = await world.services.reservation.hold(swapped.user, {
    ...{ performanceId: concert.performanceId, seatIds: concert.seatIds.slice(3, 4) },
    replaces: swapped.held.id,
  });
  const paid = { ...swapped, held: swap };
  const refunded = await holding('refunded', concert, 4);
  for (const { user, caller, held } of [paid, refunded]) {
    await world.charge(caller, 100_000);
    await world.services.payment.pay(user, { reservationId: held.id });
  }
  const operator = await world.caller('operator', 'operator');
  const { paymentId } = await world.services.reservation.get(refunded.caller, refunded.held.id);
  await world.services.admin.refund(operator, { paymentId: String(paymentId) });
  world.advanceClock(300);
  await expire();
  const all = [released, lapsed, swapped, paid, refunded];
  const before = ['RELEASED', 'EXPIRED', 'RELEASED', 'PAID', 'REFUNDED'];
  expect(await Promise.all(all.map(stateOf))).toEqual(before);
  await audited();

  world.advanceClock(30 * DAYS - 301);
  expect(await purgeReservations(world.ctx, PURGE)).toBe(0);
  expect(await Promise.all(all.map(stateOf))).toEqual(before);

  world.advanceClock(301);
  const late = await holding('late', concert, 0);
  world.advanceClock(300);
  // It has run out, and no sweep has marked it.
  expect(await purgeReservations(world.ctx, PURGE)).toBe(3);
  expect(await Promise.all([...all, late].map(stateOf))).toEqual([
    ...['RESERVATION_NOT_FOUND', 'RESERVATION_NOT_FOUND', 'RESERVATION_NOT_FOUND'],
    ...['PAID', 'REFUNDED', 'EXPIRED'],
  ]);
  expect(await world.services.reservation.list(released.caller, { limit: 10 })).toMatchObject({
    items: [],
  });
  const { rows } = await world.pool.query(
    'select (select count(*) from reservation)::int as holds, (select count(*) from reservation_seat)::int as lines',
  );
  expect(rows).toEqual([{ holds: 3, lines: 3 }]);
  await audited();
});

test('a call that names a deleted hold is answered as for one that never was', async () => {
  const concert = await world.concertWithSeats();
  const { user, held, caller } = await holding('returns', concert, 0);
  await world.services.reservation.release(caller, held.id);
  world.advanceClock(31 * DAYS);
  expect(await purgeReservations(world.ctx, PURGE)).toBe(1);
  const performanceId = await world.performance(concert.concertId, {
    startsAt: new Date(world.now.getTime() + DAYS * 1_000),
  });
  const seatIds = (await world.seatIds(performanceId)).slice(0, 1);
  const again = await world.queueCaller('returns', concert.concertId);
  const { reservation, payment } = world.services;
  for (const call of [
    () => reservation.release(caller, held.id),
    () => payment.pay(again, { reservationId: held.id }),
    () => reservation.hold(again, { performanceId, seatIds, replaces: held.id }),
  ]) {
    expect(await refusalOf(call())).toMatchObject({ code: 'RESERVATION_NOT_FOUND' });
  }
  expect(user.claims.entryId).not.toBe(again.claims.entryId);
  await audited();
});

test('a hold that an open top-up was begun for stays until the top-up has ended', async () => {
  const concert = await world.concertWithSeats();
  const waiting = await holding('at the bank', concert, 0);
  await world.services.reservation.release(waiting.caller, waiting.held.id);
  await world.pool.query(
    `insert into top_up (id, user_id, amount, provider, status, procedure, input_hash, reservation_id, created_at,
       open_until, lease_until, check_at, attention)
     values ($1, $2, 1000, 'sandbox', 'PROCESSING', 'payment.pay', '', $3, $4, $4, $4, $4, 'somebody must decide')`,
    [world.ctx.newId(), waiting.caller.userId, waiting.held.id, world.now],
  );
  world.advanceClock(31 * DAYS);
  expect(await purgeReservations(world.ctx, PURGE)).toBe(0);
  expect(await stateOf(waiting)).toBe('RELEASED');
  await world.pool.query(
    "update top_up set status = 'EXPIRED', ended_at = now(), attention = null",
  );
  expect(await purgeReservations(world.ctx, PURGE)).toBe(1);
  expect(await stateOf(waiting)).toBe('RESERVATION_NOT_FOUND');
});

test('one run deletes a bounded number, the oldest first, and the next ones the rest', async () => {
  const concerts = [await world.concertWithSeats(), await world.concertWithSeats()];
  const holds: Holding[] = [];
  for (const [n, concert] of concerts.entries()) {
    for (let seat = 0; seat < 5; seat++) {
      const one = await holding(`many ${n} ${seat}`, concert, seat);
      await world.services.reservation.release(one.caller, one.held.id);
      world.advanceClock(1);
      holds.push(one);
    }
  }
  world.advanceClock(31 * DAYS);
  const batches: number[] = [];
  const run = (bounds: { rows: number; seconds: number }) =>
    purgeReservations(world.ctx, {
      ...{ retentionSeconds: PURGE.retentionSeconds, bounds, batch: 2 },
      onBatch: (rows) => batches.push(rows),
    });
  expect(await run({ rows: 4, seconds: 60 })).toBe(4);
  expect(batches.filter((rows) => rows > 0)).toEqual([2, 2]);
  const states = await Promise.all(holds.map(stateOf));
  const gone = states.map((state) => state === 'RESERVATION_NOT_FOUND');
  expect(gone.filter(Boolean)).toHaveLength(4);
  // Of one concert, the first four.
  expect([0, 5]).toContain(gone.indexOf(true));
  expect(gone.lastIndexOf(true) - gone.indexOf(true)).toBe(3);
  // A bound on the time lets one batch run.
  expect(await run({ rows: 1_000, seconds: 0 })).toBeLessThanOrEqual(2);
  expect(await run({ rows: 1_000, seconds: 60 })).toBeGreaterThanOrEqual(4);
  expect(await run({ rows: 1_000, seconds: 60 })).toBe(0);
  await audited();
});

test('a purge that has not committed yet keeps nobody from holding, paying or releasing the same seats', async () => {
  const concert = await world.concertWithSeats();
  const old = await holding('sells on', concert, 0);
  await world.services.reservation.release(old.caller, old.held.id);
  world.advanceClock(29 * DAYS);
  const open = new Client({ connectionString: world.url });
  await open.connect();
  await open.query('begin');
  await open.query('delete from reservation_seat where reservation_id = $1', [old.held.id]);
  await open.query('delete from reservation where id = $1', [old.held.id]);
  const next = await holding('sells on', concert, 0);
  await world.charge(next.caller, 100_000);
  await world.services.payment.pay(next.user, { reservationId: next.held.id });
  const other = await holding('sells off', concert, 1);
  await world.services.reservation.release(other.caller, other.held.id);
  await open.query('commit');
  await open.end();
  expect(await stateOf(next)).toBe('PAID');
  expect(await stateOf(old)).toBe('RESERVATION_NOT_FOUND');
  await audited();
});
