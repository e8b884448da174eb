import {
  type PaymentProvider,
  type ProviderPayment,
  ProviderRefusal,
} from '@frontrow/domain/kernel/payment-provider';
import { isUuid } from '@frontrow/domain/kernel/uuid';

/** The only amount that the sandbox declines, so that a declined card can be tried. */
export const SANDBOX_DECLINED_AMOUNT = 4_020_402;

/**
 * A provider for development that moves no money: it pays at once, without the customer. Its references contain
 * the payment, so that any process finds it without storage.
 */
export const sandboxProvider: PaymentProvider = {
  name: 'sandbox',
  leastOpenSeconds: 0,
  async begin({ topUpId, amount, currency }) {
    return paymentOf(`sandbox_${topUpId}_${amount}_${currency}`);
  },
  async find(reference) {
    return paymentOf(reference);
  },
  async findByPayment(paymentReference) {
    const content = read(paymentReference);
    return content && { topUpId: content.topUpId, payment: paymentOf(paymentReference) };
  },
  async expire(reference) {
    return paymentOf(reference);
  },
  async refund({ paymentReference }) {
    paymentOf(paymentReference);
  },
  readMessage: () => null,
};

function paymentOf(reference: string): ProviderPayment {
  const content = read(reference);
  if (!content) throw new ProviderRefusal('rejected', 'The sandbox has no such payment');
  const { amount, currency } = content;
  const declined = amount === SANDBOX_DECLINED_AMOUNT;
  return {
    reference,
    paymentReference: declined ? null : reference,
    status: declined ? 'DECLINED' : 'PAID',
    redirectUrl: null,
    paid: declined ? null : { amount, currency },
  };
}

function read(reference: string): { topUpId: string; amount: number; currency: string } | null {
  const [, topUpId = '', amount, currency = ''] =
    /^sandbox_([^_]+)_(\d+)_([A-Z]{3})$/.exec(reference) ?? [];
  return isUuid(topUpId) ? { topUpId, amount: Number(amount), currency } : null;
}
