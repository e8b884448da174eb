import { TOP_UP_STATUSES } from '@frontrow/contract/top-up';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { keepsIdentity } from './keeps-identity.ts';
import { User } from './user.ts';

const OPEN = "status in ('REQUIRES_ACTION', 'PROCESSING')";

/**
 * One attempt to add money through the payment provider. It is written before the provider is called. Rows
 * are never deleted, and what names the attempt never changes, so that a message of the provider finds it at
 * any time.
 */
export const TopUp = defineEntity({
  name: 'TopUp',
  tableName: 'top_up',
  properties: {
    /** Also the key that makes the call to the provider idempotent. */
    id: p.uuid().primary(),
    user: () => p.manyToOne(User).mapToPk(),
    /** What was asked for, in minor units of the deployment's currency. */
    amount: p.bigint('number'),
    provider: p.string().length(64),
    status: p.enum(TOP_UP_STATUSES).default('PROCESSING'),
    /** The procedure that began it, with its idempotency key and the hash of its input. */
    procedure: p.string().length(64),
    idempotencyKey: p.string().length(128).nullable(),
    inputHash: p.string().length(64),
    /** The reservation whose payment began it. No foreign key: a swap ends the reservation. */
    reservationId: p.uuid().nullable(),
    returnUrl: p.text().nullable(),
    /** The provider's id of the payment. Null until the provider has answered. */
    reference: p.string().length(255).nullable(),
    /** The provider's id of the money, which its messages about refunds and disputes carry. */
    paymentReference: p.string().length(255).nullable().index(),
    /** Where the customer finishes it. */
    actionUrl: p.text().nullable(),
    createdAt: p.datetime().columnType('timestamptz'),
    openUntil: p.datetime().columnType('timestamptz'),
    endedAt: p.datetime().columnType('timestamptz').nullable(),
    /** The customer has asked to cancel it, so that its end reads CANCELLED and not EXPIRED. */
    cancelRequested: p.boolean().default(false),
    /** What was really paid. */
    paidAmount: p.bigint('number').nullable(),
    paidCurrency: p.string().length(3).nullable(),
    /** How much of it went back to the customer, also by a dispute, or the provider is asked to return. */
    returnedAmount: p.bigint('number').default(0),
    refundedAt: p.datetime().columnType('timestamptz').nullable(),
    /** Why a person has to decide. */
    attention: p.text().nullable(),
    /** Until this time one call has the beginning of the payment to itself. */
    leaseUntil: p.datetime().columnType('timestamptz'),
    /** When the provider is asked next, if no message comes before. */
    checkAt: p.datetime().columnType('timestamptz'),
    /** How often the provider was asked; the pause grows with it. 0: its beginning was tried once at most. */
    checks: p.integer().default(0),
  },
  indexes: [
    { properties: ['user', 'id'] },
    {
      name: 'top_up_due',
      expression: `create index top_up_due on top_up (check_at) where ${OPEN} and attention is null`,
    },
    {
      name: 'top_up_attention',
      expression: 'create index top_up_attention on top_up (id) where attention is not null',
    },
  ],
  uniques: [
    { properties: ['provider', 'reference'] },
    {
      name: 'top_up_one_open_a_key',
      expression: `create unique index top_up_one_open_a_key on top_up (user_id, procedure, idempotency_key) where ${OPEN}`,
    },
    {
      name: 'top_up_one_open_a_reservation',
      expression: `create unique index top_up_one_open_a_reservation on top_up (reservation_id) where ${OPEN}`,
    },
  ],
  checks: [
    { name: 'top_up_amount_positive', expression: 'amount > 0' },
    { name: 'top_up_ended_or_open', expression: `(ended_at is null) = (${OPEN})` },
    { name: 'top_up_paid', expression: '(paid_amount is null) = (paid_currency is null)' },
    {
      name: 'top_up_returns_what_was_paid',
      expression: 'returned_amount >= 0 and returned_amount <= coalesce(paid_amount, 0)',
    },
    {
      // The customer's money is never dropped: it is credited, on its way back, or waits for a decision.
      name: 'top_up_keeps_what_was_paid',
      expression:
        "status = 'CREDITED' or attention is not null or returned_amount >= coalesce(paid_amount, 0)",
    },
  ],
  triggers: keepsIdentity(
    'top_up',
    [
      ...['id', 'user_id', 'amount', 'provider', 'procedure', 'idempotency_key'],
      ...['input_hash', 'reservation_id', 'created_at'],
    ],
    ['reference', 'payment_reference', 'paid_amount', 'paid_currency'],
  ),
});
export type TopUp = InferEntity<typeof TopUp>;

/** PENDING: the provider is asked. DONE: the money went back. REFUSED: the provider will not do it. */
export const TOP_UP_REFUND_STATUSES = ['PENDING', 'DONE', 'REFUSED'] as const;

/** One refund of a top-up that an operator asked for. It is written before the provider is called. */
export const TopUpRefund = defineEntity({
  name: 'TopUpRefund',
  tableName: 'top_up_refund',
  properties: {
    /** Also the key that makes the call to the provider idempotent. */
    id: p.uuid().primary(),
    topUp: () => p.manyToOne(TopUp).mapToPk().index(),
    amount: p.bigint('number'),
    currency: p.string().length(3),
    /** Whether the money was taken out of the balance; if not, it never was in it. */
    withdrawn: p.boolean(),
    status: p.enum(TOP_UP_REFUND_STATUSES).default('PENDING'),
    createdAt: p.datetime().columnType('timestamptz'),
    endedAt: p.datetime().columnType('timestamptz').nullable(),
    checkAt: p.datetime().columnType('timestamptz'),
    checks: p.integer().default(0),
  },
  indexes: [
    {
      name: 'top_up_refund_due',
      expression:
        "create index top_up_refund_due on top_up_refund (check_at) where status = 'PENDING'",
    },
  ],
  uniques: [
    {
      name: 'top_up_refund_one_pending',
      expression:
        "create unique index top_up_refund_one_pending on top_up_refund (top_up_id) where status = 'PENDING'",
    },
  ],
  checks: [
    { name: 'top_up_refund_amount_positive', expression: 'amount > 0' },
    { name: 'top_up_refund_ended', expression: "(ended_at is null) = (status = 'PENDING')" },
  ],
  triggers: keepsIdentity('top_up_refund', ['id', 'top_up_id', 'amount', 'currency', 'created_at']),
});
export type TopUpRefund = InferEntity<typeof TopUpRefund>;

/** A signed message of the payment provider. It is kept before it is answered, and handled once. */
export const ProviderMessage = defineEntity({
  name: 'ProviderMessage',
  tableName: 'provider_message',
  properties: {
    provider: p.string().length(64).primary(),
    /** The provider's id of the message. */
    id: p.string().length(255).primary(),
    type: p.string().length(255),
    /** What the adapter read from it. */
    message: p.json<Record<string, unknown>>(),
    receivedAt: p.datetime().columnType('timestamptz'),
    handledAt: p.datetime().columnType('timestamptz').nullable(),
    /** The top-up that it was about; null if it is about none of ours. */
    topUpId: p.uuid().nullable().index(),
    checkAt: p.datetime().columnType('timestamptz'),
    checks: p.integer().default(0),
  },
  indexes: [
    {
      name: 'provider_message_due',
      expression:
        'create index provider_message_due on provider_message (check_at) where handled_at is null',
    },
  ],
});
export type ProviderMessage = InferEntity<typeof ProviderMessage>;
