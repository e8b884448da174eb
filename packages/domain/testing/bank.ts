import {
  type PaymentProvider,
  type ProviderMessage,
  type ProviderPayment,
  ProviderRefusal,
} from '../src/kernel/payment-provider.ts';

interface BankPayment {
  topUpId: string;
  amount: number;
  payment: ProviderPayment;
  /** By the key of the request. */
  refunded: Map<string, number>;
  /** What was lost in disputes. */
  lost: number;
}

/** A payment as the bank's own books have it. */
export interface BankRecord {
  payment: ProviderPayment;
  refunded: ReadonlyMap<string, number>;
  lost: number;
}

/** How the keys of refunds begin that somebody made at the bank itself. */
export const AT_THE_BANK = 'at the bank';

/**
 * A payment provider in this process, with a memory of its own. A test acts as the customer (`pay`, `decline`),
 * and says how calls go wrong.
 */
export class Bank implements PaymentProvider {
  readonly name: string;
  readonly leastOpenSeconds = 0;
  /** True: pays at once, without the customer. */
  paysAtOnce = false;
  /** Fails before a call of this name does anything, this often. */
  readonly failBefore = new Map<string, number>();
  /** Does what a call of this name asks for, and then fails, this often. */
  readonly failAfter = new Map<string, number>();
  /** Refuses the calls of these names. */
  readonly refuses = new Map<string, ProviderRefusal['reason']>();
  /** Calls wait for this. */
  gate: Promise<void> = Promise.resolve();
  /** Calls about these top-ups are never answered. */
  readonly hanging = new Set<string>();
  /** True: a payment has its payment reference from the start, as with older versions of Stripe's API. */
  namesPaymentsEarly = false;
  /** The names of all calls, in order. */
  readonly calls: string[] = [];
  readonly #payments = new Map<string, BankPayment>();
  #messages = 0;

  constructor(name = 'bank') {
    this.name = name;
  }

