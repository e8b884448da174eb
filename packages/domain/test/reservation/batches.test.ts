import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buyersOf, holdsByTransaction } from '../../testing/batches/buyers.ts';
import { lockRow } from '../../testing/locks.ts';
import { outcomeOf } from '../../testing/swaps.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => {
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  await world.close();
});

test('holds that come together are made by one statement, and each buyer gets the own seats', async () => {
  const { performanceId, buyers, hold, seatIds } = await buyersOf(world, 20);
  const held = await Promise.all(buyers.map((buyer, n) => hold(buyer, [2 * n, 2 * n + 1])));
  expect(held.map(({ seats }) => seats.map(({ id }) => id))).toEqual(
    held.map((_, n) => seatIds.slice(2 * n, 2 * n + 2)),
  );
  expect(await holdsByTransaction(world, performanceId)).toEqual([20]);
  for (const [n, { caller }] of buyers.entries()) {
    const { items } = await world.services.reservation.list(caller, { limit: 10 });
    expect(items).toEqual([held[n]]);
  }
});

test('seats by id and by number travel together', async () => {
  const { performanceId, buyers, hold, input } = await buyersOf(world, 3);
  const [first, second, third] = buyers;
  if (!second || !third) throw new Error('there are too few buyers');
  const held = await Promise.all([
    hold(first, [0]),
    world.services.reservation.hold(second, { performanceId, places: [20, 21] }),
    world.services.reservation.hold(third, { ...input(1), places: [30] }),
  ]);
  expect(held.map(({ seats }) => seats.length)).toEqual([1, 2, 2]);
  expect(await holdsByTransaction(world, performanceId)).toEqual([3]);
});

test('of two for one seat the first gets it, and the second is refused by what the first has', async () => {
  const { performanceId, buyers, hold, seatIds } = await buyersOf(world, 3);
  const calls = [hold(buyers[0], [0, 1]), hold(buyers[1], [1, 2]), hold(buyers[2], [2, 3])];
  expect(await Promise.all(calls.map(outcomeOf))).toEqual(['HELD', 'SEAT_UNAVAILABLE', 'HELD']);
  expect(await refusalOf(calls[1] as Promise<unknown>)).toMatchObject({
    details: { seatIds: expect.arrayContaining([seatIds[1]]) },
  });
  expect((await holdsByTransaction(world, performanceId))[0]).toBe(1);
});

test('one user twice: the calls run in two batches, and the limit counts both', async () => {
  const { performanceId, buyers, hold } = await buyersOf(world, 2, 3);
  const calls = [
    hold(buyers[0], [0, 1]),
    hold(buyers[0], [2]),
    hold(buyers[0], [3]),
    hold(buyers[1], [4]),
  ];
  const outcomes = await Promise.all(calls.map(outcomeOf));
  expect(outcomes.sort()).toEqual(['HELD', 'HELD', 'HELD', 'HOLD_LIMIT_EXCEEDED']);
  expect(await holdsByTransaction(world, performanceId)).toEqual([2, 1]);
});

test('each refusal is the one of its own call, and the others are held', async () => {
  const { performanceId, concertId, buyers, hold, seatIds } = await buyersOf(world, 5, 2);
  const elsewhere = await buyersOf(world, 1);
  await hold(buyers[4], [9]);
  await world.configureQueue(concertId, { paused: true });
  const waiting = await world.queueCaller(`${concertId} waits`, concertId);
  const unknown = '00000000-0000-7000-8000-000000000000';
  const calls = [
    hold(buyers[0], [0, 1]),
    world.services.reservation.hold(buyers[1] as never, { performanceId, seatIds: [unknown] }),
    world.services.reservation.hold(buyers[1] as never, { performanceId, places: [900] }),
    hold(buyers[2], [2, 3, 4]),
    hold(buyers[3], [9]),
    hold(waiting, [5]),
    hold(elsewhere.buyers[0], [6]),
    world.services.reservation.hold(buyers[2] as never, {
      ...{ performanceId, seatIds: seatIds.slice(7, 8) },
      places: [7],
    }),
    hold(buyers[4], [8]),
  ];
  expect(await Promise.all(calls.map(outcomeOf))).toEqual([
    ...['HELD', 'SEAT_NOT_FOUND', 'PLACE_NOT_FOUND', 'HOLD_LIMIT_EXCEEDED', 'SEAT_UNAVAILABLE'],
    ...['QUEUE_WAITING', 'QUEUE_TOKEN_INVALID', 'VALIDATION_FAILED', 'HELD'],
  ]);
});

