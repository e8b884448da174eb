import { ProviderRefusal } from '@frontrow/domain/kernel/payment-provider';
import { describe, expect, test } from 'vitest';
import { createStripeProvider } from '../../src/stripe/stripe-provider.ts';
import { patience, stripeForTest, topUpRequest } from '../../testing/stripe-provider.ts';

describe('beginning a payment', () => {
  test('makes a session for the top-up, with its id as key and reference', async () => {
    const { stripe, provider } = await stripeForTest({ productName: 'Wallet of the Hall' });
    const request = topUpRequest();
    const payment = await provider.begin(request, patience());
    const session = stripe.sessionOf(request.topUpId);
    expect(payment).toEqual({
      reference: session.id,
      paymentReference: null,
      status: 'OPEN',
      redirectUrl: `${stripe.url}/pay/${session.id}`,
      paid: null,
    });
    expect(stripe.requests).toMatchObject([
      {
        method: 'POST',
        path: '/v1/checkout/sessions',
        idempotencyKey: request.topUpId,
        form: {
          mode: 'payment',
          client_reference_id: request.topUpId,
          line_items: {
            0: {
              quantity: '1',
              price_data: {
                currency: 'krw',
                unit_amount: '5000',
                product_data: { name: 'Wallet of the Hall' },
              },
            },
          },
          success_url: request.returnUrl,
          cancel_url: request.returnUrl,
          expires_at: `${Math.floor(request.openUntil.getTime() / 1000)}`,
          metadata: { topUpId: request.topUpId },
          payment_intent_data: { metadata: { topUpId: request.topUpId } },
          adaptive_pricing: { enabled: 'false' },
        },
      },
    ]);
  });

  test('again returns the same payment, as it is now', async () => {
    const { stripe, provider } = await stripeForTest();
    const request = topUpRequest();
    const first = await provider.begin(request, patience());
    expect(await provider.begin(request, patience())).toEqual(first);
    await stripe.customer.pay(first.reference);
    expect(await provider.begin(request, patience())).toMatchObject({
      reference: first.reference,
      status: 'PAID',
      paid: { amount: 5000, currency: 'KRW' },
    });
    expect(stripe.sessions).toHaveLength(1);
  });

  test('leaves it open for as long as the provider asks, by its least', async () => {
    const { provider } = await stripeForTest();
    const openUntil = new Date(Date.now() + provider.leastOpenSeconds * 1000);
    expect(await provider.begin(topUpRequest({ openUntil }), patience())).toMatchObject({
      status: 'OPEN',
    });
  });

  test.each([
    ['an amount that Stripe cannot take', { amount: 5124, currency: 'KWD' }],
    ['no address to return to', { returnUrl: null }],
  ])('is refused without a request for %s', async (_name, fields) => {
    const { stripe, provider } = await stripeForTest();
    const begun = provider.begin(topUpRequest(fields), patience());
    await expect(begun).rejects.toThrow(ProviderRefusal);
    expect(stripe.requests).toEqual([]);
  });

  test('works behind a path, with a slash at its end', async () => {
    const { stripe } = await stripeForTest();
    const { secretKey, webhookSecret, url } = stripe;
    const provider = createStripeProvider({ secretKey, webhookSecret, apiBase: `${url}/stripe/` });
    await expect(provider.begin(topUpRequest(), patience())).rejects.toThrow('HTTP 404');
    expect(stripe.requests).toMatchObject([{ path: '/stripe/v1/checkout/sessions' }]);
  });
});

describe('finding a payment', () => {
  test('that is paid later, and one that fails later', async () => {
    const { stripe, provider } = await stripeForTest();
    const [succeeds, fails] = await Promise.all(
      [topUpRequest(), topUpRequest({ currency: 'ISK', amount: 50 })].map((request) =>
        provider.begin(request, patience()),
      ),
    );
    const find = async (payment = succeeds) => provider.find(`${payment?.reference}`, patience());
    await stripe.customer.payLater(`${succeeds?.reference}`);
    await stripe.customer.payLater(`${fails?.reference}`);
    expect(await find()).toMatchObject({ status: 'PROCESSING', redirectUrl: null, paid: null });

    await stripe.customer.laterPaymentSucceeds(`${succeeds?.reference}`);
    await stripe.customer.laterPaymentFails(`${fails?.reference}`);
    expect(await find()).toMatchObject({
      status: 'PAID',
      paymentReference: expect.stringMatching(/^pi_/),
      paid: { amount: 5000, currency: 'KRW' },
    });
    expect(await find(fails)).toMatchObject({ status: 'DECLINED', paid: null });
  });

  test('tells what was really paid', async () => {
    const { stripe, provider } = await stripeForTest();
    const { reference } = await provider.begin(topUpRequest(), patience());
    await stripe.customer.pay(reference, { amount: 700, currency: 'isk' });
    expect(await provider.find(reference, patience())).toMatchObject({
      paid: { amount: 7, currency: 'ISK' },
    });
  });

  test('by the id that messages about refunds carry', async () => {
    const { stripe, provider } = await stripeForTest();
    const request = topUpRequest();
    const { reference } = await provider.begin(request, patience());
    await stripe.customer.pay(reference);
    const payment = await provider.find(reference, patience());
    expect(await provider.findByPayment(`${payment.paymentReference}`, patience())).toEqual({
      topUpId: request.topUpId,
      payment,
    });
    expect(await provider.findByPayment('pi_of_another_shop', patience())).toBeNull();
  });

  test('of a session that somebody else made with the same account of Stripe finds none', async () => {
    const { stripe, provider } = await stripeForTest();
    const { reference } = await provider.begin(topUpRequest({ topUpId: 'order-7' }), patience());
    await stripe.customer.pay(reference);
    const { paymentReference } = await provider.find(reference, patience());
    expect(await provider.findByPayment(`${paymentReference}`, patience())).toBeNull();
  });
});

