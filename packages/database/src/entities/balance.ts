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
 * PENDING: the provider is asked to authorise. CONFIRMING: it has authorised; from now on the money may
 * have been taken, so the top-up is always finished. CREDITED, DECLINED and FAILED are final.
 */
export const TOP_UP_STATUSES = ['PENDING', 'CONFIRMING', 'CREDITED', 'DECLINED', 'FAILED'] as const;

/**
 * A charge through the payment provider. The row is written before the provider is called, so that a crash
 * between the provider's confirmation and the credit loses no money.
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
    /**
     * The calling procedure and its idempotency key: a repeat continues this row. The key of a payment's
     * charge is the reservation id.
     */
    procedure: p.string().length(64),
    idempotencyKey: p.string().length(128).nullable(),
    /** Until this time one call has the top-up to itself; afterwards another call may take it over. */
    leaseUntil: p.datetime().columnType('timestamptz'),
    createdAt: p.datetime().columnType('timestamptz'),
    /** The ledger entry of the credit; null before it. */
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
