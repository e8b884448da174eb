import { afterAll, beforeAll, expect, test } from 'vitest';
import { purgeQueueEntries } from '../../src/queue/purge/purge.ts';
import { holderOf, poll } from '../../testing/token-holder.ts';
import { createWorld, type Joined, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

test('an unclaimed pass expires after claimSeconds and the next entry is admitted; a call with the token claims it', async () => {
  const concertId = await world.concert({ queue: { maxActive: 2, claimSeconds: 20 } });
  const [unclaimed, claimed, next] = await world.joinMany('claim', 3, concertId);
  if (!unclaimed || !claimed || !next) throw fail();
  world.advanceClock(19);
  expect(await world.stateOf(claimed)).toBe('ACTIVE');
  await world.admit(concertId);
  expect(await world.stateOf(next)).toBe(1);
  world.advanceClock(1);
  await world.admit(concertId);
  expect(await world.stateOf(unclaimed)).toBe('QUEUE_TOKEN_EXPIRED');
  expect(await world.stateOf(next)).toBe('ACTIVE');
  expect(await world.stateOf(claimed)).toBe('ACTIVE');
  expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });
});

test('the refusal of an ended token says how it ended and when the turn was, and null once the entry is purged', async () => {
  const { concertId, performanceId, seatIds } = await world.concertWithSeats();
  const [pays, leaves, expires] = await world.joinMany('ends', 3, concertId);
  if (!pays || !leaves || !expires) throw fail();
  const admittedAt = world.now;
  world.advanceClock(10);
  const wanted = { performanceId, seatIds: seatIds.slice(0, 1) };
  const { id } = await world.services.reservation.hold(pays.queueCaller, wanted);
  await world.services.payment.pay(pays.queueCaller, { reservationId: id, topUp: true });
  await world.services.queue.leave(leaves.queueCaller.claims);
  const endedAt = world.now;
  world.advanceClock(60);
  const endOf = async ({ queueCaller }: Joined) => {
    const calls = [
      poll(world.services, queueCaller.claims),
      world.services.concert.dates(holderOf(queueCaller), concertId),
      world.services.reservation.hold(queueCaller, wanted),
      world.services.payment.pay(queueCaller, { reservationId: id }),
      world.services.queue.leave(queueCaller.claims),
    ];
    const refusals = await Promise.all(calls.map(refusalOf));
    const [first] = refusals;
    for (const refusal of refusals) expect(refusal).toEqual(first);
    expect(first?.code).toBe('QUEUE_TOKEN_EXPIRED');
    return first?.details;
  };
  const endOfAll = async () => [await endOf(pays), await endOf(leaves), await endOf(expires)];
  const ends = [
    { reason: 'PAID', admittedAt, endedAt },
    { reason: 'LEFT', admittedAt, endedAt },
    // Nobody claimed it.
    { reason: 'EXPIRED', admittedAt, endedAt: new Date(admittedAt.getTime() + 60_000) },
  ];
  expect(await endOfAll()).toEqual(ends);
  // The sweep that ends the row is late, and the answer stays the same.
  await world.admit(concertId);
  expect(await endOfAll()).toEqual(ends);
  world.advanceClock(3_600);
  await purgeQueueEntries(world.ctx, { retentionSeconds: 3_600, batch: 100 });
  const nothing = { reason: null, admittedAt: null, endedAt: null };
  expect(await endOfAll()).toEqual([nothing, nothing, nothing]);
});

test('the refusal of a token that was left while waiting says when, and of a hold past the deadline, when that was', async () => {
  const { concertId, performanceId, seatIds } = await world.concertWithSeats({
    queue: { maxActive: 1, activeSeconds: 100 },
  });
  const { queueCaller, ticket } = await world.join('past the deadline', concertId);
  const admittedAt = ticket.admittedAt ?? new Date(0);
  const waits = await world.join('waits', concertId);
  world.advanceClock(5);
  const leftAt = world.now;
  await world.services.queue.leave(waits.queueCaller.claims);
  const left = await refusalOf(poll(world.services, waits.queueCaller.claims));
  expect(left.details).toEqual({ reason: 'LEFT', admittedAt: null, endedAt: leftAt });
  world.advanceClock(50);
  const hold = (n: number) =>
    world.services.reservation.hold(queueCaller, {
      performanceId,
      seatIds: seatIds.slice(n, n + 1),
    });
  await hold(0);
  world.advanceClock(60);
  const late = await refusalOf(hold(1));
  const endedAt = new Date(admittedAt.getTime() + 100_000);
  expect(late.details).toEqual({ reason: 'EXPIRED', admittedAt, endedAt });
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
  const { activeUntil } = await poll(world.services, queueCaller.claims);
  expect(activeUntil).toEqual(held.holdExpiresAt);
  const other = await world.join('queued behind', concertId);
  world.advanceClock(60);
  await world.admit(concertId);
  expect(await world.stateOf(other)).toBe(1);
  await world.services.concert.dates(holderOf(queueCaller), concertId);
  const more = { performanceId, seatIds: seatIds.slice(1, 2) };
  expect(await refusalOf(world.services.reservation.hold(queueCaller, more))).toMatchObject({
    code: 'QUEUE_TOKEN_EXPIRED',
  });
  await world.services.reservation.release(queueCaller.caller, held.id);
  expect(await world.stateOf({ queueCaller, ticket })).toBe('QUEUE_TOKEN_EXPIRED');
  await world.admit(concertId);
  expect(await world.stateOf(other)).toBe('ACTIVE');
  expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });
});

test('after activeSeconds a pass with a live hold can still pay, and the payment ends it', async () => {
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
  expect(await refusalOf(poll(world.services, queueCaller.claims))).toMatchObject({
    code: 'QUEUE_TOKEN_EXPIRED',
  });
});

test('the expiry of a hold does not end the pass', async () => {
  const { concertId, performanceId, seatIds } = await world.concertWithSeats();
  const { queueCaller } = await world.join('hold expires', concertId);
  const wanted = { performanceId, seatIds: seatIds.slice(0, 1) };
  await world.services.reservation.hold(queueCaller, wanted);
  world.advanceClock(301);
  expect(await poll(world.services, queueCaller.claims)).toMatchObject({
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
  const other = await world.queueCaller('takes the seats', concertId);
  await expect(world.services.reservation.hold(other, wanted)).resolves.toBeTruthy();
  expect(await refusalOf(world.services.queue.leave(queueCaller.claims))).toMatchObject({
    code: 'QUEUE_TOKEN_EXPIRED',
  });
});

test('a user who joins after the pass has expired gets a new entry behind all waiting entries', async () => {
  const concertId = await world.concert({ queue: { maxActive: 1 } });
  const first = await world.join('comes back', concertId);
  await world.join('waits meanwhile', concertId);
  world.advanceClock(60);
  const again = await world.join('comes back', concertId);
  expect(again.ticket.token).not.toBe(first.ticket.token);
  expect(again.ticket).toMatchObject({ status: 'WAITING', position: 1 });
});

function fail(): never {
  throw new Error('the test expects more users in the queue');
}
