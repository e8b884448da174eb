import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BankWorld, type Customer, createBankWorld } from '../../testing/bank-world.ts';
import { refusalOf } from '../../testing/world.ts';

let made: BankWorld;
beforeAll(async () => {
  made = await createBankWorld();
});
afterAll(async () => {
  await made.recoverAll();
  expect(await made.services.admin.audit({})).toMatchObject({ ok: true });
  await made.world.close();
});

/** The customer pays, and the message about it comes. */
async function paid(customer: Customer, what?: { amount?: number; currency?: string }) {
  made.bank.pay(customer.topUpId, what);
  await made.deliver(made.bank.messageOf(customer.topUpId));
  return customer;
}

async function paidAfter(name: string, end: 'CANCELLED' | 'EXPIRED' | 'DECLINED') {
  const customer = await made.atBank(name);
  if (end === 'CANCELLED') await made.cancel(customer);
  if (end === 'DECLINED') made.bank.decline(customer.topUpId);
  if (end === 'EXPIRED') made.world.advanceClock(1_801);
  await made.recover();
  await made.deliver(made.bank.messageOf(customer.topUpId));
  expect(await made.read(customer)).toMatchObject({ status: end, attention: null });
  return paid(customer);
}

describe.each(['CANCELLED', 'EXPIRED', 'DECLINED'] as const)('paid after it was %s', (end) => {
  test('it keeps its status and needs attention; its money is credited by a person', async () => {
    const customer = await paidAfter(`credited after ${end}`, end);
    const { status, attention, endedAt } = await made.read(customer);
    expect([status, attention]).toEqual([end, `paid 1000 KRW after it was ${end.toLowerCase()}`]);
    expect(endedAt).not.toBeNull();
    expect(await made.balance(customer)).toBe(0);
    const credited = await made.resolve(customer.topUpId, 'credit');
    expect(credited).toMatchObject({ status: 'CREDITED', attention: null });
    expect(credited.entryId).not.toBeNull();
    expect(await made.ledger(customer)).toEqual([['CHARGE', 1_000]]);
    expect(await refusalOf(made.resolve(customer.topUpId, 'credit'))).toMatchObject({
      code: 'VALIDATION_FAILED',
    });
  });

  test('or refunded by a person', async () => {
    const customer = await paidAfter(`refunded after ${end}`, end);
    const refunded = await made.resolve(customer.topUpId, 'refund');
    expect(refunded).toMatchObject({ status: 'CANCELLED', attention: null, entryId: null });
    expect(refunded.refundedAt).toEqual(made.world.now);
    expect(await made.ledger(customer)).toEqual([]);
    expect(await refusalOf(made.resolve(customer.topUpId, 'refund'))).toMatchObject({
      code: 'VALIDATION_FAILED',
    });
  });
});

describe('paid with another amount', () => {
  test.each([400, 2_500])(
    '%i: it stays open until a person credits what was paid',
    async (amount) => {
      const customer = await paid(await made.atBank(`paid ${amount}`), { amount });
      expect(await made.read(customer)).toMatchObject({
        status: 'PROCESSING',
        attention: `paid ${amount} KRW instead of 1000 KRW`,
        action: null,
      });
      // Neither time, nor the customer, nor another message ends it.
      await made.recoverAll();
      await made.cancel(customer);
      await made.deliver(made.bank.messageOf(customer.topUpId));
      expect(await made.read(customer)).toMatchObject({ status: 'PROCESSING', entryId: null });
      expect(await made.resolve(customer.topUpId, 'credit')).toMatchObject({ status: 'CREDITED' });
      expect(await made.ledger(customer)).toEqual([['CHARGE', amount]]);
    },
  );

  test('a person sends back what was paid', async () => {
    const before = made.bank.returned;
    const customer = await paid(await made.atBank('paid 999'), { amount: 999 });
    expect(await made.resolve(customer.topUpId, 'refund')).toMatchObject({
      status: 'CANCELLED',
      refundedAt: made.world.now,
    });
    expect(made.bank.returned - before).toBe(999);
    expect(await made.ledger(customer)).toEqual([]);
  });

  test('nothing at all: a person ends it', async () => {
    const customer = await paid(await made.atBank('paid nothing'), { amount: 0 });
    expect(await made.read(customer)).toMatchObject({ status: 'PROCESSING' });
    expect(await refusalOf(made.resolve(customer.topUpId, 'credit'))).toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    expect(await made.resolve(customer.topUpId, 'refund')).toMatchObject({ status: 'CANCELLED' });
  });
});

