import { randomUUID } from 'node:crypto';
import type { PaymentProvider, ProviderMessage } from '@frontrow/domain/kernel/payment-provider';
import { describe, expect, test } from 'vitest';
import { createStripeProvider } from '../../src/stripe/stripe-provider.ts';
import { patience, stripeForTest, topUpRequest } from '../../testing/stripe-provider.ts';
import { type StripeMessage, signatureOf } from '../../testing/stripe-stand-in/messages.ts';
import type { StripeStandIn } from '../../testing/stripe-stand-in.ts';

const SECRET = 'whsec_messages';
const provider = createStripeProvider({ secretKey: 'sk_test_none', webhookSecret: SECRET });

/** What the adapter reads from a message with this object in it. */
function read(type: string, object: unknown): ProviderMessage | null {
  const body = JSON.stringify({ id: 'evt_1', type, data: { object } });
  return provider.readMessage(Buffer.from(body), { 'stripe-signature': signatureOf(body, SECRET) });
}

const receive = (
  { webhookSecret }: StripeStandIn,
  receiver: PaymentProvider,
  { body }: StripeMessage,
) =>
  receiver.readMessage(Buffer.from(body), {
    'stripe-signature': signatureOf(body, webhookSecret),
  });

const topUpId = randomUUID();
const SESSION = {
  id: 'cs_1',
  object: 'checkout.session',
  client_reference_id: topUpId,
  amount_total: 500,
  currency: 'isk',
  payment_intent: 'pi_1',
  status: 'complete',
  payment_status: 'unpaid',
  url: null,
};

describe('messages about a payment', () => {
  test.each([
    ['checkout.session.completed', { payment_status: 'paid' }, 'PAID'],
    ['checkout.session.completed', {}, 'PROCESSING'],
    ['checkout.session.async_payment_succeeded', { payment_status: 'paid' }, 'PAID'],
    ['checkout.session.async_payment_failed', {}, 'DECLINED'],
    ['checkout.session.expired', { status: 'expired', payment_intent: null }, 'EXPIRED'],
    // Fields that another version of the API may lack.
    [
      'checkout.session.async_payment_succeeded',
      { payment_status: undefined, status: undefined },
      'PAID',
    ],
    [
      'checkout.session.async_payment_failed',
      { payment_status: undefined, status: undefined },
      'DECLINED',
    ],
    ['checkout.session.expired', { payment_status: undefined, status: undefined }, 'EXPIRED'],
  ])('%s with %j', (type, fields, status) => {
    expect(read(type, { ...SESSION, ...fields })).toEqual({
      id: 'evt_1',
      type,
      kind: 'payment',
      topUpId,
      payment: {
        reference: 'cs_1',
        paymentReference: 'payment_intent' in fields ? null : 'pi_1',
        status,
        redirectUrl: null,
        paid: status === 'PAID' ? { amount: 5, currency: 'ISK' } : null,
      },
    });
  });

  test.each([null, undefined, '', 'order-7', 7, `${topUpId}0`])(
    'with the reference %j name no top-up',
    (reference) => {
      const message = read('checkout.session.completed', {
        ...SESSION,
        client_reference_id: reference,
      });
      expect(message).toMatchObject({ kind: 'payment', topUpId: null });
    },
  );

  test.each([
    ['without a session', null],
    ['with a session that has no id', { ...SESSION, id: null }],
    ['with a session in a state that is not known', { ...SESSION, status: 'paused' }],
    [
      'with a payment of an unknown amount',
      { ...SESSION, payment_status: 'paid', amount_total: null },
    ],
  ])('%s are kept and not used', (_name, object) => {
    expect(read('checkout.session.completed', object)).toEqual({
      id: 'evt_1',
      type: 'checkout.session.completed',
      kind: 'other',
    });
  });
});

describe('messages about money that goes back', () => {
  const charge = {
    object: 'charge',
    payment_intent: 'pi_1',
    amount: 5000,
    amount_refunded: 1200,
    currency: 'krw',
  };
  const dispute = {
    ...{ id: 'dp_1', object: 'dispute', payment_intent: 'pi_1' },
    ...{ amount: 5000, currency: 'krw' },
  };
  const disputed = { dispute: 'dp_1', disputed: { amount: 5000, currency: 'KRW' } };

  test.each([
    ['charge.refunded', charge, { kind: 'refund', refunded: { amount: 1200, currency: 'KRW' } }],
    ['charge.dispute.created', dispute, { kind: 'dispute-opened', ...disputed }],
    [
      'charge.dispute.closed',
      { ...dispute, status: 'lost' },
      { kind: 'dispute-closed', ...disputed, lost: true },
    ],
    [
      'charge.dispute.closed',
      { ...dispute, status: 'won' },
      { kind: 'dispute-closed', ...disputed, lost: false },
    ],
    [
      'charge.dispute.closed',
      { ...dispute, status: 'warning_closed' },
      { kind: 'dispute-closed', ...disputed, lost: false },
    ],
    ['charge.dispute.closed', dispute, { kind: 'dispute-closed', ...disputed, lost: false }],
  ])('%s', (type, object, expected) => {
    const content = { id: 'evt_1', type, paymentReference: 'pi_1', ...expected };
    expect(read(type, object)).toEqual(content);
    expect(read(type, { ...object, payment_intent: { id: 'pi_1' } })).toEqual(content);
  });

  test.each([
    ['charge.refunded', { ...charge, payment_intent: null }],
    ['charge.refunded', { ...charge, amount_refunded: undefined }],
    ['charge.dispute.created', { ...dispute, currency: undefined }],
    ['charge.dispute.closed', { ...dispute, payment_intent: undefined }],
    ['charge.refund.updated', charge],
    ['payment_intent.succeeded', { object: 'payment_intent', id: 'pi_1' }],
    ['checkout.session.paused', SESSION],
  ])('%s with %j is kept and not used', (type, object) => {
    expect(read(type, object)).toEqual({ id: 'evt_1', type, kind: 'other' });
  });
});

test('the messages of one payment, from the customer to a lost dispute', async () => {
  const { stripe, provider: receiver } = await stripeForTest();
  const request = topUpRequest();
  const { reference } = await receiver.begin(request, patience());
  const completed = receive(stripe, receiver, await stripe.customer.payLater(reference));
  expect(completed).toMatchObject({
    kind: 'payment',
    topUpId: request.topUpId,
    payment: { status: 'PROCESSING' },
  });
  const paid = receive(stripe, receiver, await stripe.customer.laterPaymentSucceeds(reference));
  expect(paid).toMatchObject({
    kind: 'payment',
    payment: { status: 'PAID', paid: { amount: 5000 } },
  });

  const intent = `${paid?.kind === 'payment' && paid.payment.paymentReference}`;
  const refunds = [
    await stripe.dashboard.refund(intent, 1000),
    await stripe.dashboard.refund(intent, 500),
  ];
  expect(refunds.map((message) => receive(stripe, receiver, message))).toMatchObject([
    { kind: 'refund', paymentReference: intent, refunded: { amount: 1000, currency: 'KRW' } },
    { kind: 'refund', paymentReference: intent, refunded: { amount: 1500, currency: 'KRW' } },
  ]);
  const opened = receive(stripe, receiver, await stripe.dashboard.dispute(intent));
  expect(opened).toMatchObject({ kind: 'dispute-opened', disputed: { amount: 5000 } });
  const closed = receive(stripe, receiver, await stripe.dashboard.closeDispute(intent, 'lost'));
  expect(closed).toMatchObject({ kind: 'dispute-closed', lost: true });
});
