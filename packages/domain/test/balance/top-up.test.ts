import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recoverTopUps } from '../../src/balance/top-up.ts';
import type { PaymentProvider, ProviderRequest } from '../../src/kernel/payment-provider.ts';
import { SANDBOX_DECLINED_AMOUNT } from '../../src/kernel/payment-provider.ts';
import { bindServices } from '../../src/services.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** A provider that records all calls and can fail. */
class RecordingProvider implements PaymentProvider {
  /** The amount taken, by reference. */
  readonly taken = new Map<string, number>();
  /** The references of all authorisations. */
  readonly authorised: string[] = [];
  /** How many of the next confirmations fail before they take the money. */
  failConfirm = 0;
  /** Confirmations take the money and then fail, as if this process crashed before the credit. */
  crashAfterConfirm = false;
  /** Authorisations wait for this. */
  gate: Promise<void> = Promise.resolve();

  async authorise({ reference, amount }: ProviderRequest) {
    this.authorised.push(reference);
    await this.gate;
    return amount !== SANDBOX_DECLINED_AMOUNT;
  }

  async confirm({ reference, amount }: ProviderRequest) {
    if (this.failConfirm-- > 0) throw new Error('the provider timed out');
    this.taken.set(reference, amount);
    if (this.crashAfterConfirm) throw new Error('this process crashed');
  }

  get total() {
    return [...this.taken.values()].reduce((sum, amount) => sum + amount, 0);
  }
}

/** The services with TOPUP=provider and a provider of their own. */
function withProvider() {
  const provider = new RecordingProvider();
  const ctx = world.with({ topUp: 'provider' }, { provider });
  return { provider, ctx, services: bindServices(ctx) };
}

