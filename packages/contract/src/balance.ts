import { z } from 'zod';
import { id, idempotencyKey, money, pageOf } from './primitives.ts';

export const ENTRY_TYPES = ['CHARGE', 'PAYMENT', 'REFUND'] as const;

export const balanceView = z.object({
  /** Minor units of `currency`. */
  amount: money,
  currency: z.string(),
});
export type BalanceView = z.output<typeof balanceView>;

export const chargeInput = z.object({
  /**
   * Minor units. Whatever is not a positive safe integer within the deployment's limits is
   * INVALID_AMOUNT, by the domain's judgement, rather than VALIDATION_FAILED.
   */
  amount: z.unknown().optional() as unknown as z.ZodType<number, number>,
  idempotencyKey,
});
export type ChargeInput = z.output<typeof chargeInput>;

export const chargeView = balanceView.extend({ entryId: id });
export type ChargeView = z.output<typeof chargeView>;

export const entryView = z.object({
  id,
  type: z.enum(ENTRY_TYPES),
  /** Signed: charges and refunds add, payments take. */
  amount: money,
  balanceAfter: money,
  paymentId: id.nullable(),
  createdAt: z.date(),
});
export type EntryView = z.output<typeof entryView>;
export const entryPage = pageOf(entryView);