  begin: PaymentProvider['begin'] = ({ topUpId, amount, currency }) =>
    this.#answer('begin', `cs_${topUpId}`, () => {
      const reference = `cs_${topUpId}`;
      const known = this.#payments.get(reference);
      if (known) return known.payment;
      const payment: ProviderPayment = {
        reference,
        paymentReference: this.namesPaymentsEarly ? `pi_${topUpId}` : null,
        status: 'OPEN',
        redirectUrl: `https://bank.example/${reference}`,
        paid: null,
      };
      this.#payments.set(reference, { topUpId, amount, payment, refunded: new Map(), lost: 0 });
      return this.paysAtOnce ? this.pay(topUpId, { amount, currency }) : payment;
    });

  find: PaymentProvider['find'] = (reference) =>
    this.#answer('find', reference, () => this.#get(reference).payment);

  findByPayment: PaymentProvider['findByPayment'] = (paymentReference) =>
    this.#answer('findByPayment', '', () => {
      for (const { topUpId, payment } of this.#payments.values()) {
        if (payment.paymentReference === paymentReference) return { topUpId, payment };
      }
      return null;
    });

  expire: PaymentProvider['expire'] = (reference) =>
    this.#answer('expire', reference, () => {
      const { topUpId, payment } = this.#get(reference);
      return payment.status === 'OPEN' ? this.#set(topUpId, { status: 'EXPIRED' }) : payment;
    });

  refund: PaymentProvider['refund'] = ({ paymentReference, amount, key }) =>
    this.#answer('refund', '', () => {
      const [found] = [...this.#payments.values()].filter(
        ({ payment }) => payment.paymentReference === paymentReference,
      );
      if (!found) throw new ProviderRefusal('rejected', 'there is no such payment');
      if (found.refunded.has(key)) return;
      const left = leftOf(found);
      if (left === 0) throw new ProviderRefusal('already-refunded', 'all of it is refunded');
      if (amount > left) throw new ProviderRefusal('rejected', 'that is more than is left');
      found.refunded.set(key, amount);
    });

  readMessage = (): null => null;

  /** As the customer: pays what was asked for, or another amount. */
  pay(topUpId: string, paid?: { amount?: number; currency?: string }): ProviderPayment {
    const { amount } = this.#get(`cs_${topUpId}`);
    return this.#set(topUpId, {
      status: 'PAID',
      paymentReference: `pi_${topUpId}`,
      paid: { amount, currency: 'KRW', ...paid },
    });
  }

  /** As the customer: the card or the bank refuses. */
  decline = (topUpId: string): ProviderPayment => this.#set(topUpId, { status: 'DECLINED' });

  /** As the customer: a transfer that takes days. */
  transfer = (topUpId: string): ProviderPayment => this.#set(topUpId, { status: 'PROCESSING' });

  /** As the customer: pays a second time, by another payment for the same top-up. */
  payAgain(topUpId: string): ProviderMessage {
    const { amount, payment } = this.#get(`cs_${topUpId}`);
    const second: ProviderPayment = {
      ...payment,
      ...{ reference: `cs_${topUpId}_2`, paymentReference: `pi_${topUpId}_2` },
      ...{ status: 'PAID', redirectUrl: null, paid: { amount, currency: 'KRW' } },
    };
    const rest = { topUpId, amount, refunded: new Map(), lost: 0 };
    this.#payments.set(second.reference, { ...rest, payment: second });
    return { ...this.#head('payment'), kind: 'payment', topUpId, payment: second };
  }

  /** As somebody who refunds at the bank itself. Returns the message about it. */
  refundAtBank(topUpId: string, amount: number): ProviderMessage {
    const { refunded } = this.#get(`cs_${topUpId}`);
    refunded.set(`${AT_THE_BANK} ${refunded.size}`, amount);
    return this.refundMessageOf(topUpId);
  }

  /** As a customer who disputes a payment, and gets the money. Returns the message about it. */
  loseDispute(topUpId: string, amount: number): ProviderMessage {
    const found = this.#get(`cs_${topUpId}`);
    found.lost += amount;
    const dispute = `dp_${topUpId}_up_to_${found.lost}`;
    return { ...this.disputeMessageOf(topUpId, amount, true), dispute } as ProviderMessage;
  }

  /** What of a payment has not gone back. */
  leftOf = (topUpId: string): number => leftOf(this.#get(`cs_${topUpId}`));

  get records(): BankRecord[] {
    return [...this.#payments.values()];
  }

  paymentOf = (topUpId: string): ProviderPayment => this.#get(`cs_${topUpId}`).payment;

  /** A message about the payment as it is now. */
  messageOf = (topUpId: string): ProviderMessage => ({
    ...this.#head('payment'),
    kind: 'payment',
    topUpId,
    payment: this.paymentOf(topUpId),
  });

  /** A message about all refunds of a payment so far. */
  refundMessageOf = (topUpId: string): ProviderMessage => ({
    ...this.#head('refund'),
    kind: 'refund',
    paymentReference: `pi_${topUpId}`,
    refunded: {
      amount: sumOf(this.#get(`cs_${topUpId}`).refunded),
      currency: this.#currencyOf(topUpId),
    },
  });

  disputeMessageOf = (topUpId: string, amount: number, lost?: boolean): ProviderMessage => {
    const dispute = `dp_${topUpId}_${amount}`;
    const about = {
      ...{ paymentReference: `pi_${topUpId}`, dispute },
      disputed: { amount, currency: this.#currencyOf(topUpId) },
    };
    return lost === undefined
      ? { ...this.#head('dispute'), kind: 'dispute-opened', ...about }
      : { ...this.#head('dispute'), kind: 'dispute-closed', ...about, lost };
  };

  /** What customers have paid, in minor units. */
  get taken(): number {
    return this.#sum(({ payment }) => payment.paid?.amount ?? 0);
  }

  /** What was refunded to customers, by `refund` or at the bank itself. */
  get returned(): number {
    return this.#sum(({ refunded }) => sumOf(refunded));
  }

  #sum = (of: (payment: BankPayment) => number) =>
    [...this.#payments.values()].reduce((sum, payment) => sum + of(payment), 0);

  #currencyOf = (topUpId: string): string => this.paymentOf(topUpId).paid?.currency ?? 'KRW';

  #head = (type: string) => {
    this.#messages += 1;
    return { id: `evt_${this.#messages}`, type };
  };

  #get(reference: string): BankPayment {
    const found = this.#payments.get(reference);
    if (!found) throw new ProviderRefusal('rejected', 'there is no such payment');
    return found;
  }

  #set(topUpId: string, change: Partial<ProviderPayment>): ProviderPayment {
    const found = this.#get(`cs_${topUpId}`);
    found.payment = { ...found.payment, redirectUrl: null, ...change };
    return found.payment;
  }

  async #answer<Answer>(call: string, reference: string, answer: () => Answer): Promise<Answer> {
    this.calls.push(call);
    await this.gate;
    if (this.hanging.has(reference.slice('cs_'.length))) await new Promise(() => {});
    const reason = this.refuses.get(call);
    if (reason) throw new ProviderRefusal(reason, `the bank refuses to ${call}`);
    if (takeOne(this.failBefore, call)) throw new Error('the bank does not answer');
    const result = answer();
    if (takeOne(this.failAfter, call)) throw new Error('the answer of the bank was lost');
    return result;
  }
}

const leftOf = ({ payment, refunded, lost }: BankRecord): number =>
  (payment.paid?.amount ?? 0) - sumOf(refunded) - lost;

const sumOf = (amounts: ReadonlyMap<string, number>) =>
  [...amounts.values()].reduce((a, b) => a + b, 0);

function takeOne(counts: Map<string, number>, call: string): boolean {
  const left = counts.get(call) ?? 0;
  if (left > 0) counts.set(call, left - 1);
  return left > 0;
}
