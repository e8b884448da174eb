import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { breakAndLook } from '../../testing/audit/audited.ts';
import { type BankWorld, type Customer, createBankWorld } from '../../testing/bank-world.ts';

let made: BankWorld;
beforeAll(async () => {
  made = await createBankWorld();
  const { ownerPool } = made.world;
  for (const [table, constraint] of [
    ['top_up', 'top_up_keeps_what_was_paid'],
    ['top_up', 'top_up_returns_what_was_paid'],
    ['top_up', 'top_up_ended_or_open'],
    ['ledger_entry', 'ledger_entry_names_its_top_up'],
    ['ledger_entry', 'ledger_entry_sign_fits_type'],
  ]) {
    await ownerPool.query(`alter table ${table} drop constraint ${constraint}`);
  }
});
afterAll(() => made.world.close());

const ENDED = 'every top-up ends';
const CREDITED = 'a top-up is credited once, with what was paid';
const RETURNED = 'what went back of a top-up was withdrawn';
const CHECKS = [ENDED, CREDITED, RETURNED];

/** What the audit says of a top-up, by the name of the check. */
async function found({ topUpId }: Customer): Promise<[check: string, problem: unknown][]> {
  const { checks } = await made.services.admin.audit({});
  return checks.flatMap(({ name, violations }) =>
    violations
      .filter((violation) => violation.topUpId === topUpId)
      .map(({ problem }): [string, unknown] => [name, problem]),
  );
}

/** With the triggers switched off. $1 is the top-up. */
const breakBy = (text: string, { topUpId }: Customer): Promise<void> =>
  breakAndLook(made.world, [[text, [topUpId]]]);

let customers = 0;
async function credited(): Promise<Customer> {
  customers += 1;
  const customer = await made.atBank(`audited ${customers}`);
  made.bank.pay(customer.topUpId);
  await made.read(customer);
  return customer;
}

async function refunded(): Promise<Customer> {
  const customer = await credited();
  await made.refund(customer.topUpId);
  return customer;
}

test('top-ups that are open, credited, refunded, returned or decided pass every check', async () => {
  const fresh = await createBankWorld();
  const { bank, services } = fresh;
  const pay = async (name: string, paid?: { amount: number }) => {
    const customer = await fresh.atBank(name);
    bank.pay(customer.topUpId, paid);
    await fresh.read(customer);
    return customer;
  };
  await fresh.atBank('open');
  await pay('credited');
  await fresh.refund((await pay('refunded')).topUpId);
  const part = await pay('part');
  await fresh.spend(part, 800);
  await fresh.deliver(bank.refundAtBank(part.topUpId, 500));
  await pay('attention', { amount: 5 });
  const late = await fresh.atBank('late');
  await fresh.cancel(late);
  bank.pay(late.topUpId);
  await fresh.deliver(bank.messageOf(late.topUpId));
  await fresh.deliver(bank.refundAtBank(late.topUpId, 300));
  await fresh.resolve(late.topUpId, 'credit');
  const { ok, checks } = await services.admin.audit({});
  expect([ok, checks.slice(-3).map(({ name }) => name)]).toEqual([true, CHECKS]);
  await fresh.world.close();
});

