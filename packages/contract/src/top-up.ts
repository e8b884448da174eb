import { z } from 'zod';
import { chargeInput } from './balance.ts';
import { id, idempotencyKey, money, pageInput, pageOf, text, time } from './primitives.ts';

/** REQUIRES_ACTION and PROCESSING are open; the others are how a top-up ended. */
export const TOP_UP_STATUSES = [
  'REQUIRES_ACTION',
  'PROCESSING',
  'CREDITED',
  'DECLINED',
  'CANCELLED',
  'EXPIRED',
] as const;
export type TopUpStatus = (typeof TOP_UP_STATUSES)[number];

/** A top-up that the customer finishes at the payment provider. */
export const startTopUpInput = chargeInput;
export type StartTopUpInput = z.output<typeof startTopUpInput>;

export const topUpInput = z.object({ topUpId: id });

/** One attempt to add money to a balance through the payment provider. */
export const topUpView = z.object({
  id,
  /** What was asked for, in minor units of `currency`. */
  amount: money,
  /** ISO 4217 code; one per deployment. */
  currency: z.string(),
  /**
   * REQUIRES_ACTION: the customer has to act. PROCESSING: the provider works on it, or a person has to decide
   * (`attention`). The others are final, unless a person decides otherwise.
   */
  status: z.enum(TOP_UP_STATUSES),
  /** What the customer has to do; null unless the status is REQUIRES_ACTION. */
  action: z.object({ type: z.literal('redirect'), url: z.string() }).nullable(),
  /** The ledger entry of the credit; null unless the status is CREDITED. */
  entryId: id.nullable(),
  createdAt: z.date(),
  /** Null while it is open. */
  endedAt: z.date().nullable(),
  /** When all of its money had gone back to the customer; null if it has not. */
  refundedAt: z.date().nullable(),
  /** Why a person has to decide; null if nobody has to. */
  attention: z.string().nullable(),
  /** The reservation whose payment began it and waits for it; null for all others. */
  reservationId: id.nullable(),
});
export type TopUpView = z.output<typeof topUpView>;

export const topUpsInput = pageInput.extend({
  /** True: only those that have not ended. */
  open: z.boolean().optional(),
});
export type TopUpsInput = z.output<typeof topUpsInput>;
export const topUpPage = pageOf(topUpView);

export const listTopUpsInput = pageInput.extend({
  userId: id.optional(),
  status: z.enum(TOP_UP_STATUSES).optional(),
  /** Only those that were begun before this time. */
  olderThan: time.optional(),
  /** True: only those that a person has to decide. */
  attention: z.boolean().optional(),
  /** The provider's id of the payment, such as Stripe's `cs_…` or `pi_…`. */
  reference: text.min(1).max(255).optional(),
});
export type ListTopUpsInput = z.output<typeof listTopUpsInput>;

/** A top-up as operators see it. */
export const adminTopUpView = topUpView.extend({
  userId: id,
  /** The payment provider, such as `stripe`. */
  provider: z.string(),
  /** The provider's id of the payment; null until the provider has answered. Stripe: `cs_…`. */
  reference: z.string().nullable(),
  /** The provider's id of the money, which refunds and disputes carry; null before it was paid. Stripe: `pi_…`. */
  paymentReference: z.string().nullable(),
  /** What was really paid; null while nothing is known to be. */
  paid: z.object({ amount: money, currency: z.string() }).nullable(),
});
export type AdminTopUpView = z.output<typeof adminTopUpView>;
export const adminTopUpPage = pageOf(adminTopUpView);

export const refundTopUpInput = z.strictObject({
  topUpId: id,
  reason: text.trim().max(500).optional(),
  idempotencyKey,
});
export type RefundTopUpInput = z.output<typeof refundTopUpInput>;

export const resolveTopUpInput = z.strictObject({
  topUpId: id,
  /** `credit` adds what was really paid to the balance, `refund` sends it back to the customer. */
  outcome: z.enum(['credit', 'refund']),
  reason: text.trim().min(1).max(500),
});
export type ResolveTopUpInput = z.output<typeof resolveTopUpInput>;
