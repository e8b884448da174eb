import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type BankWorld, createBankWorld } from '../../testing/bank-world.ts';
import { refusalOf } from '../../testing/world.ts';

let made: BankWorld;
beforeAll(async () => {
  made = await createBankWorld();
});
afterEach(() => {
  const { bank } = made;
  for (const faults of [bank.failBefore, bank.failAfter, bank.refuses]) faults.clear();
  bank.paysAtOnce = false;
});
afterAll(async () => {
  await made.recoverAll();
  expect(await made.services.admin.audit({})).toMatchObject({ ok: true });
  await made.world.close();
});

const MANY = 1_000;

/** An attempt whose beginning the bank did not answer. */
async function unbegun(name: string, fault: 'failBefore' | 'failAfter') {
  made.bank[fault].set('begin', 1);
  const caller = await made.world.caller(name);
  const lost = await refusalOf(made.services.balance.startTopUp(caller, { amount: 1_000 }));
  expect(lost).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { outcome: 'UNKNOWN' } });
  const { items } = await made.services.admin.listTopUps({ userId: caller.userId, limit: 1 });
  return { caller, topUpId: String(items[0]?.id) };
}

describe('an attempt ends', () => {
  test('credited, when it is paid', async () => {
    const customer = await made.atBank('pays');
    made.bank.pay(customer.topUpId);
    await made.deliver(made.bank.messageOf(customer.topUpId));
    expect(await made.read(customer)).toMatchObject({ status: 'CREDITED', action: null });
    expect(await made.balance(customer)).toBe(1_000);
  });

  test('declined, when the bank refuses the customer', async () => {
    const customer = await made.atBank('refused');
    made.bank.decline(customer.topUpId);
    await made.deliver(made.bank.messageOf(customer.topUpId));
    const { status, endedAt } = await made.read(customer);
    expect([status, endedAt]).toEqual(['DECLINED', made.world.now]);
  });

  test('expired, when its time is over', async () => {
    const customer = await made.atBank('never comes back');
    made.world.advanceClock(1_801);
    await made.recover();
    expect(await made.read(customer)).toMatchObject({ status: 'EXPIRED' });
    expect(made.bank.paymentOf(customer.topUpId).status).toBe('EXPIRED');
  });

  test('after its time, when a transfer took days', async () => {
    const customer = await made.atBank('transfers');
    made.bank.transfer(customer.topUpId);
    await made.recoverAll();
    expect(await made.row(customer.topUpId)).toMatchObject({
      status: 'PROCESSING',
      attention: null,
    });
    made.bank.pay(customer.topUpId);
    await made.recoverAll();
    expect(await made.read(customer)).toMatchObject({ status: 'CREDITED' });
  });

  test.each(['failBefore', 'failAfter'] as const)(
    'when the bank is away for days and then back (%s)',
    async (fault) => {
      const customer = await unbegun(`away ${fault}`, fault);
      for (const call of ['begin', 'find', 'expire']) made.bank[fault].set(call, MANY);
      await made.recoverAll();
      expect(await made.row(customer.topUpId)).toMatchObject({ status: 'PROCESSING' });
      made.bank[fault].clear();
      await made.recoverAll();
      expect(await made.read(customer)).toMatchObject({ status: 'EXPIRED' });
    },
  );

  test('credited, when a bank that charges at once was away', async () => {
    made.bank.paysAtOnce = true;
    const customer = await unbegun('charged meanwhile', 'failAfter');
    await made.recoverAll();
    expect(await made.read(customer)).toMatchObject({ status: 'CREDITED' });
    expect(await made.ledger(customer)).toEqual([['CHARGE', 1_000]]);
  });

  test('when the bank refuses to begin it after its time', async () => {
    const customer = await unbegun('refused later', 'failBefore');
    made.bank.refuses.set('begin', 'rejected');
    made.world.advanceClock(60);
    await made.recover();
    // The first try may have been carried out: the refusal of the second says nothing about it.
    expect(await made.row(customer.topUpId)).toMatchObject({ status: 'PROCESSING' });
    await made.recoverAll();
    expect(await made.read(customer)).toMatchObject({ status: 'EXPIRED' });
  });

  test('credited, though a second try to begin it was refused', async () => {
    made.bank.paysAtOnce = true;
    const customer = await unbegun('too many requests', 'failAfter');
    made.bank.refuses.set('begin', 'rejected');
    made.world.advanceClock(61);
    await made.recover();
    made.bank.refuses.clear();
    made.world.advanceClock(61);
    await made.recover();
    expect(await made.read(customer)).toMatchObject({ status: 'CREDITED' });
  });

  test('by a person, when the bank refuses to tell what became of it', async () => {
    const customer = await made.atBank('lost at the bank');
    for (const call of ['find', 'expire']) made.bank.refuses.set(call, 'rejected');
    await made.recoverAll();
    const { status, attention } = await made.row(customer.topUpId);
    expect([status, attention]).toEqual(['PROCESSING', expect.stringContaining('does not tell')]);
    expect(await refusalOf(made.resolve(customer.topUpId, 'credit'))).toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    expect(await made.resolve(customer.topUpId, 'refund')).toMatchObject({
      ...{ status: 'CANCELLED', attention: null, refundedAt: null },
    });
  });

  test('by a person, when the deployment has another provider since', async () => {
    const customer = await made.atBank('old provider');
    const other = { ...made.bank, name: 'other' };
    const { recoverTopUps } = await import('../../src/top-up/recover.ts');
    made.world.advanceClock(1_800 + 1_801);
    await recoverTopUps({ ...made.ctx, provider: other });
    expect(await made.row(customer.topUpId)).toMatchObject({
      attention: 'begun with bank, which is not the provider any more',
    });
    expect(made.bank.paymentOf(customer.topUpId).status).toBe('OPEN');
    // A message of the bank, once it is the provider again, still counts.
    made.bank.pay(customer.topUpId);
    await made.deliver(made.bank.messageOf(customer.topUpId));
    expect(await made.read(customer)).toMatchObject({ status: 'CREDITED', attention: null });
  });
});