test('paid in another currency: it cannot be credited, and is refunded in that currency', async () => {
  const customer = await paid(await made.atBank('paid in yen'), { currency: 'JPY' });
  expect(await made.read(customer)).toMatchObject({
    status: 'PROCESSING',
    attention: 'paid 1000 JPY instead of 1000 KRW',
  });
  expect(await refusalOf(made.resolve(customer.topUpId, 'credit'))).toMatchObject({
    code: 'VALIDATION_FAILED',
  });
  expect(await made.read(customer)).toMatchObject({ status: 'PROCESSING' });
  expect(await made.resolve(customer.topUpId, 'refund')).toMatchObject({ status: 'CANCELLED' });
});

describe('paid twice, by another payment for the same top-up', () => {
  const second = async (customer: Customer) => {
    const filter = { userId: customer.caller.userId, attention: true, limit: 10 };
    const { items } = await made.services.admin.listTopUps(filter);
    return items.find(({ reference }) => reference === `cs_${customer.topUpId}_2`);
  };

  test.each(['credit', 'refund'] as const)(
    'the second one is decided by itself: %s',
    async (by) => {
      const customer = await paid(await made.atBank(`twice ${by}`));
      const returned = made.bank.returned;
      const again = made.bank.payAgain(customer.topUpId);
      await made.deliver(again);
      await made.deliver({ ...again, id: `${again.id} repeated` });
      expect(await made.ledger(customer)).toEqual([['CHARGE', 1_000]]);
      const found = await second(customer);
      expect(found).toMatchObject({
        status: 'PROCESSING',
        paid: { amount: 1_000, currency: 'KRW' },
      });
      expect((await made.read(customer)).attention).toContain(String(found?.id));
      await made.resolve(String(found?.id), by);
      expect(await made.resolve(customer.topUpId, 'credit')).toMatchObject({ attention: null });
      expect(await made.balance(customer)).toBe(by === 'credit' ? 2_000 : 1_000);
      expect(made.bank.returned - returned).toBe(by === 'credit' ? 0 : 1_000);
    },
  );

  test('the first one can still be paid, or cancelled', async () => {
    const customer = await made.atBank('second before first');
    await made.deliver(made.bank.payAgain(customer.topUpId));
    expect(await made.cancel(customer)).toMatchObject({ status: 'CANCELLED', attention: null });
    const found = await second(customer);
    await made.resolve(String(found?.id), 'credit');
    expect(await made.balance(customer)).toBe(1_000);
  });
});

test('a refund that the balance cannot pay leaves the decision open', async () => {
  const customer = await paid(await made.atBank('spent it'));
  await made.deliver(made.bank.disputeMessageOf(customer.topUpId, 1_000));
  await made.spend(customer, 600);
  expect(await refusalOf(made.resolve(customer.topUpId, 'refund'))).toMatchObject({
    code: 'INSUFFICIENT_BALANCE',
    details: { balance: 400, required: 1_000, shortfall: 600 },
  });
  expect((await made.row(customer.topUpId)).attention).toContain('disputed');
  expect(await made.balance(customer)).toBe(400);
  expect(await made.resolve(customer.topUpId, 'credit')).toMatchObject({ attention: null });
});

test('what needs no decision cannot be resolved, and what does is listed', async () => {
  const fine = await paid(await made.atBank('fine'));
  expect(await refusalOf(made.resolve(fine.topUpId, 'credit'))).toMatchObject({
    code: 'VALIDATION_FAILED',
  });
  const late = await paidAfter('listed', 'CANCELLED');
  const filter = { userId: late.caller.userId, limit: 10 };
  const { admin } = made.services;
  const needed = await admin.listTopUps({ ...filter, attention: true });
  expect(needed.items.map(({ id }) => id)).toEqual([late.topUpId]);
  expect((await admin.listTopUps({ ...filter, attention: false })).items).toEqual([]);
  await made.resolve(late.topUpId, 'refund');
  const { items } = await admin.actions({ limit: 1 });
  expect(items[0]).toMatchObject({ action: 'resolveTopUp', targetId: late.topUpId });
});
