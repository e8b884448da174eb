import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProviderMessage } from '../../src/kernel/payment-provider.ts';
import { type BankWorld, createBankWorld } from '../../testing/bank-world.ts';
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

let customers = 0;
async function credited() {
  customers += 1;
  const customer = await made.atBank(`returned ${customers}`);
  made.bank.pay(customer.topUpId);
  await made.read(customer);
  return customer;
}

/** The same message with another id, as a provider may send it. */
const repeated = (message: ProviderMessage): ProviderMessage => ({
  ...message,
  id: `${message.id} repeated`,
});

describe('a refund that was made at the bank', () => {
  test('of all of it takes it out of the balance', async () => {
    const customer = await credited();
    const message = made.bank.refundAtBank(customer.topUpId, 1_000);
    await made.deliver(message);
    await made.deliver(repeated(message));
    expect(await made.balance(customer)).toBe(0);
    expect(await made.read(customer)).toMatchObject({
      ...{ status: 'CREDITED', refundedAt: made.world.now, attention: null },
    });
  });

  test('in parts takes each part once, in whatever order they are told of', async () => {
    const orders = [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 1, 0],
    ];
    for (const order of orders) {
      const customer = await credited();
      const messages = [100, 200, 300].map((amount) =>
        made.bank.refundAtBank(customer.topUpId, amount),
      );
      for (const n of order)
        for (const message of messages.slice(n, n + 1)) await made.deliver(repeated(message));
      expect(await made.balance(customer)).toBe(400);
      expect(await made.row(customer.topUpId)).toMatchObject({
        ...{ returned_amount: 600, refunded: false, attention: null },
      });
    }
  });

  test('and one of ours are counted once each', async () => {
    const customer = await credited();
    await made.deliver(made.bank.refundAtBank(customer.topUpId, 300));
    await made.refund(customer.topUpId);
    await made.deliver(made.bank.refundMessageOf(customer.topUpId));
    expect(await made.ledger(customer)).toEqual([
      ['CHARGE', 1_000],
      ['WITHDRAWAL', -300],
      ['WITHDRAWAL', -700],
    ]);
    expect((await made.read(customer)).refundedAt).not.toBeNull();
  });

  test('while ours is refused gives back only what is still there', async () => {
    const customer = await credited();
    // Somebody refunds a part at the bank; ours is for more than is left, and the message comes in between.
    const message = made.bank.refundAtBank(customer.topUpId, 300);
    made.bank.gate = made.deliver(message).then(() => {});
    const refusal = await refusalOf(
      made.services.admin.refundTopUp(made.operator, { topUpId: customer.topUpId }),
    ).catch(() => null);
    made.bank.gate = Promise.resolve();
    await made.deliver(repeated(message));
    await made.recoverAll();
    const { returned_amount: returned } = await made.row(customer.topUpId);
    expect(await made.balance(customer)).toBe(1_000 - returned);
    expect(returned).toBe(refusal ? 300 : 1_000);
  });

  test('of money that is spent is taken as far as it goes; a person decides the rest', async () => {
    const customer = await credited();
    await made.spend(customer, 700);
    await made.deliver(made.bank.refundAtBank(customer.topUpId, 1_000));
    expect(await made.balance(customer)).toBe(0);
    expect((await made.read(customer)).attention).toBe(
      'refunded at the provider: 700 KRW of it were spent and are missing',
    );
    expect(await made.resolve(customer.topUpId, 'credit')).toMatchObject({ attention: null });
    expect(await made.balance(customer)).toBe(0);
  });

  test('of money that was not credited leaves nothing to decide', async () => {
    const late = await made.atBank('refunded at the bank, late');
    await made.cancel(late);
    made.bank.pay(late.topUpId);
    await made.deliver(made.bank.messageOf(late.topUpId));
    await made.deliver(made.bank.refundAtBank(late.topUpId, 400));
    expect((await made.read(late)).attention).not.toBeNull();
    await made.deliver(made.bank.refundAtBank(late.topUpId, 600));
    expect(await made.read(late)).toMatchObject({
      ...{ status: 'CANCELLED', attention: null, refundedAt: made.world.now },
    });
    const other = await made.atBank('other amount, refunded at the bank');
    made.bank.pay(other.topUpId, { amount: 500 });
    await made.deliver(made.bank.messageOf(other.topUpId));
    await made.deliver(made.bank.refundAtBank(other.topUpId, 500));
    expect(await made.read(other)).toMatchObject({ status: 'CANCELLED', attention: null });
    expect(await made.ledger(other)).toEqual([]);
  });

  test('of a part of money that was not credited: a person credits the rest', async () => {
    const late = await made.atBank('part refunded, late');
    await made.cancel(late);
    made.bank.pay(late.topUpId);
    await made.deliver(made.bank.messageOf(late.topUpId));
    await made.deliver(made.bank.refundAtBank(late.topUpId, 400));
    await made.resolve(late.topUpId, 'credit');
    expect(await made.ledger(late)).toEqual([['CHARGE', 600]]);
    await made.deliver(made.bank.refundAtBank(late.topUpId, 600));
    expect(await made.balance(late)).toBe(0);
  });
});

