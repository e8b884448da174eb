import type { PaymentView } from '@frontrow/contract/payment';
import type { DomainContext } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import { findPayment, paymentView } from './payment.service.ts';
import { type PaymentRow, REFUND } from './payment.sql.ts';

/**
 * Gives the money of a payment back, frees its seats and voids its tickets.
 *
 * @throws PAYMENT_NOT_FOUND, ALREADY_REFUNDED
 */
export async function refundPayment(
  ctx: DomainContext,
  paymentId: string,
  reason: string | null,
): Promise<PaymentView> {
  const values = [paymentId, ctx.newId(), reason, ctx.now];
  const [refunded] = await ctx.sql.rows<PaymentRow>(REFUND, values);
  if (refunded) return paymentView(ctx, refunded);
  await findPayment(ctx, paymentId);
  throw new DomainError('ALREADY_REFUNDED', { paymentId });
}
