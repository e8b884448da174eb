import type { ProviderPayment } from '../kernel/payment-provider.ts';
import type { TopUpRow } from './top-up.sql.ts';

/** What follows for a top-up from what the provider says of its payment. */
export interface Decision {
  status: TopUpRow['status'];
  attention: string | null;
  /** Credit what was paid. */
  credit: boolean;
  /** The payment says something that was not known: it is written down. */
  paid: ProviderPayment['paid'];
}

const OPEN = ['REQUIRES_ACTION', 'PROCESSING'];

export const isOpen = ({ status }: Pick<TopUpRow, 'status'>): boolean => OPEN.includes(status);

/**
 * Decides, from the newest state of both, what a top-up becomes. A message may come twice, late or out of
 * order, so nothing here depends on what was said before. Money that was paid is never dropped: if it cannot be
 * credited by itself, a person is asked to decide.
 *
 * @param currency of the deployment
 */
export function decide(topUp: TopUpRow, payment: ProviderPayment, currency: string): Decision {
  const { status, attention } = topUp;
  const paid = payment.status === 'PAID' ? payment.paid : null;
  const same = { status, attention, credit: false, paid: null };
  if (isForeign(topUp, payment)) {
    if (!paid) return same;
    return { ...same, attention: `paid a second time, as ${payment.reference}` };
  }
  if (paid && topUp.paid_amount === null) return decidePaid(topUp, paid, currency);
  if (!isOpen(topUp) || attention !== null) return same;
  switch (payment.status) {
    case 'OPEN':
      return { ...same, status: 'REQUIRES_ACTION' };
    case 'DECLINED':
      return { ...same, status: 'DECLINED' };
    case 'EXPIRED':
      return { ...same, status: topUp.cancel_requested ? 'CANCELLED' : 'EXPIRED' };
    default:
      return { ...same, status: 'PROCESSING' };
  }
}

/** Another payment than the one that is known, for the same top-up. */
const isForeign = (topUp: TopUpRow, payment: ProviderPayment): boolean =>
  topUp.reference !== null && topUp.reference !== payment.reference;

function decidePaid(
  topUp: TopUpRow,
  paid: { amount: number; currency: string },
  currency: string,
): Decision {
  const { status } = topUp;
  if (!isOpen(topUp)) {
    const attention = `paid ${textOf(paid)} after it was ${status.toLowerCase()}`;
    return { status, attention, credit: false, paid };
  }
  if (paid.currency === currency && paid.amount === topUp.amount) {
    return { status: 'CREDITED', attention: null, credit: true, paid };
  }
  const attention = `paid ${textOf(paid)} instead of ${textOf({ amount: topUp.amount, currency })}`;
  return { status: 'PROCESSING', attention, credit: false, paid };
}

/** An amount in minor units, for operators. */
export const textOf = ({ amount, currency }: { amount: number; currency: string }): string =>
  `${amount} ${currency}`;