describe('a dispute', () => {
  test('needs attention, and none any more once it is won', async () => {
    const customer = await credited();
    await made.deliver(made.bank.disputeMessageOf(customer.topUpId, 1_000));
    expect((await made.read(customer)).attention).toContain('disputed');
    await made.deliver(made.bank.disputeMessageOf(customer.topUpId, 1_000, false));
    expect(await made.read(customer)).toMatchObject({ attention: null, status: 'CREDITED' });
    expect(await made.balance(customer)).toBe(1_000);
  });

  test('that is lost takes the money, once, however often it is told', async () => {
    const customer = await credited();
    await made.deliver(made.bank.disputeMessageOf(customer.topUpId, 400));
    const lost = made.bank.disputeMessageOf(customer.topUpId, 400, true);
    await Promise.all([made.deliver(lost), made.deliver(repeated(lost))]);
    await made.deliver(repeated(repeated(lost)));
    expect(await made.balance(customer)).toBe(600);
    expect(await made.read(customer)).toMatchObject({ attention: null, refundedAt: null });
  });

  test('that is lost after the money is spent leaves the rest to a person', async () => {
    const customer = await credited();
    await made.spend(customer, 900);
    await made.deliver(made.bank.disputeMessageOf(customer.topUpId, 1_000, true));
    expect(await made.balance(customer)).toBe(0);
    expect((await made.read(customer)).attention).toContain('900 KRW of it were spent');
  });

  test('is known to be closed, though the message that it was opened comes later', async () => {
    const customer = await credited();
    await made.deliver(made.bank.disputeMessageOf(customer.topUpId, 1_000, false));
    await made.deliver(made.bank.disputeMessageOf(customer.topUpId, 1_000));
    expect((await made.read(customer)).attention).toBeNull();
  });

  test('and a refund of another part are counted both', async () => {
    const customer = await credited();
    await made.deliver(made.bank.disputeMessageOf(customer.topUpId, 400, true));
    await made.deliver(made.bank.refundAtBank(customer.topUpId, 300));
    expect(await made.balance(customer)).toBe(300);
    const second = made.bank.disputeMessageOf(customer.topUpId, 300, true);
    await made.deliver(second);
    expect(await made.balance(customer)).toBe(0);
    expect((await made.read(customer)).refundedAt).not.toBeNull();
  });

  test('that is won leaves other reasons for attention', async () => {
    const late = await made.atBank('late and disputed');
    await made.cancel(late);
    made.bank.pay(late.topUpId);
    await made.deliver(made.bank.messageOf(late.topUpId));
    await made.deliver(made.bank.disputeMessageOf(late.topUpId, 1_000));
    await made.deliver(made.bank.disputeMessageOf(late.topUpId, 1_000, false));
    expect((await made.read(late)).attention).toBe('paid 1000 KRW after it was cancelled');
  });
});

test('money that went back in another currency is for a person', async () => {
  const customer = await credited();
  const message = made.bank.refundMessageOf(customer.topUpId);
  await made.deliver({ ...message, refunded: { amount: 5, currency: 'EUR' } } as ProviderMessage);
  expect((await made.read(customer)).attention).toContain('5 EUR were returned');
  expect(await made.balance(customer)).toBe(1_000);
});