describe('the audit names', () => {
  const OPEN = 'open for an hour after its time';
  const long = "now() - interval '100 years'";

  test('a top-up that is open an hour after its time', async () => {
    for (const change of [
      '',
      ", status = 'PROCESSING'",
      ", status = 'PROCESSING', reference = null",
    ]) {
      const customer = await made.atBank(`open long ${change}`);
      expect(await found(customer)).toEqual([]);
      await breakBy(
        `update top_up set open_until = ${long}, check_at = ${long}${change} where id = $1`,
        customer,
      );
      expect(await found(customer)).toEqual([[ENDED, OPEN]]);
      await breakBy("update top_up set attention = 'looked at' where id = $1", customer);
      expect(await found(customer)).toEqual([]);
    }
  });

  test('no transfer that takes days, as long as the bank is asked', async () => {
    const customer = await made.atBank('slow');
    made.bank.transfer(customer.topUpId);
    made.world.advanceClock(86_400);
    await made.recover();
    expect(await found(customer)).toEqual([]);
    made.world.advanceClock(2 * 3_600);
    expect(await found(customer)).toEqual([[ENDED, OPEN]]);
    await made.recoverAll();
  });

  test('a refund that is under way for an hour', async () => {
    const customer = await credited();
    made.bank.failBefore.set('refund', 1);
    await made.refund(customer.topUpId).catch(() => {});
    expect(await found(customer)).toEqual([]);
    made.world.advanceClock(3_601);
    expect(await found(customer)).toEqual([[ENDED, 'a refund is under way for an hour']]);
    await made.recoverAll();
    expect(await found(customer)).toEqual([]);
  });

  const DISAGREE = 'top-up and ledger disagree';
  const NOT_NAMED = 'the entry does not name a credited top-up of its user';
  test.each([
    [
      'a credited top-up without an entry',
      'delete from ledger_entry where top_up_id = $1',
      DISAGREE,
    ],
    [
      'an entry of a top-up that is not credited',
      "update top_up set status = 'EXPIRED', attention = 'x' where id = $1",
      NOT_NAMED,
    ],
    [
      'an entry of another amount than was paid',
      'update ledger_entry set amount = 1001 where top_up_id = $1',
      DISAGREE,
    ],
    [
      'an entry of less than was paid, with nothing returned',
      'update ledger_entry set amount = 999 where top_up_id = $1',
      DISAGREE,
    ],
    [
      'an entry of another user',
      'update ledger_entry set user_id = gen_random_uuid() where top_up_id = $1',
      NOT_NAMED,
    ],
    [
      'an entry that names a top-up and says that no provider was asked',
      "update ledger_entry set origin = 'DIRECT' where top_up_id = $1",
      'the entry names a top-up and is none of a provider',
    ],
    [
      'money that was paid and dropped',
      `with gone as (delete from ledger_entry where top_up_id = $1)
       update top_up set status = 'EXPIRED' where id = $1`,
      'money that was paid is neither credited nor returned',
    ],
  ])('%s', async (_, text, problem) => {
    const customer = await credited();
    await breakBy(text, customer);
    expect(await found(customer)).toContainEqual([CREDITED, problem]);
  });

  test.each(['CHARGE', 'WITHDRAWAL'])('a %s of a provider that names no top-up', async (type) => {
    const customer = await refunded();
    const { rows } = await made.world.pool.query(
      'select id from ledger_entry where top_up_id = $1 and type = $2',
      [customer.topUpId, type],
    );
    await breakBy(
      `update ledger_entry set top_up_id = null where top_up_id = $1 and type = '${type}'`,
      customer,
    );
    const { checks } = await made.services.admin.audit({});
    const violations = checks.flatMap((check) => check.violations);
    expect(violations).toContainEqual(
      expect.objectContaining({ problem: NOT_NAMED, entryId: rows[0].id }),
    );
  });

  const MISFIT = 'returned, withdrawn and refunded do not fit';
  test.each([
    ['more returned than paid', 'update top_up set returned_amount = 1001 where id = $1'],
    ['less returned than withdrawn', 'update top_up set returned_amount = 10 where id = $1'],
    [
      'a refund that was not withdrawn',
      "delete from ledger_entry where top_up_id = $1 and type = 'WITHDRAWAL'",
    ],
    [
      'a withdrawal without its refund',
      'update top_up set returned_amount = 0, refunded_at = null where id = $1',
    ],
    ['a refund that is larger', 'update top_up_refund set amount = 1001 where top_up_id = $1'],
  ])('%s', async (_, text) => {
    const customer = await refunded();
    expect(await found(customer)).toEqual([]);
    await breakBy(text, customer);
    expect(await found(customer)).toContainEqual([RETURNED, MISFIT]);
  });
});
