import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcomeOf as outcomeOfFailure } from '../../src/kernel/database/outcome.ts';
import { isDatabaseUnavailable } from '../../src/kernel/database/unavailable.ts';
import { buyersOf, holdsByTransaction } from '../../testing/batches/buyers.ts';
import { failInserts, loseConnectionOf } from '../../testing/batches/failures.ts';
import { answersByTransaction } from '../../testing/batches/transactions.ts';
import { keepOpen, type OtherServer, openServer } from '../../testing/other-server.ts';
import { outcomeOf } from '../../testing/swaps.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
let other: OtherServer;
beforeAll(async () => {
  world = await createWorld();
  other = await openServer(world);
});
afterAll(async () => {
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  await other.close();
  await world.close();
});

/** The stored answers of holds of a performance, by the transaction that stored them, the most first. */
const storedByTransaction = (performanceId: string) =>
  answersByTransaction(world, 'reservation', performanceId);

test('holds with keys are made and stored in one transaction, and repeats answer the same', async () => {
  const { performanceId, buyers, hold } = await buyersOf(world, 12);
  const call = () => Promise.all(buyers.map((buyer, n) => hold(buyer, [n], `key-of-all-${n}`)));
  const held = await call();
  expect(await holdsByTransaction(world, performanceId)).toEqual([12]);
  expect(await storedByTransaction(performanceId)).toEqual([12]);
  world.advanceClock(1_000);
  expect(await call()).toEqual(held);
  expect(await holdsByTransaction(world, performanceId)).toEqual([12]);
});

test('holds with and without keys share a batch', async () => {
  const { performanceId, buyers, hold } = await buyersOf(world, 6);
  await Promise.all(buyers.map((buyer, n) => hold(buyer, [n], n < 3 ? 'key-of-some' : undefined)));
  expect(await holdsByTransaction(world, performanceId)).toEqual([6]);
  expect(await storedByTransaction(performanceId)).toEqual([3]);
});

test('a repeat at the same time waits for the call and answers the same', async () => {
  const { performanceId, buyers, hold } = await buyersOf(world, 2);
  const calls = [
    hold(buyers[0], [0], 'key-twice'),
    hold(buyers[0], [0], 'key-twice'),
    hold(buyers[1], [1], 'key-twice'),
  ];
  const [first, second] = await Promise.all(calls);
  expect(second).toEqual(first);
  expect(await holdsByTransaction(world, performanceId)).toEqual([2]);
});

test('a key with other input is refused, and so is a failure never stored', async () => {
  const { buyers, hold } = await buyersOf(world, 3);
  await hold(buyers[0], [0], 'key-reused');
  const calls = [
    hold(buyers[0], [1], 'key-reused'),
    hold(buyers[1], [0], 'key-failed'),
    hold(buyers[2], [2], 'key-other'),
  ];
  const outcomes = ['IDEMPOTENCY_KEY_REUSED', 'SEAT_UNAVAILABLE', 'HELD'];
  expect(await Promise.all(calls.map(outcomeOf))).toEqual(outcomes);
  expect(await hold(buyers[1], [1], 'key-failed')).toMatchObject({ status: 'HELD' });
});

test('a key whose first call still runs elsewhere is refused, and the others are held', async () => {
  const { performanceId, buyers, hold, input } = await buyersOf(world, 4);
  const [busy] = buyers;
  if (!busy) throw new Error('there are too few buyers');
  const wanted = { ...input(0), idempotencyKey: 'key-in-progress' };
  const open = await keepOpen(other, ({ reservation }) => reservation.hold(busy, wanted));
  const calls = buyers.map((buyer, n) => hold(buyer, [n], 'key-in-progress'));
  const outcomes = ['IDEMPOTENCY_IN_PROGRESS', 'HELD', 'HELD', 'HELD'];
  expect(await Promise.all(calls.map(outcomeOf))).toEqual(outcomes);
  expect(await holdsByTransaction(world, performanceId)).toEqual([3]);
  await open.commit();
  expect(await hold(busy, [0], 'key-in-progress')).toMatchObject({ status: 'HELD' });
});

describe('a batch that fails', () => {
  test('by the loss of its connection before the commit has done nothing, and its keys are free', async () => {
    const { performanceId, buyers, hold } = await buyersOf(world, 5);
    const call = () => buyers.map((buyer, n) => hold(buyer, [n], 'key-lost'));
    for (const failure of await loseConnectionOf(world, call)) {
      expect(isDatabaseUnavailable(failure)).toBe(true);
      // The commit was on its way.
      expect(outcomeOfFailure(failure)).toBe('UNKNOWN');
    }
    expect(await holdsByTransaction(world, performanceId)).toEqual([]);
    expect(await storedByTransaction(performanceId)).toEqual([]);
    expect(await Promise.all(call().map(outcomeOf))).toEqual(buyers.map(() => 'HELD'));
    expect(await storedByTransaction(performanceId)).toEqual([5]);
  });

  test.each([
    ['because of one item: that one fails alone', 'check_violation', ['fails', 4]],
    ['by a deadlock: all run again alone', 'deadlock_detected', ['fails', 4]],
  ] as const)('%s', async (_, condition, [failed, held]) => {
    const { performanceId, buyers, hold } = await buyersOf(world, 5);
    const poisoned = String(buyers[2]?.caller.userId);
    const poison = { table: 'reservation', userId: poisoned, condition };
    const endFailures = await failInserts(world, poison);
    const calls = buyers.map((buyer, n) => hold(buyer, [n], 'key-failing'));
    const outcomes = await Promise.all(
      calls.map((call) =>
        call.then(
          ({ status }) => status,
          () => failed,
        ),
      ),
    );
    await endFailures();
    expect(outcomes).toEqual(['HELD', 'HELD', failed, 'HELD', 'HELD']);
    expect(await holdsByTransaction(world, performanceId)).toEqual(Array(held).fill(1));
    expect(await storedByTransaction(performanceId)).toEqual(Array(held).fill(1));
  });
});
