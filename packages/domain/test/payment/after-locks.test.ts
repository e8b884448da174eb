import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lockRow, type RowLock, whileTimePasses } from '../../testing/locks.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

/*
 * What waits for a lock is judged by the clock of the moment when it has got the lock. A payment waits here
 * for the account, its last lock.
 */

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

/** A user on the real clock with two holds and money for both. */
async function payer(name: string) {
  const fixture = await world.concertWithSeats({ holdLimit: 4 });
  const { services } = world.realTimeServer();
  const caller = await world.caller(name);
  await services.balance.charge(caller, { amount: 200_000 });
  const { token } = await services.queue.join(caller, { concertId: fixture.concertId });
  const claims = services.queue.verifyToken(token);
  if (!claims) throw new Error('the token does not open');
  const queueCaller = { caller, claims };
  const hold = (seat: number) =>
    services.reservation.hold(queueCaller, {
      performanceId: fixture.performanceId,
      seatIds: fixture.seatIds.slice(seat, seat + 1),
    });
  const [first, second] = [await hold(0), await hold(1)];
  const pay = () => services.payment.pay(queueCaller, { reservationId: first.id });
  const nothingPaid = async () => {
    expect(await services.balance.get(caller)).toMatchObject({ amount: 200_000 });
    const { items } = await services.payment.list(caller, { limit: 10 });
    expect(items).toEqual([]);
    expect(await services.admin.audit({})).toMatchObject({ ok: true });
  };
  return { ...fixture, services, caller, claims, first, second, pay, nothingPaid };
}

/** Runs an update that sets a column to that many seconds from now. Returns the time that it set. */
async function setTime(update: string, id: string, seconds: number): Promise<Date> {
  const { rows } = await world.pool.query(update, [id, seconds]);
  return rows[0].until;
}
const SOON = `clock_timestamp() + make_interval(secs => $2)`;

/** Makes a call that waits for a lock until a time has passed, which an update sets to soon. */
const whilePassing = <Result>(
  { update, id, lock }: { update: string; id: string; lock: () => Promise<RowLock> },
  call: (until: Date) => Promise<Result>,
) =>
  whileTimePasses(world, async (seconds) => {
    const until = await setTime(update, id, seconds);
    return { until, lock: await lock(), call: call(until) };
  });

describe('a payment that waits for a lock', () => {
  test('until the performance has started is refused, and nothing is paid', async () => {
    const { performanceId: id, caller, pay, nothingPaid } = await payer('comes too late');
    const update = `update performance set starts_at = ${SOON} where id = $1 returning starts_at as until`;
    const lock = () => lockRow(world, 'account', caller.userId);
    const refusal = await whilePassing({ update, id, lock }, () => refusalOf(pay()));
    expect(refusal).toMatchObject({ code: 'NO_DATES_AVAILABLE' });
    await nothingPaid();
  });

  test('until the pass has expired is refused, and nothing is paid', async () => {
    const { claims, caller, pay, nothingPaid } = await payer('expires');
    const update = `update queue_entry set expires_at = ${SOON} where id = $1 returning expires_at as until`;
    const lock = () => lockRow(world, 'account', caller.userId);
    const passing = { update, id: claims.entryId, lock };
    const refusal = await whilePassing(passing, () => refusalOf(pay()));
    expect(refusal).toMatchObject({ code: 'QUEUE_TOKEN_EXPIRED' });
    await nothingPaid();
  });

  test('until the last other hold has run out uses the pass up', async () => {
    const { second, caller, claims, pay } = await payer('loses the other hold');
    const update = `
      with s as (update seat set hold_expires_at = ${SOON} where reservation_id = $1)
      update reservation set held_at = held_at - interval '1 hour', hold_expires_at = ${SOON}
      where id = $1 returning hold_expires_at as until`;
    const lock = () => lockRow(world, 'account', caller.userId);
    const payment = await whilePassing({ update, id: second.id, lock }, pay);
    expect(payment).toMatchObject({ status: 'PAID' });
    const status = 'select status from queue_entry where id = $1';
    const { rows } = await world.pool.query(status, [claims.entryId]);
    expect(rows).toEqual([{ status: 'COMPLETED' }]);
  });
});

test('a release that waits for a lock until the hold has run out finds it EXPIRED', async () => {
  const { services, caller, first } = await payer('releases late');
  const update = `
    with s as (update seat set hold_expires_at = ${SOON} where reservation_id = $1)
    update reservation set held_at = held_at - interval '1 hour', hold_expires_at = ${SOON}
    where id = $1 returning hold_expires_at as until`;
  const lock = () => lockRow(world, 'reservation', first.id);
  const released = await whilePassing({ update, id: first.id, lock }, () =>
    services.reservation.release(caller, first.id),
  );
  expect(released).toMatchObject({ status: 'EXPIRED' });
});

test('a new start that has passed while it waits for a lock is VALIDATION_FAILED', async () => {
  const { services, concertId, performanceId } = await payer('sees the old start');
  const operator = await world.caller('operator', 'operator');
  const [before] = (await services.concert.get(concertId)).performances;
  // Changes nothing, and returns the time.
  const update = `select ${SOON} as until from performance where id = $1`;
  const lock = () => lockRow(world, 'performance', performanceId);
  const refusal = await whilePassing({ update, id: performanceId, lock }, (startsAt) =>
    refusalOf(services.admin.updatePerformance(operator, { performanceId, startsAt })),
  );
  expect(refusal).toMatchObject({ code: 'VALIDATION_FAILED' });
  const [after] = (await services.concert.get(concertId)).performances;
  expect(after).toEqual(before);
});
