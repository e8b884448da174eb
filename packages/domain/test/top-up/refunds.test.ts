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
});
afterAll(async () => {
  await made.recoverAll();
  expect(await made.services.admin.audit({})).toMatchObject({ ok: true });
  await made.world.close();
});

async function credited(name: string, amount = 1_000) {
  const customer = await made.atBank(name, amount);
  made.bank.pay(customer.topUpId);
  await made.read(customer);
  const before = made.bank.returned;
  return { ...customer, returned: () => made.bank.returned - before };
}

const isUnknown = { code: 'SERVICE_UNAVAILABLE', details: { outcome: 'UNKNOWN' } };

describe('a refund of a credited top-up', () => {
  test('takes the money out of the balance and sends it back', async () => {
    const customer = await credited('all of it');
    expect(await made.refund(customer.topUpId)).toMatchObject({
      ...{ status: 'CREDITED', refundedAt: made.world.now, attention: null },
    });
    expect(customer.returned()).toBe(1_000);
    expect(await made.ledger(customer)).toEqual([
      ['CHARGE', 1_000],
      ['WITHDRAWAL', -1_000],
    ]);
  });

  test('is refused if a part is spent, and changes nothing', async () => {
    const customer = await credited('partly spent');
    await made.spend(customer, 300);
    expect(await refusalOf(made.refund(customer.topUpId))).toEqual({
      code: 'INSUFFICIENT_BALANCE',
      details: { balance: 700, required: 1_000, shortfall: 300 },
    });
    expect(await made.balance(customer)).toBe(700);
    expect(customer.returned()).toBe(0);
    expect(await made.row(customer.topUpId)).toMatchObject({ returned_amount: 0 });
  });

  test('is undone if the bank refuses, and a person has to look', async () => {
    const customer = await credited('bank refuses');
    made.bank.refuses.set('refund', 'rejected');
    const refusal = await refusalOf(made.refund(customer.topUpId, 'refund-refused'));
    expect(refusal).toMatchObject({ code: 'TOPUP_DECLINED' });
    expect(await made.read(customer)).toMatchObject({
      ...{ status: 'CREDITED', refundedAt: null },
      attention: expect.stringContaining('refused a refund'),
    });
    expect(await made.ledger(customer)).toEqual([
      ['CHARGE', 1_000],
      ['WITHDRAWAL', -1_000],
      ['WITHDRAWAL', 1_000],
    ]);
    made.bank.refuses.clear();
    const again = await made.refund(customer.topUpId, 'refund-refused');
    expect(again.refundedAt).not.toBeNull();
    expect([customer.returned(), await made.balance(customer)]).toEqual([1_000, 0]);
    await made.resolve(customer.topUpId, 'credit');
  });

  test.each(['failBefore', 'failAfter'] as const)(
    'is carried on by the recovery if the answer is lost (%s)',
    async (fault) => {
      const customer = await credited(`answer lost ${fault}`);
      made.bank[fault].set('refund', 2);
      expect(await refusalOf(made.refund(customer.topUpId))).toMatchObject(isUnknown);
      expect(await made.read(customer)).toMatchObject({ refundedAt: null });
      expect(await made.balance(customer)).toBe(0);
      await made.recoverAll();
      expect((await made.read(customer)).refundedAt).not.toBeNull();
      expect([customer.returned(), await made.balance(customer)]).toEqual([1_000, 0]);
    },
  );

  test('that was carried out is not undone by a later refusal', async () => {
    const customer = await credited('refused after a loss');
    made.bank.failAfter.set('refund', 1);
    expect(await refusalOf(made.refund(customer.topUpId))).toMatchObject(isUnknown);
    made.bank.refuses.set('refund', 'rejected');
    expect(await refusalOf(made.refund(customer.topUpId))).toMatchObject(isUnknown);
    await made.recoverAll();
    expect([customer.returned(), await made.balance(customer)]).toEqual([1_000, 0]);
    made.bank.refuses.clear();
    await made.recoverAll();
    expect((await made.read(customer)).refundedAt).not.toBeNull();
    expect(await made.balance(customer)).toBe(0);
  });

  test('that the bank refuses for a day is given up', async () => {
    const customer = await credited('refused for a day');
    made.bank.failBefore.set('refund', 1);
    expect(await refusalOf(made.refund(customer.topUpId))).toMatchObject(isUnknown);
    made.bank.refuses.set('refund', 'rejected');
    made.world.advanceClock(86_400);
    await made.recoverAll();
    expect([customer.returned(), await made.balance(customer)]).toEqual([0, 1_000]);
    expect((await made.read(customer)).attention).toContain('refused a refund');
    await made.resolve(customer.topUpId, 'credit');
  });

  test('waits while the deployment has another provider', async () => {
    const customer = await credited('other provider');
    made.bank.failAfter.set('refund', 1);
    expect(await refusalOf(made.refund(customer.topUpId))).toMatchObject(isUnknown);
    const { runDueRefunds } = await import('../../src/top-up/operator/run-refund.ts');
    made.world.advanceClock(3_600);
    await runDueRefunds({ ...made.ctx, provider: { ...made.bank, name: 'other' } });
    expect(await made.balance(customer)).toBe(0);
    await made.recoverAll();
    expect([customer.returned(), await made.balance(customer)]).toEqual([1_000, 0]);
  });
});

describe('a repeat', () => {
  test('by key answers the stored success, and without a key changes nothing', async () => {
    const customer = await credited('repeats');
    const first = await made.refund(customer.topUpId, 'refund-key');
    made.world.advanceClock(10);
    expect(await made.refund(customer.topUpId, 'refund-key')).toEqual(first);
    expect(await made.refund(customer.topUpId)).toMatchObject({ refundedAt: first.refundedAt });
    expect(customer.returned()).toBe(1_000);
    const other = await credited('repeats with other input');
    expect(await refusalOf(made.refund(other.topUpId, 'refund-key'))).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  test('20 parallel ones send the money back once', async () => {
    const customer = await credited('parallel refunds');
    const refunds = Array.from({ length: 20 }, (_, n) =>
      made.refund(customer.topUpId, n % 2 ? `parallel-${n % 4}` : undefined),
    );
    const outcomes = await Promise.allSettled(refunds);
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') expect(outcome.value.refundedAt).not.toBeNull();
      else expect(outcome.reason.code).toBe('IDEMPOTENCY_IN_PROGRESS');
    }
    expect([customer.returned(), await made.balance(customer)]).toEqual([1_000, 0]);
    expect(await made.ledger(customer)).toHaveLength(2);
  });
});

test('only what is credited can be refunded', async () => {
  const customer = await made.atBank('not paid');
  expect(await refusalOf(made.refund(customer.topUpId))).toMatchObject({
    code: 'VALIDATION_FAILED',
  });
  const unknown = made.refund('01890000-0000-7000-8000-000000000000');
  expect(await refusalOf(unknown)).toMatchObject({ code: 'TOPUP_NOT_FOUND' });
});

test('money spent at the same time is not sent back, too', async () => {
  for (let n = 0; n < 5; n++) {
    const customer = await credited(`spends while ${n}`);
    await Promise.allSettled([made.spend(customer, 600), made.refund(customer.topUpId)]);
    const balance = await made.balance(customer);
    expect([balance, customer.returned()]).toBeOneOf([
      [400, 0],
      [0, 1_000],
    ]);
  }
});
