import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, type Joined, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const PRICE = 50_000;

/** A user who holds a seat and whose account is gone, as after a restore that lost a row. */
async function withoutAccount(name: string): Promise<Joined & { reservationId: string }> {
  const concertId = await world.concert();
  const performanceId = await world.performance(concertId);
  const joined = await world.join(name, concertId);
  const { id } = await world.services.reservation.hold(joined.queueCaller, {
    performanceId,
    places: [0],
  });
  const { userId } = joined.queueCaller.caller;
  await world.ownerPool.query('delete from account where user_id = $1', [userId]);
  return { ...joined, reservationId: id };
}

describe('a user without an account', () => {
  test('is found by the audit', async () => {
    const { queueCaller } = await withoutAccount('found');
    const { ok, checks } = await world.services.admin.audit({});
    expect(ok).toBe(false);
    expect(checks.flatMap(({ violations }) => violations)).toEqual([
      {
        problem: 'the user has no account',
        userId: queueCaller.caller.userId,
        balance: null,
        ledgerTotal: '0',
      },
    ]);
    await world.services.balance.charge(queueCaller.caller, { amount: 1 });
    expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  });

  test.for([undefined, 'key-of-the-payment'])('pays with a top-up, key %s', async (key) => {
    const { queueCaller, reservationId } = await withoutAccount(`pays ${key}`);
    const input = { reservationId, topUp: true, idempotencyKey: key };
    const paid = await world.services.payment.pay(queueCaller, input);
    expect(paid).toMatchObject({ status: 'PAID', amount: PRICE, balanceAfter: 0 });
    expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  });

  test('has a balance of 0 without a top-up', async () => {
    const { queueCaller, reservationId } = await withoutAccount('is short');
    const refusal = await refusalOf(world.services.payment.pay(queueCaller, { reservationId }));
    expect(refusal).toMatchObject({
      code: 'INSUFFICIENT_BALANCE',
      details: { balance: 0, required: PRICE, shortfall: PRICE },
    });
  });
});
