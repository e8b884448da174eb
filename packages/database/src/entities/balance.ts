import { ENTRY_TYPES } from '@frontrow/contract/balance';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { appendOnly } from './append-only.ts';
import { Payment } from './payment.ts';
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

export const LedgerEntry = defineEntity({
  name: 'LedgerEntry',
  tableName: 'ledger_entry',
  properties: {
    /** The order in which the account changed: drawn while its row is locked. */
    seq: p.bigint('number').primary().autoincrement(),
    id: p.uuid().unique(),
    user: () => p.manyToOne(User).mapToPk(),
    type: p.enum(ENTRY_TYPES),
    amount: p.bigint('number'),
    balanceAfter: p.bigint('number'),
    payment: () => p.manyToOne(Payment).mapToPk().nullable(),
    createdAt: p.datetime().columnType('timestamptz'),
  },
  indexes: [{ properties: ['user', 'seq'] }],
  uniques: [{ name: 'ledger_entry_one_of_a_type_a_payment', properties: ['payment', 'type'] }],
  checks: [
    {
      name: 'ledger_entry_sign_fits_type',
      expression:
        "case type when 'CHARGE' then amount > 0 and payment_id is null when 'PAYMENT' then amount <= 0 and payment_id is not null else amount >= 0 and payment_id is not null end",
    },
    { name: 'ledger_entry_balance_not_negative', expression: 'balance_after >= 0' },
  ],
  triggers: appendOnly('ledger_entry'),
});
export type LedgerEntry = InferEntity<typeof LedgerEntry>;

/**
 * PENDING: the provider is being asked. CONFIRMING: it said yes, and the money may be taken from now
 * on; such a one is always seen through. The others are ends.
 */
export const TOP_UP_STATUSES = ['PENDING', 'CONFIRMING', 'CREDITED', 'DECLINED', 'FAILED'] as const;

/**
 * A charge by way of a payment provider: written before the provider is asked, so that a crash
 * between its confirmation and our credit loses nothing.
 */
export const TopUp = defineEntity({
  name: 'TopUp',
  tableName: 'top_up',
  properties: {
    /** Also the reference that makes the provider's calls idempotent. */
    id: p.uuid().primary(),
    user: () => p.manyToOne(User).mapToPk(),
    amount: p.bigint('number'),
    status: p.enum(TOP_UP_STATUSES).default('PENDING'),
    /** What asked, and its key: a repeat goes on with this row. A payment's key is its reservation. */
    procedure: p.string().length(64),
    idempotencyKey: p.string().length(128).nullable(),
    /** Until then the call that works on it is taken to be alive. */
    leaseUntil: p.datetime().columnType('timestamptz'),
    createdAt: p.datetime().columnType('timestamptz'),
    entryId: p.uuid().nullable(),
  },
  uniques: [{ properties: ['user', 'procedure', 'idempotencyKey'] }],
  indexes: [
    {
      name: 'top_up_open',
      expression:
        "create index top_up_open on top_up (lease_until) where status in ('PENDING', 'CONFIRMING')",
    },
  ],
  checks: [
    { name: 'top_up_amount_positive', expression: 'amount > 0' },
    {
      name: 'top_up_credited_has_entry',
      expression: "(status = 'CREDITED') = (entry_id is not null)",
    },
  ],
});
export type TopUp = InferEntity<typeof TopUp>;