describe('the customer cancels', () => {
  test('one that is open: it cannot be paid any more', async () => {
    const customer = await made.atBank('changes his mind');
    expect(await made.cancel(customer)).toMatchObject({ status: 'CANCELLED' });
    expect(made.bank.paymentOf(customer.topUpId).status).toBe('EXPIRED');
    expect(await made.cancel(customer)).toMatchObject({ status: 'CANCELLED' });
  });

  test('one that was not begun', async () => {
    const customer = await unbegun('not begun', 'failBefore');
    expect(await made.cancel(customer)).toMatchObject({ status: 'CANCELLED' });
    expect(made.bank.paymentOf(customer.topUpId).status).toBe('EXPIRED');
  });

  test('one that was paid meanwhile: it is credited', async () => {
    const customer = await made.atBank('paid meanwhile');
    made.bank.pay(customer.topUpId);
    expect(await made.cancel(customer)).toMatchObject({ status: 'CREDITED' });
    expect(await made.cancel(customer)).toMatchObject({ status: 'CREDITED' });
  });

  test('one that the bank works on: it goes on, and its end is the true one', async () => {
    for (const [act, status] of [
      ['pay', 'CREDITED'],
      ['decline', 'DECLINED'],
    ] as const) {
      const customer = await made.atBank(`works on ${act}`);
      made.bank.transfer(customer.topUpId);
      expect(await made.cancel(customer)).toMatchObject({ status: 'PROCESSING' });
      made.bank[act](customer.topUpId);
      await made.deliver(made.bank.messageOf(customer.topUpId));
      expect(await made.read(customer)).toMatchObject({ status });
    }
  });

  test('one of a bank that does not answer: it is cancelled later', async () => {
    const customer = await made.atBank('cancelled later');
    for (const fault of ['failBefore', 'refuses'] as const) {
      if (fault === 'failBefore') made.bank.failBefore.set('expire', 1);
      else made.bank.refuses.set('expire', 'rejected');
      expect(await refusalOf(made.cancel(customer))).toMatchObject({
        code: 'SERVICE_UNAVAILABLE',
        details: { outcome: 'UNKNOWN' },
      });
    }
    made.bank.refuses.clear();
    await made.recoverAll();
    expect(await made.read(customer)).toMatchObject({ status: 'CANCELLED' });
  });

  test('while the bank begins it: the begun payment is found and can be cancelled', async () => {
    let open = () => {};
    made.bank.gate = new Promise((resolve) => {
      open = resolve;
    });
    const caller = await made.world.caller('too fast');
    const calls = made.bank.calls.length;
    const started = made.services.balance.startTopUp(caller, { amount: 1_000 });
    await expect.poll(() => made.bank.calls.length).toBeGreaterThan(calls);
    const { items } = await made.services.admin.listTopUps({ userId: caller.userId, limit: 1 });
    const customer = { caller, topUpId: String(items[0]?.id) };
    expect(await refusalOf(made.cancel(customer))).toMatchObject({
      code: 'IDEMPOTENCY_IN_PROGRESS',
    });
    open();
    await started;
    expect(await made.cancel(customer)).toMatchObject({ status: 'CANCELLED' });
  });
});
