import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bindServices } from '../../src/services.ts';
import { withBank } from '../../testing/with-bank.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => {
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  await world.close();
});

describe('a charge by a provider that needs no customer', () => {
  const atOnce = () => {
    const made = withBank(world);
    made.bank.paysAtOnce = true;
    return made;
  };

  test('takes the money once and credits it once', async () => {
    const { bank, services } = atOnce();
    const caller = await world.caller('card holder');
    const input = { amount: 5_000, idempotencyKey: 'card-1234' };
    const first = await services.balance.charge(caller, input);
    expect(first.amount).toBe(5_000);
    await world.charge(caller, 1_000);
    expect(await services.balance.charge(caller, input)).toEqual(first);
    expect(bank.taken).toBe(5_000);
    expect(await services.balance.get(caller)).toMatchObject({ amount: 6_000 });
    const other = services.balance.charge(caller, { ...input, amount: 5_001 });
    expect(await refusalOf(other)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    const { items } = await services.balance.history(caller, { limit: 10 });
    expect(items.map(({ type, topUpId }) => [type, topUpId !== null])).toEqual([
      ['CHARGE', false],
      ['CHARGE', true],
    ]);
  });

  test('a declined charge credits nothing, and the same key can charge again', async () => {
    const { bank, services } = atOnce();
    const caller = await world.caller('declined');
    const idempotencyKey = 'declined-1';
    bank.refuses.set('begin', 'declined');
    const declined = services.balance.charge(caller, { amount: 4_000, idempotencyKey });
    expect(await refusalOf(declined)).toMatchObject({ code: 'TOPUP_DECLINED' });
    bank.refuses.clear();
    const other = { amount: 2_000, idempotencyKey };
    expect(await services.balance.charge(caller, other)).toMatchObject({ amount: 2_000 });
    expect(bank.taken).toBe(2_000);
    const { items } = await services.admin.listTopUps({ userId: caller.userId, limit: 10 });
    expect(items.map(({ status }) => status)).toEqual(['CREDITED', 'DECLINED']);
  });

  test('a repeat after a provider that did not answer goes on with the same attempt', async () => {
    const { bank, services } = atOnce();
    const caller = await world.caller('unlucky');
    bank.failAfter.set('begin', 1);
    const input = { amount: 7_000, idempotencyKey: 'unlucky-1' };
    const lost = await refusalOf(services.balance.charge(caller, input));
    expect(lost).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { outcome: 'UNKNOWN' } });
    expect(await services.balance.get(caller)).toMatchObject({ amount: 0 });
    expect(await services.balance.charge(caller, input)).toMatchObject({ amount: 7_000 });
    expect(bank.taken).toBe(7_000);
  });

  test('what was taken while the answer was lost is credited once by the recovery', async () => {
    const { bank, services, recover } = atOnce();
    const caller = await world.caller('crashed');
    bank.failAfter.set('begin', 1);
    const input = { amount: 9_000, idempotencyKey: 'crashed-1' };
    await refusalOf(services.balance.charge(caller, input));
    world.advanceClock(61);
    expect(await recover()).toBe(1);
    expect(await recover()).toBe(0);
    expect(await services.balance.get(caller)).toMatchObject({ amount: 9_000 });
    expect(await services.balance.charge(caller, input)).toMatchObject({ amount: 9_000 });
    expect(bank.taken).toBe(9_000);
  });

  test('a second call is refused while the first waits for the provider', async () => {
    const { bank, services } = atOnce();
    const caller = await world.caller('impatient');
    let open = () => {};
    bank.gate = new Promise((resolve) => {
      open = resolve;
    });
    const input = { amount: 3_000, idempotencyKey: 'impatient-1' };
    const first = services.balance.charge(caller, input);
    while (bank.calls.length === 0) await new Promise(setImmediate);
    const second = await refusalOf(services.balance.charge(caller, input));
    expect(second).toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' });
    open();
    expect(await first).toMatchObject({ amount: 3_000 });
    expect(bank.taken).toBe(3_000);
  });

  test('a refusal of the request itself is no decline, and leaves no open attempt', async () => {
    const { bank, services } = atOnce();
    const caller = await world.caller('wrong key of the API');
    bank.refuses.set('begin', 'rejected');
    const refused = await refusalOf(services.balance.charge(caller, { amount: 500 }));
    expect(refused).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      details: { outcome: 'NOT_DONE' },
    });
    const { items } = await services.admin.listTopUps({ userId: caller.userId, limit: 10 });
    expect(items.map(({ status }) => status)).toEqual(['CANCELLED']);
  });
});

describe('limits of top-ups', () => {
  test('open attempts count toward the highest balance, in parallel too', async () => {
    const { services } = withBank(world, { maxBalance: 1_000_000 });
    const caller = await world.caller('fifteen at once');
    const start = () => services.balance.startTopUp(caller, { amount: 300_000 });
    const outcomes = await Promise.allSettled(Array.from({ length: 15 }, start));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason.code).toBe('INVALID_AMOUNT');
    }
  });

  test('what ended makes room again', async () => {
    const { bank, services } = withBank(world, { maxBalance: 1_000 });
    const caller = await world.caller('makes room');
    const first = await services.balance.startTopUp(caller, { amount: 800 });
    const more = () => services.balance.startTopUp(caller, { amount: 300 });
    expect(await refusalOf(more())).toMatchObject({ code: 'INVALID_AMOUNT' });
    await services.balance.cancelTopUp(caller, first.id);
    const second = await more();
    bank.pay(second.id);
    expect(await services.balance.topUp(caller, second.id)).toMatchObject({ status: 'CREDITED' });
    expect(await services.balance.get(caller)).toMatchObject({ amount: 300 });
  });

  test('the least that the provider takes is checked', async () => {
    const { services } = withBank(world, { minCharge: 100 });
    const caller = await world.caller('too little');
    const little = services.balance.startTopUp(caller, { amount: 99 });
    expect(await refusalOf(little)).toMatchObject({ code: 'INVALID_AMOUNT' });
    expect(await services.balance.startTopUp(caller, { amount: 100 })).toMatchObject({
      status: 'REQUIRES_ACTION',
    });
  });
});

describe('TOPUP=off', () => {
  test('refuses charges and top-ups unless a back end calls', async () => {
    const services = bindServices(world.with({ topUp: 'off' }));
    const { concertId, performanceId, seatIds } = await world.concertWithSeats();
    const queueCaller = await world.queueCaller('cash only', concertId);
    const { caller } = queueCaller;
    const started = services.balance.startTopUp(caller, { amount: 1 });
    for (const call of [services.balance.charge(caller, { amount: 1 }), started]) {
      expect(await refusalOf(call)).toMatchObject({ code: 'TOPUP_UNAVAILABLE' });
    }
    const wanted = { performanceId, seatIds: seatIds.slice(0, 1) };
    const held = await services.reservation.hold(queueCaller, wanted);
    const pay = { reservationId: held.id, topUp: true };
    expect(await refusalOf(services.payment.pay(queueCaller, pay))).toMatchObject({
      code: 'TOPUP_UNAVAILABLE',
    });
    const backEnd = { ...caller, service: true };
    expect(await services.balance.charge(backEnd, { amount: 50_000 })).toMatchObject({
      amount: 50_000,
    });
    expect(await services.payment.pay(queueCaller, pay)).toMatchObject({ balanceAfter: 0 });
  });
});
