import type { ErrorDetails, TopUpAction } from '@frontrow/contract/error-codes';
import type { AdminTopUpView, TopUpView } from '@frontrow/contract/top-up';
import type { DomainContext } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import type { TopUpRow } from './top-up.sql.ts';

export const topUpView = ({ settings }: DomainContext, topUp: TopUpRow): TopUpView => ({
  id: topUp.id,
  amount: topUp.amount,
  currency: settings.currency,
  status: topUp.status,
  action: actionOf(topUp),
  entryId: topUp.entry_id,
  createdAt: topUp.created_at,
  endedAt: topUp.ended_at,
  refundedAt: topUp.refunded_at,
  attention: topUp.attention,
  reservationId: topUp.reservation_id,
});

export const adminTopUpView = (ctx: DomainContext, topUp: TopUpRow): AdminTopUpView => ({
  ...topUpView(ctx, topUp),
  userId: topUp.user_id,
  provider: topUp.provider,
  reference: topUp.reference,
  paymentReference: topUp.payment_reference,
  paid:
    topUp.paid_amount === null || topUp.paid_currency === null
      ? null
      : { amount: topUp.paid_amount, currency: topUp.paid_currency },
});

function actionOf(topUp: TopUpRow): TopUpAction | null {
  const { status, action_url: url } = topUp;
  return status === 'REQUIRES_ACTION' && url !== null ? { type: 'redirect', url } : null;
}

/** The refusal of a call that an open top-up keeps waiting. */
export function actionRequired(topUp: TopUpRow): DomainError<'TOPUP_ACTION_REQUIRED'> {
  const details: ErrorDetails<'TOPUP_ACTION_REQUIRED'> = {
    topUpId: topUp.id,
    action: actionOf(topUp),
  };
  return new DomainError('TOPUP_ACTION_REQUIRED', details);
}
