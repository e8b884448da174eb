import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ProviderMessage } from '../../src/kernel/payment-provider.ts';
import { handleDueMessages, keepMessage } from '../../src/top-up/messages.ts';
import { type BankWorld, createBankWorld } from '../../testing/bank-world.ts';

let made: BankWorld;
beforeAll(async () => {
  made = await createBankWorld();
});
afterEach(() => {
  made.bank.failBefore.clear();
  made.bank.namesPaymentsEarly = false;
});
afterAll(async () => {
  await made.recoverAll();
  expect(await made.services.admin.audit({})).toMatchObject({ ok: true });
  await made.world.close();
});

const isHandled = async ({ id }: ProviderMessage): Promise<boolean> => {
  const text = 'select handled_at is not null as handled from provider_message where id = $1';
  const { rows } = await made.world.pool.query<{ handled: boolean }>(text, [id]);
  return rows[0]?.handled ?? false;
};

describe('a message', () => {
  test('that comes twice is kept once, and credits once', async () => {
    const customer = await made.atBank('twice');
    made.bank.pay(customer.topUpId);
    const message = made.bank.messageOf(customer.topUpId);
    const kept = await Promise.all([1, 2, 3].map(() => made.deliver(message)));
    expect(kept.filter(Boolean)).toHaveLength(1);
    expect(await made.deliver(message)).toBe(false);
    await made.deliver(made.bank.messageOf(customer.topUpId));
    expect(await made.ledger(customer)).toEqual([['CHARGE', 1_000]]);
  });

  test('that was kept before a crash is handled by the recovery', async () => {
    const customer = await made.atBank('crashed');
    made.bank.pay(customer.topUpId);
    const message = made.bank.messageOf(customer.topUpId);
    await keepMessage(made.ctx, message);
    expect(await made.balance(customer)).toBe(0);
    await made.recover();
    expect([await isHandled(message), await made.balance(customer)]).toEqual([true, 1_000]);
  });

  test('that is lost is made up for by the recovery', async () => {
    const customer = await made.atBank('lost message');
    made.bank.pay(customer.topUpId);
    made.world.advanceClock(31);
    await made.recover();
    expect(await made.balance(customer)).toBe(1_000);
  });

  test('about nothing of ours is kept and changes nothing', async () => {
    const paymentReference = 'pi_of_somebody_else';
    const payment = {
      ...{ reference: 'cs_x', paymentReference, status: 'PAID' as const, redirectUrl: null },
      paid: { amount: 1, currency: 'KRW' },
    };
    const refunded = { amount: 1, currency: 'KRW' };
    const head = (kind: string) => ({ id: `evt_${kind}_${randomUUID()}`, type: kind });
    const messages: ProviderMessage[] = [
      { ...head('none'), kind: 'payment', topUpId: null, payment },
      { ...head('other deployment'), kind: 'payment', topUpId: randomUUID(), payment },
      { ...head('refund'), kind: 'refund', paymentReference, refunded },
      { ...head('other'), kind: 'other' },
    ];
    for (const message of messages) {
      expect(await made.deliver(message)).toBe(true);
      expect(await isHandled(message)).toBe(true);
    }
  });

  test('about a top-up of another provider changes nothing', async () => {
    const customer = await made.atBank('of another provider');
    const { ownerPool } = made.world;
    await ownerPool.query('alter table top_up disable trigger top_up_keeps_identity');
    await ownerPool.query("update top_up set provider = 'other' where id = $1", [customer.topUpId]);
    made.bank.pay(customer.topUpId);
    await made.deliver(made.bank.messageOf(customer.topUpId));
    expect(await made.balance(customer)).toBe(0);
    await ownerPool.query("update top_up set provider = 'bank' where id = $1", [customer.topUpId]);
    await ownerPool.query('alter table top_up enable trigger top_up_keeps_identity');
  });
});

describe('messages out of order', () => {
  test('expired, completed but unpaid, and open after paid: it stays credited', async () => {
    const customer = await made.atBank('order');
    const open = made.bank.messageOf(customer.topUpId);
    made.bank.transfer(customer.topUpId);
    const completed = made.bank.messageOf(customer.topUpId);
    made.bank.pay(customer.topUpId);
    await made.deliver(made.bank.messageOf(customer.topUpId));
    const expired = { ...made.bank.paymentOf(customer.topUpId), status: 'EXPIRED' as const };
    for (const message of [completed, open]) await made.deliver(message);
    await made.deliver({
      ...{ id: `evt_${randomUUID()}`, type: 'expired', kind: 'payment' },
      ...{ topUpId: customer.topUpId, payment: { ...expired, paid: null } },
    });
    expect(await made.read(customer)).toMatchObject({ status: 'CREDITED', attention: null });
  });

  test('paid before the call that begins it is answered: it is credited once', async () => {
    made.bank.failAfter.set('begin', 1);
    const caller = await made.world.caller('message before answer');
    const input = { amount: 1_000, idempotencyKey: 'before-answer' };
    await made.services.balance.charge(caller, input).catch(() => {});
    const { items } = await made.services.admin.listTopUps({ userId: caller.userId, limit: 1 });
    const topUpId = String(items[0]?.id);
    made.bank.pay(topUpId);
    await made.deliver(made.bank.messageOf(topUpId));
    expect(await made.services.balance.charge(caller, input)).toMatchObject({ amount: 1_000 });
    expect(await made.ledger({ caller })).toEqual([['CHARGE', 1_000]]);
  });

  test.each([false, true])(
    'a refund before the payment: both are known, and nothing stays in the balance (reference known before: %s)',
    async (early) => {
      made.bank.namesPaymentsEarly = early;
      const customer = await made.atBank(`refunded first ${early}`);
      made.bank.pay(customer.topUpId);
      const paid = made.bank.messageOf(customer.topUpId);
      await made.deliver(made.bank.refundAtBank(customer.topUpId, 1_000));
      await made.deliver(paid);
      expect(await made.ledger(customer)).toEqual([
        ['CHARGE', 1_000],
        ['WITHDRAWAL', -1_000],
      ]);
      expect(await made.read(customer)).toMatchObject({
        ...{ status: 'CREDITED', attention: null, refundedAt: made.world.now },
      });
    },
  );

  test('a refund before the payment, while the bank is away: it waits', async () => {
    const customer = await made.atBank('refunded first, away');
    made.bank.pay(customer.topUpId);
    const refund = made.bank.refundAtBank(customer.topUpId, 400);
    made.bank.failBefore.set('findByPayment', 1);
    await made.deliver(refund);
    expect(await isHandled(refund)).toBe(false);
    await made.deliver(made.bank.messageOf(customer.topUpId));
    await made.recoverAll();
    expect(await isHandled(refund)).toBe(true);
    expect(await made.balance(customer)).toBe(600);
  });
});

test('messages that are handled by several servers at once are handled once', async () => {
  const customers = await Promise.all(
    Array.from({ length: 12 }, (_, n) => made.atBank(`several servers ${n}`)),
  );
  for (const { topUpId } of customers) {
    made.bank.pay(topUpId);
    await keepMessage(made.ctx, made.bank.messageOf(topUpId));
    await keepMessage(made.ctx, made.bank.refundAtBank(topUpId, 100));
    await keepMessage(made.ctx, made.bank.disputeMessageOf(topUpId, 200, true));
  }
  await Promise.all(Array.from({ length: 6 }, () => handleDueMessages(made.ctx)));
  await made.recoverAll();
  for (const customer of customers) expect(await made.balance(customer)).toBe(700);
});
