import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lockRow, whileTimePasses } from '../../testing/locks.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

/*
 * A hold that waits for a lock is judged by the clock and by the settings of the moment when it has got the
 * lock. These tests lock a seat, let the hold wait for it, and change one thing meanwhile.
 */

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

/** A user on the real clock who holds the first seat and wants the second, with or instead of the first. */
async function buyer({ swap }: { swap: boolean }) {
  const fixture = await world.concertWithSeats({ holdLimit: 4 });
  const { services } = world.realTimeServer();
  const caller = await world.caller(`buyer of ${fixture.concertId}`);
  const { token } = await services.queue.join(caller, { concertId: fixture.concertId });
  const claims = services.queue.verifyToken(token);
  if (!claims) throw new Error('the token does not open');
  const queueCaller = { caller, claims };
  const seats = (from: number, to: number) => ({
    performanceId: fixture.performanceId,
    seatIds: fixture.seatIds.slice(from, to),
  });
  const held = await services.reservation.hold(queueCaller, seats(0, 1));
  const replaces = swap ? { replaces: held.id } : {};
  const wait = async () => {
    const lock = await lockRow(world, 'seat', String(fixture.seatIds[1]));
    const holding = services.reservation.hold(queueCaller, { ...seats(1, 2), ...replaces });
    // Looked at later; until then a refusal is not unhandled.
    holding.catch(() => {});
    return { lock, holding };
  };
  const nothingChanged = async () => {
    const { items } = await services.reservation.list(caller, { limit: 10 });
    expect(items).toMatchObject([{ id: held.id, status: 'HELD', seats: [{}] }]);
    const owned =
      'select id::text from seat where reservation_id is not null and performance_id = $1';
    const { rows } = await world.pool.query(owned, [fixture.performanceId]);
    expect(rows).toEqual([{ id: fixture.seatIds[0] }]);
    expect(await services.admin.audit({})).toMatchObject({ ok: true });
  };
  const { entryId } = claims;
  return { ...fixture, services, entryId, wait, nothingChanged };
}

/** Runs an update that sets a column to that many seconds from now, and returns the time that it set. */
async function setTime(update: string, id: string, seconds: number): Promise<Date> {
  const { rows } = await world.pool.query(update, [id, seconds]);
  return rows[0].until;
}
const SOON = `clock_timestamp() + make_interval(secs => $2)`;

describe.each([
  ['a hold', { swap: false }],
  ['a swap', { swap: true }],
])('%s that waits for a seat', (_, how) => {
  test.each([
    {
      what: 'until the sale has closed',
      code: 'NO_DATES_AVAILABLE',
      update: `update concert set sales_close_at = ${SOON} where id = $1 returning sales_close_at as until`,
      id: 'concertId' as const,
    },
    {
      what: 'until the performance has started',
      code: 'NO_DATES_AVAILABLE',
      update: `update performance set starts_at = ${SOON} where id = $1 returning starts_at as until`,
      id: 'performanceId' as const,
    },
    {
      what: 'past the deadline of the pass',
      code: 'QUEUE_TOKEN_EXPIRED',
      update: `update queue_entry set hold_until = ${SOON} where id = $1 returning hold_until as until`,
      id: 'entryId' as const,
    },
  ])('$what is $code, and changes nothing', async ({ code, update, id }) => {
    const buying = await buyer(how);
    const outcome = await whileTimePasses(world, async (seconds) => {
      const until = await setTime(update, buying[id], seconds);
      const { lock, holding } = await buying.wait();
      return { lock, until, call: refusalOf(holding) };
    });
    expect(outcome).toMatchObject({ code });
    await buying.nothingChanged();
  });

  test('while the sale is closed by an operator is NO_DATES_AVAILABLE, and changes nothing', async () => {
    const { concertId, services, wait, nothingChanged } = await buyer(how);
    const { lock, holding } = await wait();
    await lock.waitForWaiters(1);
    const operator = await world.caller('operator', 'operator');
    const salesCloseAt = new Date(Date.now() - 60_000);
    await services.admin.updateConcert(operator, { concertId, salesCloseAt });
    await lock.release();
    expect(await refusalOf(holding)).toMatchObject({ code: 'NO_DATES_AVAILABLE' });
    await nothingChanged();
  });

  test('while the prices change gets the new price', async () => {
    const { performanceId, services, wait } = await buyer(how);
    const { lock, holding } = await wait();
    await lock.waitForWaiters(1);
    const operator = await world.caller('operator', 'operator');
    await services.admin.updatePerformance(operator, { performanceId, prices: { S: 60_000 } });
    await lock.release();
    expect(await holding).toMatchObject({ status: 'HELD', amount: 60_000 });
    expect(await services.admin.audit({})).toMatchObject({ ok: true });
  });
});

test('a hold that waits for a seat while the limit is lowered is judged by the new limit', async () => {
  const { concertId, services, wait, nothingChanged } = await buyer({ swap: false });
  const operator = await world.caller('operator', 'operator');
  const { lock, holding } = await wait();
  await lock.waitForWaiters(1);
  await services.admin.updateConcert(operator, { concertId, holdLimit: 1 });
  await lock.release();
  expect(await refusalOf(holding)).toEqual({ code: 'HOLD_LIMIT_EXCEEDED', details: { limit: 1 } });
  await nothingChanged();
  await services.admin.updateConcert(operator, { concertId, holdLimit: 3 });
  const second = await wait();
  await second.lock.waitForWaiters(1);
  await services.admin.updateConcert(operator, { concertId, holdLimit: 2 });
  await second.lock.release();
  expect(await second.holding).toMatchObject({ status: 'HELD' });
});
