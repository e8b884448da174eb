import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callOf } from '../../src/kernel/idempotency/idempotency.ts';
import { releaseExpiredHolds } from '../../src/reservation/release-expired.ts';
import { lockRow, waitForLockWaiters } from '../../testing/locks.ts';
import { outcomeOf, swapsIn } from '../../testing/swaps.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());
const { holder, liveHolds, auditPasses } = swapsIn(() => world);

describe('a swap and the end of a hold', () => {
  test.each([
    ['without a sweep', async () => 0],
    ['and swept', (ctx: World['ctx']) => releaseExpiredHolds(ctx, { batch: 100 })],
  ])('that waits for a lock until its own has run out, %s, is refused', async (how, sweep) => {
    const { ctx, services } = world.realTimeServer();
    /** A swap that waits while its own hold runs out; null if that ran out before it waited. */
    const swapFor = async (seconds: number) => {
      const seats = await world.concertWithSeats();
      const { queueCaller, held, swap } = await holder(`ran out ${how} ${seconds}`, seats, 0);
      const { entryId } = queueCaller.claims;
      const lock = await lockRow(world, 'queue_entry', entryId);
      const soon = `clock_timestamp() + interval '${seconds} seconds'`;
      await world.pool.query(
        `update reservation set held_at = clock_timestamp(), hold_expires_at = ${soon} where id = $1`,
        [held.id],
      );
      await world.pool.query(
        `update seat set hold_expires_at = ${soon} where reservation_id = $1`,
        [held.id],
      );
      let isWaiting = true;
      const refusal = refusalOf(swap([1], services)).finally(() => {
        isWaiting = false;
      });
      await lock.waitForWaiters(1, () => !isWaiting);
      const hasWaited = isWaiting;
      if (hasWaited) {
        await world.pool.query(`select pg_sleep(${seconds + 0.1})`);
        await sweep(ctx);
      }
      await lock.release();
      return hasWaited ? { refusal, seats } : null;
    };
    // On a busy machine it takes longer until the swap waits.
    const { refusal, seats } =
      (await swapFor(0.6)) ?? (await swapFor(5)) ?? (await swapFor(30)) ?? expect.fail('too slow');
    expect(await refusal).toMatchObject({ code: 'HOLD_EXPIRED' });
    const { rows } = await world.pool.query(
      'select count(*)::int as n from reservation where performance_id = $1',
      [seats.performanceId],
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  test('takes a seat whose hold has just run out, while the sweep frees it', async () => {
    for (let n = 0; n < 8; n++) {
      const seats = await world.concertWithSeats();
      await holder(`lets it expire ${n}`, seats, 1);
      world.advanceClock(100);
      const { queueCaller, swap } = await holder(`waits for it ${n}`, seats, 0);
      world.advanceClock(200);
      const sweep = releaseExpiredHolds(world.ctx, { batch: 100 });
      expect(await outcomeOf(swap([1]))).toBe('HELD');
      await sweep;
      const mine = { user: queueCaller.caller.userId, seats: seats.seatIds.slice(1, 2) };
      expect(await liveHolds(seats.performanceId)).toEqual([mine]);
    }
    await auditPasses();
  });
});

test('the cancellation of the performance refuses or releases a swap that waits for a lock', async () => {
  const operator = await world.caller('operator', 'operator');
  const seats = await world.concertWithSeats();
  const { queueCaller, performanceId, swap } = await holder('is cancelled', seats, 0);
  const cancel = { performanceId, reason: 'bad weather' };
  const lock = await lockRow(world, 'queue_entry', queueCaller.claims.entryId);
  const outcome = outcomeOf(swap([1]));
  await lock.waitForWaiters(1);
  const cancelling = world.services.admin.cancelPerformance(operator, cancel);
  await lock.waitForWaiters(2);
  await lock.release();
  await cancelling;
  await world.services.admin.cancelPerformance(operator, cancel);
  expect(['HELD', 'NO_DATES_AVAILABLE']).toContain(await outcome);
  const { items } = await world.services.reservation.list(queueCaller.caller, { limit: 10 });
  expect(items.every(({ status }) => status === 'RELEASED')).toBe(true);
  expect(await liveHolds(performanceId)).toEqual([]);
});

describe('a swap whose connection is lost', () => {
  /** Ends the connection that waits for a lock, as a crash of the server does. */
  async function killWaiter() {
    await waitForLockWaiters(world, 1);
    await world.ownerPool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
  }

  test('before its seats are locked leaves the old hold, and a call again swaps', async () => {
    const seats = await world.concertWithSeats();
    const { queueCaller, held, swap } = await holder('crashes early', seats, 0);
    const lock = await lockRow(world, 'seat', String(seats.seatIds[1]));
    const crashed = swap([1]).catch(() => 'lost');
    await killWaiter();
    expect(await crashed).toBe('lost');
    await lock.release();
    expect(await world.services.reservation.get(queueCaller.caller, held.id)).toEqual(held);
    expect(await swap([1])).toMatchObject({ status: 'HELD' });
    await auditPasses();
  });

  test('after its statement and before the commit leaves the old hold, and a repeat by key swaps', async () => {
    const seats = await world.concertWithSeats();
    const { queueCaller, held, request } = await holder('crashes late', seats, 0);
    const { userId } = queueCaller.caller;
    const keyed = { ...request(1), idempotencyKey: 'crashes-in-the-middle' };
    // The stored answer waits for this row, so the swap waits with its own changes made.
    const other = new Client({ connectionString: world.url });
    await other.connect();
    await other.query('begin');
    await other.query(
      `insert into stored_answer (user_id, call, input, answer, created_at)
       values ($1, $2, gen_random_uuid(), '', now())`,
      [userId, callOf({ procedure: 'reservation.hold', key: keyed.idempotencyKey })],
    );
    const crashed = world.services.reservation.hold(queueCaller, keyed).catch(() => 'lost');
    await killWaiter();
    expect(await crashed).toBe('lost');
    await other.query('rollback');
    await other.end();
    expect(await world.services.reservation.get(queueCaller.caller, held.id)).toEqual(held);
    expect(await liveHolds(seats.performanceId)).toEqual([
      { user: userId, seats: seats.seatIds.slice(0, 1) },
    ]);
    const swapped = await world.services.reservation.hold(queueCaller, keyed);
    expect(swapped.seats.map(({ id }) => id)).toEqual(seats.seatIds.slice(1, 2));
    await auditPasses();
  });
});
