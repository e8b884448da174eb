import { ENTRY_TYPES } from '@frontrow/contract/balance';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { appendOnly } from './append-only.ts';
import { Payment } from './payment.ts';
import { TopUp } from './top-up.ts';
import { User } from './user.ts';

/** A user's prepaid balance, in minor units: the sum of the user's ledger entries. */
export const Account = defineEntity({
  name: 'Account',
  tableName: 'account',
  properties: {
    user: () => p.manyToOne(User).primary().mapToPk(),
    balance: p.bigint('number').default(0),
  },
  checks: [
    {
      name: 'account_balance_in_bounds',
      expression: `balance >= 0 and balance <= ${Number.MAX_SAFE_INTEGER}`,
    },
  ],
});
export type Account = InferEntity<typeof Account>;

/** One change of a balance, append-only. */
export const LedgerEntry = defineEntity({
  name: 'LedgerEntry',
  tableName: 'ledger_entry',
  properties: {
    /** The order of the entries of an account. It is taken while the account row is locked. */
    seq: p.bigint('number').primary().autoincrement(),
    id: p.uuid().unique(),
    user: () => p.manyToOne(User).mapToPk(),
    type: p.enum(ENTRY_TYPES),
    /** Minor units, signed. */
    amount: p.bigint('number'),
    balanceAfter: p.bigint('number'),
    payment: () => p.manyToOne(Payment).mapToPk().nullable(),
    /** The top-up that the money came from or went back to. */
    topUp: () => p.manyToOne(TopUp).mapToPk().nullable(),
    /**
     * How a CHARGE came about: DIRECT without a payment provider, PROVIDER by a top-up. The check below allows no
     * other value; each check more costs every entry.
     */
    origin: p.text().nullable(),
    createdAt: p.datetime().columnType('timestamptz'),
  },
  indexes: [
    { properties: ['user', 'seq'] },
    {
      name: 'ledger_entry_of_top_up',
      expression:
        'create index ledger_entry_of_top_up on ledger_entry (top_up_id) where top_up_id is not null',
    },
  ],
  uniques: [
    { name: 'ledger_entry_one_of_a_type_a_payment', properties: ['payment', 'type'] },
    {
      name: 'ledger_entry_one_credit_a_top_up',
      expression:
        "create unique index ledger_entry_one_credit_a_top_up on ledger_entry (top_up_id) where type = 'CHARGE' and top_up_id is not null",
    },
  ],
  checks: [
    {
      name: 'ledger_entry_sign_fits_type',
      expression:
        "case type when 'CHARGE' then amount > 0 and payment_id is null when 'PAYMENT' then amount <= 0 and payment_id is not null when 'WITHDRAWAL' then amount <> 0 and payment_id is null else amount >= 0 and payment_id is not null end",
    },
    {
      name: 'ledger_entry_names_its_top_up',
      expression:
        "case type when 'CHARGE' then origin is not null and origin = case when top_up_id is null then 'DIRECT' else 'PROVIDER' end when 'WITHDRAWAL' then origin is null and top_up_id is not null else origin is null and top_up_id is null end",
    },
    { name: 'ledger_entry_balance_not_negative', expression: 'balance_after >= 0' },
  ],
  triggers: appendOnly('ledger_entry'),
});
export type LedgerEntry = InferEntity<typeof LedgerEntry>;
