import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BatchFacts, HOLD_BATCH } from '../../src/reservation/batch/hold-batch.sql.ts';
import { buyersOf } from '../../testing/batches/buyers.ts';
import { type Pass, pauseAfter, whilePaused } from '../../testing/batches/paused-statement.ts';
import { createWorld, type World } from '../../testing/world.ts';

/*
 * A batch waits for no row, so nothing can change for long between its snapshot and its locks, but something can.
 * Here its statement waits for an advisory lock right after it has read the clock, and meanwhile something changes.
 */

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => {
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  await world.close();
});

const CLOCK = 'c.id = p.concert_id, t where p.id = $1';
const PAUSED = HOLD_BATCH.text.replace(CLOCK, `${CLOCK} and ${pauseAfter('t.now')}`);

type Fixture = Awaited<ReturnType<typeof buyersOf>>;
interface Meanwhile extends Fixture {
  operator: Awaited<ReturnType<World['caller']>>;
  pass: Pass;
}

/** Which of the first three buyers hold their seats, if something changes after the snapshot of their batch. */
async function heldIf(change: (meanwhile: Meanwhile) => Promise<unknown>): Promise<boolean[]> {
  expect(PAUSED).not.toBe(HOLD_BATCH.text);
  const fixture = await buyersOf(world, 4);
  // The statement runs in real time, and what changes meanwhile runs by the clock of the world, which is years ahead.
  await world.pool.query(
    `update queue_entry set expires_at = $2, hold_until = $2 where concert_id = $1`,
    [fixture.concertId, new Date('2035-01-01T00:00:00Z')],
  );
  const operator = await world.caller('operator', 'operator');
  const items = fixture.buyers.slice(0, 3).map(({ claims }, n) => ({
    ...{ n, reservation_id: world.ctx.newId(), user_id: claims.userId, entry_id: claims.entryId },
    ...{ seat_ids: [fixture.seatIds[n]], places: [], chosen: [], orphans: true },
    ...{ procedure: 'reservation.hold', key: null },
  }));
  const values = [fixture.performanceId, 300, null, JSON.stringify(items)];
  const rows = await whilePaused<BatchFacts>(world, { text: PAUSED, values }, (pass) =>
    change({ ...fixture, operator, pass }),
  );
  return rows.map(({ held_at: heldAt }) => heldAt !== null);
}

const SOON = `clock_timestamp() + interval '1 second'`;

test('without a change all are held', async () => {
  expect(await heldIf(async () => {})).toEqual([true, true, true]);
});

test.each<[string, boolean[], (meanwhile: Meanwhile) => Promise<unknown>]>([
  [
    'another server holds a seat: that item is not held',
    [true, false, true],
    ({ hold, buyers }) => hold(buyers[3], [1]),
  ],
  [
    'an operator blocks a seat: that item is not held',
    [true, false, true],
    ({ operator, performanceId }) =>
      world.services.admin.blockPlaces(operator, { performanceId, places: [1] }),
  ],
  [
    'a user holds other seats: that item is not held, since the limit was counted before',
    [true, true, false],
    ({ hold, buyers }) => hold(buyers[2], [9]),
  ],
  [
    'a user leaves: that item is not held',
    [false, true, true],
    ({ buyers }) => world.services.queue.leave(buyers[0]?.claims as never),
  ],
  [
    'the pass of a user passes its deadline: that item is not held',
    [true, false, true],
    ({ pass, buyers }) =>
      pass(
        `update queue_entry set hold_until = ${SOON} where id = $1 returning hold_until as until`,
        String(buyers[1]?.claims.entryId),
      ),
  ],
  [
    'the performance is cancelled: none is held',
    [false, false, false],
    ({ operator, performanceId }) =>
      world.services.admin.cancelPerformance(operator, { performanceId, reason: 'weather' }),
  ],
  [
    'the prices change: none is held',
    [false, false, false],
    ({ operator, performanceId }) =>
      world.services.admin.updatePerformance(operator, { performanceId, prices: { S: 60_000 } }),
  ],
  [
    'the limit changes: none is held',
    [false, false, false],
    ({ operator, concertId }) =>
      world.services.admin.updateConcert(operator, { concertId, holdLimit: 1 }),
  ],
  [
    'the sale closes: none is held',
    [false, false, false],
    ({ pass, concertId }) =>
      pass(
        `update concert set sales_close_at = ${SOON} where id = $1 returning sales_close_at as until`,
        concertId,
      ),
  ],
])('while it runs, %s', async (_, held, change) => {
  expect(await heldIf(change)).toEqual(held);
});
