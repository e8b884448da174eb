import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { type PaymentProvider, ProviderRefusal } from '@frontrow/domain/kernel/payment-provider';
import { until } from '@frontrow/embedded/testing/until';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createStripeProvider } from '../../src/stripe/stripe-provider.ts';
import { patience, stripeForTest, topUpRequest } from '../../testing/stripe-provider.ts';
import type { Operation } from '../../testing/stripe-stand-in/endpoints.ts';

/** One call for each endpoint, for a payment that is open or, for a refund, paid. */
function callsOf(provider: PaymentProvider, reference: string, paymentReference: string) {
  const refund = { paymentReference, amount: 100, currency: 'KRW', key: 'refund' };
  return {
    begin: (signal: AbortSignal) => provider.begin(topUpRequest(), signal),
    find: (signal: AbortSignal) => provider.find(reference, signal),
    list: (signal: AbortSignal) => provider.findByPayment(paymentReference, signal),
    expire: (signal: AbortSignal) => provider.expire(reference, signal),
    refund: (signal: AbortSignal) => provider.refund(refund, signal),
  } satisfies Record<Operation, (signal: AbortSignal) => Promise<unknown>>;
}

const OPERATIONS = ['begin', 'find', 'list', 'expire', 'refund'] as const;

async function callsForTest() {
  const { stripe, provider } = await stripeForTest();
  const [open, paid] = await Promise.all(
    [topUpRequest(), topUpRequest()].map((request) => provider.begin(request, patience())),
  );
  await stripe.customer.pay(`${paid?.reference}`);
  const { paymentReference } = await provider.find(`${paid?.reference}`, patience());
  const calls = callsOf(provider, `${open?.reference}`, `${paymentReference}`);
  return { stripe, provider, calls };
}

const errorOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    (answer) => expect.unreachable(`it answered ${inspect(answer)}`),
    (error: unknown) => error,
  );

describe('an answer that says that nothing was done is a refusal', () => {
  test.each([
    [400, 'invalid_request_error', 'parameter_missing', 'rejected'],
    [400, 'invalid_request_error', 'rate_limit', 'rejected'],
    [401, 'invalid_request_error', undefined, 'rejected'],
    [402, 'card_error', 'card_declined', 'declined'],
    [403, 'invalid_request_error', undefined, 'rejected'],
    [404, 'invalid_request_error', undefined, 'rejected'],
    [429, 'invalid_request_error', 'rate_limit', 'rejected'],
    [429, 'invalid_request_error', 'lock_timeout', 'rejected'],
  ])('%d %s %s', async (...row) => {
    const [status, type, code, reason] = row;
    const { stripe, calls } = await callsForTest();
    for (const operation of OPERATIONS) {
      stripe.disturb({ kind: 'answer', status, type, code }, { on: operation });
      const error = await errorOf(calls[operation](patience()));
      expect(error).toBeInstanceOf(ProviderRefusal);
      expect(error).toMatchObject({ reason, message: expect.stringContaining(`HTTP ${status}`) });
    }
  });
});

describe('an answer that leaves open what was done is no refusal', () => {
  test.each([
    [400, 'idempotency_error', undefined],
    [408, 'invalid_request_error', undefined],
    [409, 'idempotency_error', 'idempotency_key_in_use'],
    [409, 'invalid_request_error', 'lock_timeout'],
    [424, 'invalid_request_error', undefined],
    [500, 'api_error', undefined],
    [502, 'api_error', undefined],
    [503, 'api_error', undefined],
  ])('%d %s %s', async (status, type, code) => {
    const { stripe, calls } = await callsForTest();
    for (const operation of OPERATIONS) {
      stripe.disturb({ kind: 'answer', status, type, code }, { on: operation });
      const error = await errorOf(calls[operation](patience()));
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(ProviderRefusal);
      expect(error).toMatchObject({ message: expect.stringContaining(`HTTP ${status}`) });
    }
  });

  test.each([
    ['no JSON', 200, 'text/html', '<h1>Welcome</h1>'],
    ['an error page', 404, 'text/html', '<h1>Not found</h1>'],
    ['an empty object', 200, 'application/json', '{}'],
    ['an empty object with an error status', 404, 'application/json', '{}'],
    ['something else of Stripe', 200, 'application/json', '{"object":"balance","id":"b"}'],
    ['a redirection', 302, 'text/plain', ''],
  ])('%s', async (...answer) => {
    const [, status, type, body] = answer;
    const server = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': type, location: '/elsewhere' }).end(body);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close().closeAllConnections());
    const provider = createStripeProvider({
      secretKey: 'sk_test_none',
      webhookSecret: 'whsec_none',
      apiBase: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });
    for (const call of Object.values(callsOf(provider, 'cs_1', 'pi_1'))) {
      const error = await errorOf(call(patience()));
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(ProviderRefusal);
    }
  });

  test('nobody listens', async () => {
    const { stripe, calls } = await callsForTest();
    await stripe.close();
    for (const operation of OPERATIONS) {
      const error = await errorOf(calls[operation](patience()));
      expect(error).not.toBeInstanceOf(ProviderRefusal);
      expect(error).toMatchObject({
        message: expect.stringMatching(/ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET/),
      });
    }
  });
});