describe('TOPUP=provider', () => {
  test('takes the money once and credits it once', async () => {
    const { provider, services } = withProvider();
    const caller = await world.caller('card holder');
    const key = { amount: 5_000, idempotencyKey: 'card-1234' };
    const first = await services.balance.charge(caller, key);
    expect(first.amount).toBe(5_000);
    await world.charge(caller, 1_000);
    expect(await services.balance.charge(caller, key)).toEqual(first);
    expect(provider.total).toBe(5_000);
    expect(await services.balance.get(caller)).toMatchObject({ amount: 6_000 });
    expect(
      await refusalOf(services.balance.charge(caller, { ...key, amount: 5_001 })),
    ).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('a declined charge credits nothing, and the same key can charge again', async () => {
    const { provider, services } = withProvider();
    const caller = await world.caller('declined');
    const idempotencyKey = 'declined-1';
    const declined = { amount: SANDBOX_DECLINED_AMOUNT, idempotencyKey };
    expect(await refusalOf(services.balance.charge(caller, declined))).toMatchObject({
      code: 'TOPUP_DECLINED',
    });
    expect(await services.balance.get(caller)).toMatchObject({ amount: 0 });
    const other = { amount: 2_000, idempotencyKey };
    expect(await services.balance.charge(caller, other)).toMatchObject({ amount: 2_000 });
    expect(provider.total).toBe(2_000);
  });

  test('a repeat after an unreachable provider uses the same reference', async () => {
    const { provider, services } = withProvider();
    const caller = await world.caller('unlucky');
    provider.failConfirm = 1;
    const key = { amount: 7_000, idempotencyKey: 'unlucky-1' };
    expect(await refusalOf(services.balance.charge(caller, key))).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
    expect(await services.balance.get(caller)).toMatchObject({ amount: 0 });
    expect(await services.balance.charge(caller, key)).toMatchObject({ amount: 7_000 });
    expect(new Set(provider.authorised).size).toBe(1);
    expect(provider.total).toBe(7_000);
  });

  test('if the process crashes after the money was taken, the recovery credits it once', async () => {
    const { provider, ctx, services } = withProvider();
    const caller = await world.caller('crashed');
    provider.crashAfterConfirm = true;
    const key = { amount: 9_000, idempotencyKey: 'crashed-1' };
    await refusalOf(services.balance.charge(caller, key));
    provider.crashAfterConfirm = false;
    world.advanceClock(61);
    expect(await recoverTopUps(ctx)).toBe(1);
    expect(await recoverTopUps(ctx)).toBe(0);
    expect(await services.balance.get(caller)).toMatchObject({ amount: 9_000 });
    expect(provider.total).toBe(9_000);
    expect(await services.balance.charge(caller, key)).toMatchObject({ amount: 9_000 });
    expect(provider.total).toBe(9_000);
  });

  test('a second call is refused with IDEMPOTENCY_IN_PROGRESS while the first waits for the provider', async () => {
    const { provider, services } = withProvider();
    const caller = await world.caller('impatient');
    let open = () => {};
    provider.gate = new Promise((resolve) => {
      open = resolve;
    });
    const key = { amount: 3_000, idempotencyKey: 'impatient-1' };
    const first = services.balance.charge(caller, key);
    while (provider.authorised.length === 0) await new Promise(setImmediate);
    expect(await refusalOf(services.balance.charge(caller, key))).toMatchObject({
      code: 'IDEMPOTENCY_IN_PROGRESS',
    });
    open();
    expect(await first).toMatchObject({ amount: 3_000 });
    expect(provider.total).toBe(3_000);
  });

  test('a payment with a top-up charges the shortfall; a payment that is refused charges nothing', async () => {
    const { provider, services } = withProvider();
    const { concertId, performanceId, seatIds } = await world.concertWithSeats();
    const queueCaller = await world.queueCaller('card buyer', concertId);
    const wanted = { performanceId, seatIds: seatIds.slice(0, 2) };
    const held = await world.services.reservation.hold(queueCaller, wanted);
    await world.charge(queueCaller.caller, 40_000);
    const input = { reservationId: held.id, topUp: true, idempotencyKey: 'card-buyer' };
    const payment = await services.payment.pay(queueCaller, input);
    expect(payment).toMatchObject({ amount: 100_000, balanceAfter: 0 });
    expect(provider.total).toBe(60_000);
    expect(await services.payment.pay(queueCaller, input)).toEqual(payment);
    expect(provider.total).toBe(60_000);
    const long = { ...input, idempotencyKey: 'k'.repeat(128) };
    expect(await refusalOf(services.payment.pay(queueCaller, long))).toMatchObject({
      code: 'QUEUE_TOKEN_EXPIRED',
    });

    const late = await world.queueCaller('late card buyer', concertId);
    const more = { performanceId, seatIds: seatIds.slice(2, 3) };
    const expiring = await world.services.reservation.hold(late, more);
    world.advanceClock(300);
    const tooLate = { reservationId: expiring.id, topUp: true };
    expect(await refusalOf(services.payment.pay(late, tooLate))).toMatchObject({
      code: 'HOLD_EXPIRED',
    });
    expect(provider.total).toBe(60_000);
    expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  });
});

describe('TOPUP=provider, parallel calls and failures', () => {
  test('parallel payments of one hold with a top-up charge the shortfall once', async () => {
    const { provider, services } = withProvider();
    const { concertId, performanceId, seatIds } = await world.concertWithSeats();
    const queueCaller = await world.queueCaller('pays ten times', concertId);
    const wanted = { performanceId, seatIds: seatIds.slice(0, 1) };
    const held = await world.services.reservation.hold(queueCaller, wanted);
    const input = { reservationId: held.id, topUp: true };
    const calls = Array.from({ length: 10 }, () => services.payment.pay(queueCaller, input));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(provider.total).toBe(50_000);
    expect(await services.balance.get(queueCaller.caller)).toMatchObject({ amount: 0 });
  });

  test('parallel payments of several holds with a top-up all succeed', async () => {
    const { provider, services } = withProvider();
    for (let round = 0; round < 5; round++) {
      const { concertId, performanceId, seatIds } = await world.concertWithSeats();
      const queueCaller = await world.queueCaller(`three at once ${round}`, concertId);
      await world.charge(queueCaller.caller, 30_000);
      const holds = [];
      for (const seat of seatIds.slice(0, 3)) {
        const wanted = { performanceId, seatIds: [seat] };
        holds.push(await world.services.reservation.hold(queueCaller, wanted));
      }
      const pays = holds.map(({ id }) =>
        services.payment.pay(queueCaller, { reservationId: id, topUp: true }),
      );
      for (const payment of await Promise.all(pays)) expect(payment.status).toBe('PAID');
      expect(await services.balance.get(queueCaller.caller)).toMatchObject({ amount: 0 });
    }
    expect(provider.total).toBe(5 * 120_000);
    expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  });

  test('a payment with a top-up takes an idempotency key of 128 characters', async () => {
    const { services } = withProvider();
    const { concertId, performanceId, seatIds } = await world.concertWithSeats();
    const queueCaller = await world.queueCaller('long key', concertId);
    const wanted = { performanceId, seatIds: seatIds.slice(0, 1) };
    const held = await world.services.reservation.hold(queueCaller, wanted);
    const idempotencyKey = 'k'.repeat(128);
    const input = { reservationId: held.id, topUp: true, idempotencyKey };
    const payment = await services.payment.pay(queueCaller, input);
    expect(await services.payment.pay(queueCaller, input)).toEqual(payment);
  });

  test('a top-up that was never authorised fails and is not charged later', async () => {
    const { provider, ctx, services } = withProvider();
    const caller = await world.caller('provider unreachable');
    provider.authorise = async () => {
      throw new Error('the provider is unreachable');
    };
    expect(await refusalOf(services.balance.charge(caller, { amount: 500 }))).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
    await world.pool.query(
      `insert into top_up (id, user_id, amount, procedure, lease_until, created_at)
       values (gen_random_uuid(), $1, 500, 'balance.charge', $2, $2)`,
      [caller.userId, world.now],
    );
    world.advanceClock(61);
    expect(await recoverTopUps(ctx)).toBe(0);
    expect(provider.total).toBe(0);
    expect(await services.balance.get(caller)).toMatchObject({ amount: 0 });
  });
});

describe('TOPUP=off', () => {
  test('refuses charges and top-ups unless a back end calls', async () => {
    const services = bindServices(world.with({ topUp: 'off' }));
    const { concertId, performanceId, seatIds } = await world.concertWithSeats();
    const queueCaller = await world.queueCaller('cash only', concertId);
    const { caller } = queueCaller;
    expect(await refusalOf(services.balance.charge(caller, { amount: 1 }))).toMatchObject({
      code: 'TOPUP_UNAVAILABLE',
    });
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