describe('expiring a payment', () => {
  test('ends an open one, also again', async () => {
    const { stripe, provider } = await stripeForTest();
    const { reference } = await provider.begin(topUpRequest(), patience());
    const expired = { reference, status: 'EXPIRED', redirectUrl: null, paid: null };
    expect(await provider.expire(reference, patience())).toMatchObject(expired);
    expect(await provider.expire(reference, patience())).toMatchObject(expired);
    await expect(stripe.customer.pay(reference)).rejects.toThrow('status of expired');
  });

  test.each([
    ['paid', 'pay', 'PAID'],
    ['finished', 'payLater', 'PROCESSING'],
    ['left to expire', 'abandon', 'EXPIRED'],
  ] as const)('returns what one is that the customer has %s', async (_name, act, status) => {
    const { stripe, provider } = await stripeForTest();
    const { reference } = await provider.begin(topUpRequest(), patience());
    await stripe.customer[act](reference);
    expect(await provider.expire(reference, patience())).toMatchObject({ reference, status });
  });

  test('is refused if Stripe refuses it and the payment stays open', async () => {
    const { stripe, provider } = await stripeForTest();
    const { reference } = await provider.begin(topUpRequest(), patience());
    stripe.disturb({ kind: 'answer', status: 429, code: 'rate_limit' }, { on: 'expire' });
    await expect(provider.expire(reference, patience())).rejects.toMatchObject({
      reason: 'rejected',
    });
    expect(await provider.find(reference, patience())).toMatchObject({ status: 'OPEN' });
  });

  test('happens by itself at the time that was asked for', async () => {
    let now = Date.now();
    const { provider } = await stripeForTest({ now: () => new Date(now) });
    const { reference } = await provider.begin(topUpRequest(), patience());
    now += 40 * 60_000;
    expect(await provider.find(reference, patience())).toMatchObject({ status: 'EXPIRED' });
  });
});

describe('refunding a payment', () => {
  async function paidPayment(fields = {}) {
    const { stripe, provider } = await stripeForTest();
    const { reference } = await provider.begin(topUpRequest(fields), patience());
    await stripe.customer.pay(reference);
    const { paymentReference } = await provider.find(reference, patience());
    const refund = (amount: number, key: string, currency = 'KRW') =>
      provider.refund(
        { paymentReference: `${paymentReference}`, amount, currency, key },
        patience(),
      );
    const refunded = () => stripe.refunded(`${paymentReference}`);
    return { stripe, refund, refunded };
  }

  test('returns a part once for one key', async () => {
    const { stripe, refund, refunded } = await paidPayment();
    await refund(2000, 'first');
    await refund(2000, 'first');
    expect(refunded()).toBe(2000);
    await refund(3000, 'second');
    expect(refunded()).toBe(5000);
    expect(stripe.requests.filter(({ operation }) => operation === 'refund')).toMatchObject([
      { idempotencyKey: 'first', form: { amount: '2000' } },
      { idempotencyKey: 'first', form: { amount: '2000' } },
      { idempotencyKey: 'second', form: { amount: '3000' } },
    ]);
  });

  test('of all that was refunded before is refused by that name', async () => {
    const { refund } = await paidPayment();
    await refund(5000, 'first');
    await expect(refund(5000, 'second')).rejects.toMatchObject({ reason: 'already-refunded' });
  });

  test('of more than there is left is refused', async () => {
    const { refund, refunded } = await paidPayment();
    await refund(4000, 'first');
    await expect(refund(2000, 'second')).rejects.toMatchObject({ reason: 'rejected' });
    expect(refunded()).toBe(4000);
  });

  test('is in the units of Stripe', async () => {
    const { refund, refunded } = await paidPayment({ amount: 50, currency: 'ISK' });
    await refund(20, 'first', 'ISK');
    expect(refunded()).toBe(2000);
  });
});
