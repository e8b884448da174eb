import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordPayment } from '../../src/top-up/record-payment.ts';
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

describe('an attempt keeps its row, its id and its references for ever', () => {
  const REFUSED = '23001';
  const DENIED = '42501';
  const changes = [
    'update top_up set id = gen_random_uuid() where id = $1',
    'update top_up set user_id = gen_random_uuid() where id = $1',
    'update top_up set amount = amount + 1 where id = $1',
    "update top_up set provider = 'other' where id = $1",
    "update top_up set procedure = 'other' where id = $1",
    "update top_up set idempotency_key = 'other' where id = $1",
    'update top_up set reservation_id = gen_random_uuid() where id = $1',
    'update top_up set created_at = now() where id = $1',
    "update top_up set reference = 'other' where id = $1",
    'update top_up set reference = null where id = $1',
    "update top_up set payment_reference = 'other' where id = $1",
    'update top_up set paid_amount = paid_amount + 1 where id = $1',
    "update top_up set paid_currency = 'EUR' where id = $1",
  ];

  test.each(changes)('%s', async (text) => {
    const { topUpId } = await creditedOnce();
    for (const pool of [made.world.pool, made.world.ownerPool]) {
      await expect(pool.query(text, [topUpId])).rejects.toMatchObject({ code: REFUSED });
    }
  });

  test('delete and truncate', async () => {
    const { topUpId } = await creditedOnce();
    const text = 'delete from top_up where id = $1';
    const { pool, ownerPool } = made.world;
    await expect(pool.query(text, [topUpId])).rejects.toMatchObject({ code: DENIED });
    await expect(ownerPool.query(text, [topUpId])).rejects.toMatchObject({ code: REFUSED });
    await expect(ownerPool.query('truncate top_up cascade')).rejects.toMatchObject({
      code: REFUSED,
    });
  });

  test('a refund of ours keeps its row, too', async () => {
    const { topUpId } = await creditedOnce();
    await made.refund(topUpId);
    const { ownerPool } = made.world;
    for (const text of [
      'update top_up_refund set amount = 1 where top_up_id = $1',
      'delete from top_up_refund where top_up_id = $1',
    ]) {
      await expect(ownerPool.query(text, [topUpId])).rejects.toMatchObject({ code: REFUSED });
    }
  });

  /** The rows are only looked at, so all of these tests can have one customer. */
  let known: Promise<{ topUpId: string }> | undefined;
  const creditedOnce = () => {
    known ??= credited('keeps');
    return known;
  };
});

test('each attempt is found by the reference of the provider, whatever became of it', async () => {
  const caller = await made.world.caller('tries three times');
  const ids: string[] = [];
  for (const act of ['decline', 'cancel', 'pay'] as const) {
    const idempotencyKey = 'three-tries';
    const refusal = await refusalOf(
      made.services.balance.charge(caller, { amount: 700, idempotencyKey }),
    );
    const topUpId = String(refusal.details.topUpId);
    ids.push(topUpId);
    if (act === 'cancel') await made.cancel({ caller, topUpId });
    else made.bank[act](topUpId);
    await made.read({ caller, topUpId });
  }
  expect(new Set(ids).size).toBe(3);
  for (const [n, status] of ['DECLINED', 'CANCELLED', 'CREDITED'].entries()) {
    const filter = { reference: `cs_${ids[n]}`, limit: 10 };
    const { items } = await made.services.admin.listTopUps(filter);
    expect(items.map(({ id, status }) => [id, status])).toEqual([[ids[n], status]]);
  }
  const byMoney = await made.services.admin.listTopUps({ reference: `pi_${ids[2]}`, limit: 10 });
  expect(byMoney.items.map(({ id }) => id)).toEqual([ids[2]]);
});

test('a key has one open attempt, also if the database is asked for a second one', async () => {
  const caller = await made.world.caller('one a key');
  const input = { amount: 500, idempotencyKey: 'one-a-key' };
  const starts = Array.from({ length: 10 }, () =>
    made.services.balance.startTopUp(caller, input).then(
      ({ id }) => id,
      ({ code }) => code,
    ),
  );
  const outcomes = new Set(await Promise.all(starts));
  outcomes.delete('IDEMPOTENCY_IN_PROGRESS');
  expect(outcomes.size).toBe(1);
  const copy = made.world.pool.query(
    `insert into top_up (id, user_id, amount, provider, procedure, idempotency_key, input_hash, created_at,
       open_until, lease_until, check_at)
     select gen_random_uuid(), user_id, amount, provider, procedure, idempotency_key, input_hash, created_at,
       open_until, lease_until, check_at from top_up where id = $1`,
    [[...outcomes][0]],
  );
  await expect(copy).rejects.toMatchObject({ constraint: 'top_up_one_open_a_key' });
});

describe('what was paid is credited once', () => {
  test('with 20 parallel messages, look-ups and recoveries', async () => {
    const customer = await made.atBank('twenty at once', 3_000);
    made.bank.pay(customer.topUpId);
    made.world.advanceClock(61);
    const calls = Array.from({ length: 20 }, (_, n) => {
      if (n % 4 === 0) return made.deliver(made.bank.messageOf(customer.topUpId));
      if (n % 4 === 1) return made.read(customer);
      if (n % 4 === 2) return made.recover();
      return recordPayment(made.ctx, customer.topUpId, made.bank.paymentOf(customer.topUpId));
    });
    await Promise.all(calls);
    expect(await made.read(customer)).toMatchObject({ status: 'CREDITED' });
    expect(await made.ledger(customer)).toEqual([['CHARGE', 3_000]]);
  });

  test('and its ledger entry names its top-up', async () => {
    const { caller, topUpId } = await credited('names');
    const { items } = await made.services.balance.history(caller, { limit: 5 });
    const { entryId } = await made.read({ caller, topUpId });
    expect(items).toMatchObject([{ id: entryId, type: 'CHARGE', topUpId, amount: 1_000 }]);
  });

  test('also if the database is asked to credit it again', async () => {
    const { topUpId } = await credited('again');
    const again = made.world.pool.query(
      `insert into ledger_entry (id, user_id, type, amount, balance_after, top_up_id, origin, created_at)
       select gen_random_uuid(), user_id, type, amount, balance_after, top_up_id, origin, created_at
       from ledger_entry where top_up_id = $1`,
      [topUpId],
    );
    await expect(again).rejects.toMatchObject({ constraint: 'ledger_entry_one_credit_a_top_up' });
  });

  test('and money that was paid cannot be dropped', async () => {
    const customer = await made.atBank('dropped');
    const drop = made.world.pool.query(
      "update top_up set status = 'EXPIRED', ended_at = now(), paid_amount = 5, paid_currency = 'KRW' where id = $1",
      [customer.topUpId],
    );
    await expect(drop).rejects.toMatchObject({ constraint: 'top_up_keeps_what_was_paid' });
  });
});

async function credited(name: string) {
  const customer = await made.atBank(name);
  made.bank.pay(customer.topUpId);
  await made.read(customer);
  return customer;
}