describe('a call ends with its signal', () => {
  test.each(OPERATIONS)(
    '%s that is never answered, and the connection is closed',
    async (operation) => {
      const { stripe, calls } = await callsForTest();
      stripe.disturb({ kind: 'hang' }, { on: operation });
      const limit = new AbortController();
      const call = errorOf(calls[operation](limit.signal));
      const request = await until(`Stripe has the request ${operation}`, () =>
        stripe.requests.find((each) => each.operation === operation && each.outcome === 'running'),
      );
      limit.abort(new Error('10 seconds are over'));
      expect(await call).toMatchObject({ message: '10 seconds are over' });
      await until('the connection is closed', () => request.outcome === 'left');
    },
  );

  test('by its time limit, with the error of the time limit', async () => {
    const { stripe, calls } = await callsForTest();
    stripe.disturb({ kind: 'hang' });
    expect(await errorOf(calls.find(AbortSignal.timeout(50)))).toMatchObject({
      name: 'TimeoutError',
    });
  });

  test('before it has begun, if that has ended already', async () => {
    const { stripe, calls } = await callsForTest();
    const before = stripe.requests.length;
    expect(await errorOf(calls.begin(AbortSignal.abort()))).toMatchObject({ name: 'AbortError' });
    expect(stripe.requests).toHaveLength(before);
  });
});

describe('after an answer that was lost', () => {
  test('a repeat finds the payment that was begun, and makes no second one', async () => {
    const { stripe, provider } = await stripeForTest();
    const request = topUpRequest();
    stripe.disturb({ kind: 'cut', done: true }, { on: 'begin' });
    const error = await errorOf(provider.begin(request, patience()));
    expect(error).not.toBeInstanceOf(ProviderRefusal);
    // The adapter has not repeated it by itself: who calls it decides.
    expect(stripe.requests).toHaveLength(1);
    const payment = await provider.begin(request, patience());
    expect(payment.reference).toBe(stripe.sessionOf(request.topUpId).id);
    expect(stripe.sessions).toHaveLength(1);
  });

  test('a repeat of a refund returns the money once', async () => {
    const { stripe, calls } = await callsForTest();
    stripe.disturb({ kind: 'cut', done: true }, { on: 'refund' });
    expect(await errorOf(calls.refund(patience()))).not.toBeInstanceOf(ProviderRefusal);
    await calls.refund(patience());
    const [refund] = stripe.requests.filter(({ operation }) => operation === 'refund');
    expect(stripe.refunded(`${refund?.form.payment_intent}`)).toBe(100);
  });

  test('a repeat of an expiry tells that it has expired', async () => {
    const { stripe, calls } = await callsForTest();
    stripe.disturb({ kind: 'cut', done: true }, { on: 'expire' });
    expect(await errorOf(calls.expire(patience()))).not.toBeInstanceOf(ProviderRefusal);
    expect(await calls.expire(patience())).toMatchObject({ status: 'EXPIRED' });
  });

  test('a repeat while the first one still runs leaves it open, and succeeds later', async () => {
    const { stripe, provider } = await stripeForTest();
    const request = topUpRequest();
    const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
    stripe.disturb({ kind: 'delay', until: mayGoOn }, { on: 'begin' });
    const first = provider.begin(request, patience());
    await until('the first request is running', () => stripe.requests.length === 1);
    const second = await errorOf(provider.begin(request, patience()));
    expect(second).not.toBeInstanceOf(ProviderRefusal);
    expect(second).toMatchObject({ message: expect.stringContaining('idempotency_key_in_use') });
    goOn();
    const { reference } = await first;
    expect(await provider.begin(request, patience())).toMatchObject({ reference });
  });

  test('a kept fault stays open at each repeat', async () => {
    const { stripe, provider } = await stripeForTest();
    const request = topUpRequest();
    stripe.disturb({ kind: 'answer', status: 500, kept: true }, { on: 'begin' });
    for (let time = 0; time < 3; time += 1) {
      const error = await errorOf(provider.begin(request, patience()));
      expect(error).not.toBeInstanceOf(ProviderRefusal);
    }
    expect(stripe.sessions).toEqual([]);
  });

  test('a repeat with other parameters leaves open what became of the first', async () => {
    const { stripe, provider } = await stripeForTest();
    const request = topUpRequest();
    await provider.begin(request, patience());
    const error = await errorOf(provider.begin({ ...request, amount: 6000 }, patience()));
    expect(error).not.toBeInstanceOf(ProviderRefusal);
    expect(error).toMatchObject({ message: expect.stringContaining('idempotency_error') });
    expect(stripe.sessions).toHaveLength(1);
  });
});

test('a payment that Stripe says it does not have is of no top-up', async () => {
  const { stripe, calls } = await callsForTest();
  stripe.disturb({ kind: 'answer', status: 404, code: 'resource_missing' }, { on: 'list' });
  expect(await calls.list(patience())).toBeNull();
});

test('errors contain neither the key nor what was sent', async () => {
  const { stripe, calls } = await callsForTest();
  for (const status of [400, 402, 500]) {
    for (const operation of OPERATIONS) {
      stripe.disturb({ kind: 'answer', status }, { on: operation });
      const text = inspect(await errorOf(calls[operation](patience())), {
        depth: 10,
        showHidden: true,
      });
      expect(text).not.toContain(stripe.secretKey);
      expect(text).not.toContain('shop.example');
      expect(text).not.toContain('The test asked for this error');
    }
  }
});
