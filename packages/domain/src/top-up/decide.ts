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
 * @param payment the one that the top-up is known by, and not another one for the same top-up
 * @param currency of the deployment
 */
export function decide(topUp: TopUpRow, payment: ProviderPayment, currency: string): Decision {
  const { status, attention } = topUp;
  const paid = payment.status === 'PAID' ? payment.paid : null;
  if (paid && topUp.paid_amount === null) return decidePaid(topUp, paid, currency);
  const same = { status, attention, credit: false, paid: null };
  // Once it is paid, nothing but a person or the money that goes back changes it.
  if (!isOpen(topUp) || topUp.paid_amount !== null) return same;
  const known = { ...same, attention: null };
  switch (payment.status) {
    case 'OPEN':
      return { ...known, status: 'REQUIRES_ACTION' };
    case 'DECLINED':
      return { ...known, status: 'DECLINED' };
    case 'EXPIRED':
      return { ...known, status: topUp.cancel_requested ? 'CANCELLED' : 'EXPIRED' };
    default:
      return { ...known, status: 'PROCESSING' };
  }
}

/** Another payment than the one that the top-up is known by. */
export const isSecondPayment = (topUp: TopUpRow, payment: ProviderPayment): boolean =>
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

/** Adds a reason for attention to those that are there. */
export function withReason(attention: string | null, reason: string): string {
  const reasons = reasonsOf(attention);
  const text = reason.replaceAll(';', ',').slice(0, 500);
  return (reasons.includes(text) ? reasons : [...reasons, text]).join('; ');
}

/** Takes away the reasons that begin with this text. */
export function withoutReason(attention: string | null, start: string): string | null {
  const left = reasonsOf(attention).filter((reason) => !reason.startsWith(start));
  return left.length === 0 ? null : left.join('; ');
}

const reasonsOf = (attention: string | null): string[] => attention?.split('; ') ?? [];