test('places that nobody has are refused, and so is a performance that does not exist', async () => {
  const { buyers } = await buyersOf(world, 2);
  const input = { performanceId: '00000000-0000-7000-8000-000000000000', places: [0] };
  const calls = buyers.map((buyer) => world.services.reservation.hold(buyer, input));
  const codes = await Promise.all(calls.map(outcomeOf));
  expect(codes).toEqual(['PERFORMANCE_NOT_FOUND', 'PERFORMANCE_NOT_FOUND']);
});

describe('another transaction that has locked', () => {
  const tables = [
    ['the pass', 'queue_entry'],
    ['the seat', 'seat'],
    ['the user', 'app_user'],
    ['the account', 'account'],
  ] as const;

  test.each(tables)('%s of one buyer does not delay the others', async (_, table) => {
    const { performanceId, buyers, hold, seatIds } = await buyersOf(world, 8);
    const { caller, claims } = buyers[3] as (typeof buyers)[number];
    await world.charge(caller, 1);
    const rows = { queue_entry: claims.entryId, seat: String(seatIds[3]) };
    const id = { ...rows, app_user: caller.userId, account: caller.userId }[table];
    const lock = await lockRow(world, table, id);
    const calls = buyers.map((buyer, n) => hold(buyer, [n]));
    const others = await Promise.all(calls.filter((_, n) => n !== 3));
    expect(others).toHaveLength(7);
    expect((await holdsByTransaction(world, performanceId))[0]).toBeGreaterThanOrEqual(7);
    if (table !== 'account') await lock.waitForWaiters(1);
    await lock.release();
    expect(await calls[3]).toMatchObject({ status: 'HELD' });
  });

  test('one of four seats of a buyer delays only that buyer, whose other seats stay free for all', async () => {
    const { buyers, hold, seatIds } = await buyersOf(world, 3);
    const lock = await lockRow(world, 'seat', String(seatIds[3]));
    const waiting = hold(buyers[0], [0, 1, 2, 3]);
    await lock.waitForWaiters(1);
    await hold(buyers[1], [4]);
    await lock.release();
    expect(await waiting).toMatchObject({ status: 'HELD' });
    const refused = refusalOf(hold(buyers[2], [0]));
    expect(await refused).toMatchObject({ code: 'SEAT_UNAVAILABLE' });
  });
});

describe('where the orphan rule counts', () => {
  test('each hold is judged by what the ones before took', async () => {
    const { performanceId, buyers, hold } = await buyersOf(world, 3);
    const operator = await world.caller('operator', 'operator');
    const rule = { performanceId, orphanRule: 'refuse' as const };
    await world.services.admin.updatePerformance(operator, rule);
    // The first alone would leave a seat alone; after the second, one of its seats is taken. Either may come first.
    const calls = [hold(buyers[0], [1, 2]), hold(buyers[1], [0, 1]), hold(buyers[2], [5, 6])];
    const outcomes = await Promise.all(calls.map(outcomeOf));
    expect(outcomes[0]).toMatch(/^(LEAVES_ORPHAN|SEAT_UNAVAILABLE)$/);
    expect(outcomes.slice(1)).toEqual(['HELD', 'HELD']);
    expect(await holdsByTransaction(world, performanceId)).toEqual([1, 1]);
  });
});
