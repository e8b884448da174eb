import { createHash } from 'node:crypto';
import superjson from 'superjson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isDatabaseUnavailable } from '../../src/kernel/database/unavailable.ts';
import { DICTIONARY } from '../../src/kernel/idempotency/answer-dictionary.ts';
import { compactAnswer, readAnswer } from '../../src/kernel/idempotency/compact-answer.ts';
import { hashOfInput } from '../../src/kernel/idempotency/idempotency.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => {
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  await world.close();
});

/** Stores an answer as the version before does. */
const STORE_AS_BEFORE = `
  insert into idempotency_key (user_id, procedure, key, input_hash, answer, created_at)
  values ($1, $2, $3, $4, $5, $6)`;

/** The number of rows that match, in the tables of this version and of the version before. */
async function rowsOf(userId: string): Promise<{ now: number; before: number }> {
  const { rows } = await world.pool.query<{ now: number; before: number }>(
    `select (select count(*)::int from stored_answer where user_id = $1) as now,
       (select count(*)::int from idempotency_key where user_id = $1) as before`,
    [userId],
  );
  return rows[0] ?? { now: Number.NaN, before: Number.NaN };
}

describe('the stored form of an answer', () => {
  test.each([
    ['dates and nulls', { id: 'a', paidAt: new Date('2030-05-01T10:00:00Z'), refundedAt: null }],
    ['any text', { label: '좌석 "1" \u0000 \ud83d\ude00', items: ['', 'x'.repeat(10_000)] }],
    ['what is undefined', { a: undefined, b: [undefined, 1] }],
    ['no object', null],
  ])('gives back %s', (_, answer) => {
    expect(readAnswer(compactAnswer(answer))).toEqual(answer);
  });

  test('of another version is refused, not misread', () => {
    const stored = compactAnswer({ a: 1 });
    stored[0] = 2;
    expect(() => readAnswer(stored)).toThrow('unknown form 2');
  });

  test('is read with the dictionary that it was written with, which never changes', () => {
    const hash = createHash('sha256').update(DICTIONARY).digest('hex');
    expect(hash).toBe('1de0610f9a0166c29e57fd5ed741b1802cb04cb9e1fa26db1c029c4cc881ee89');
  });

  test('of a hold of one seat takes less than a third of its JSON', async () => {
    const { concertId, performanceId, seatIds } = await world.concertWithSeats();
    const user = await world.queueCaller('short', concertId);
    const wish = { performanceId, seatIds: seatIds.slice(0, 1), idempotencyKey: 'short-hold' };
    const held = await world.services.reservation.hold(user, wish);
    const { rows } = await world.pool.query<{ bytes: number }>(
      'select length(answer) as bytes from stored_answer where user_id = $1',
      [user.caller.userId],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.bytes).toBeLessThan(superjson.stringify(held).length / 3);
  });
});

describe('while servers of the version before run beside this one', () => {
  const input = { amount: 1_000 };
  const charge = (userId: string, key: string, amount = 1_000) =>
    world.services.balance.charge({ userId, service: false }, { amount, idempotencyKey: key });

  test('what they have stored is answered, and other input is refused', async () => {
    const { userId } = await world.caller('stored before');
    const answer = { amount: 77, currency: 'KRW', entryId: world.ctx.newId() };
    const values = [userId, 'balance.charge', 'key-of-before', hashOfInput(input)];
    await world.pool.query(STORE_AS_BEFORE, [...values, superjson.serialize(answer), world.now]);
    expect(await charge(userId, 'key-of-before')).toEqual(answer);
    expect(await refusalOf(charge(userId, 'key-of-before', 2_000))).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect(await world.services.balance.get({ userId, service: false })).toMatchObject({
      amount: 0,
    });
    expect(await rowsOf(userId)).toEqual({ now: 0, before: 1 });
  });

  test('a hold in a batch with a key that they have stored is not made again', async () => {
    const { concertId, performanceId, seatIds } = await world.concertWithSeats();
    const user = await world.queueCaller('held before', concertId);
    const wish = { performanceId, seatIds: seatIds.slice(0, 1) };
    const answer = {
      ...{ id: world.ctx.newId(), performanceId, concertId, startsAt: world.now, timezone: 'UTC' },
      ...{ status: 'HELD', seats: [], amount: 0, currency: 'KRW', heldAt: world.now },
      ...{ holdExpiresAt: world.now, paymentId: null },
    };
    const values = [user.caller.userId, 'reservation.hold', 'hold-of-before', hashOfInput(wish)];
    await world.pool.query(STORE_AS_BEFORE, [...values, superjson.serialize(answer), world.now]);
    const keyed = { ...wish, idempotencyKey: 'hold-of-before' };
    expect(await world.services.reservation.hold(user, keyed)).toEqual(answer);
    const { rows } = await world.pool.query('select id from reservation where user_id = $1', [
      user.caller.userId,
    ]);
    expect(rows).toEqual([]);
  });

  test('they cannot store the answer of a call that this version has answered: to them the database is busy', async () => {
    const { userId } = await world.caller('stored now');
    await charge(userId, 'key-of-now');
    expect(await rowsOf(userId)).toEqual({ now: 1, before: 0 });
    const values = [userId, 'balance.charge', 'key-of-now', hashOfInput(input), '{}', world.now];
    const stored = await world.pool.query(STORE_AS_BEFORE, values).catch((error: unknown) => error);
    expect(stored).toMatchObject({ code: '55P03' });
    expect(isDatabaseUnavailable(stored)).toBe(true);
    // Another key, another procedure and another user are not concerned.
    const other = await world.caller('another');
    for (const [user, procedure, key] of [
      [userId, 'balance.charge', 'key-of-nobody'],
      [userId, 'payment.pay', 'key-of-now'],
      [other.userId, 'balance.charge', 'key-of-now'],
    ]) {
      await world.pool.query(STORE_AS_BEFORE, [user, procedure, key, '', '{}', world.now]);
    }
    expect(await rowsOf(userId)).toEqual({ now: 1, before: 2 });
  });
});
