import { z } from 'zod';
import { id, idempotencyKey, money, pageOf, returnUrl } from './primitives.ts';

/**
 * CHARGE adds prepaid money, PAYMENT takes it for seats, REFUND returns it to the balance. WITHDRAWAL takes
 * money of a top-up back to where it came from; one above 0 undoes a withdrawal that the provider refused.
 */
export const ENTRY_TYPES = ['CHARGE', 'PAYMENT', 'REFUND', 'WITHDRAWAL'] as const;

/** A user's prepaid balance. */
export const balanceView = z.object({
  /** The balance in minor units of `currency`. */
  amount: money,
  /** ISO 4217 code; one per deployment. */
  currency: z.string(),
});
export type BalanceView = z.output<typeof balanceView>;

export const chargeInput = z.object({
  /**
   * Minor units: a positive safe integer, at most the deployment's largest charge. Any other value is
   * refused with INVALID_AMOUNT and not with VALIDATION_FAILED.
   */
  amount: z.unknown().optional() as unknown as z.ZodType<number, number>,
  returnUrl,
  idempotencyKey,
});
export type ChargeInput = z.output<typeof chargeInput>;

/** The balance after the charge, and the ledger entry that the charge wrote. */
export const chargeView = balanceView.extend({
  /** The id of the ledger entry. */
  entryId: id,
});
export type ChargeView = z.output<typeof chargeView>;

/** A ledger entry: one change of a balance. It is never changed or deleted. */
export const entryView = z.object({
  id,
  type: z.enum(ENTRY_TYPES),
  /**
   * Minor units, signed: above 0 for a charge, at most 0 for a payment, at least 0 for a refund, below 0
   * for a withdrawal, and above 0 for one that is undone.
   */
  amount: money,
  /** The balance after this entry, in minor units. */
  balanceAfter: money,
  /** The payment that was made or refunded; null for a charge or a withdrawal. */
  paymentId: id.nullable(),
  /** The top-up that the money came from or went back to; null for money that no provider took. */
  topUpId: id.nullable(),
  createdAt: z.date(),
});
export type EntryView = z.output<typeof entryView>;
export const entryPage = pageOf(entryView);
