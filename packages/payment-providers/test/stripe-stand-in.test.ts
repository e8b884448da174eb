import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { patience, stripeForTest, topUpRequest } from '../testing/stripe-provider.ts';

/** A server that takes messages, reads them with the adapter, and answers 400 for those that it refuses. */
async function receiverForTest() {
  const { stripe, provider } = await stripeForTest();
  const types: string[] = [];
  const answers: number[] = [];
  const answer = async (request: IncomingMessage) => {
    const message = provider.readMessage(Buffer.from(await text(request)), request.headers);
    if (!message) return 400;
    types.push(message.type);
    return answers.shift() ?? 200;
  };
  const server = createServer(async (request, response) => {
    response.writeHead(await answer(request)).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close().closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/stripe`;
  const begin = async () => (await provider.begin(topUpRequest(), patience())).reference;
  return { stripe, provider, url, types, answers, begin };
}

const COMPLETED = 'checkout.session.completed';
const EXPIRED = 'checkout.session.expired';

describe('messages of the stand-in', () => {
  test('are delivered at once, one after the other, where deliverTo says', async () => {
    const { stripe, provider, url, types, begin } = await receiverForTest();
    stripe.deliverTo(url);
    const paid = await stripe.customer.pay(await begin());
    expect(types).toEqual([COMPLETED]);
    expect(paid.deliveries).toEqual([200]);
    await provider.expire(await begin(), patience());
    await stripe.settled();
    expect(types).toEqual([COMPLETED, EXPIRED]);
  });

  test('are kept otherwise, and delivered late, repeatedly and in any order by the test', async () => {
    const { stripe, url, types, answers, begin } = await receiverForTest();
    const first = await stripe.customer.pay(await begin());
    const second = await stripe.customer.abandon(await begin());
    expect(types).toEqual([]);
    answers.push(200, 503);
    expect(await stripe.deliver(second, url)).toBe(200);
    expect(await stripe.deliver(first, url)).toBe(503);
    expect(await stripe.deliver(first, url)).toBe(200);
    expect(types).toEqual([EXPIRED, COMPLETED, COMPLETED]);
    expect(first.deliveries).toEqual([503, 200]);
    expect(stripe.messages).toEqual([first, second]);
  });

  test('can be wrongly signed, too old or changed', async () => {
    const { stripe, url, types, begin } = await receiverForTest();
    const message = await stripe.customer.pay(await begin());
    const old = Math.floor(Date.now() / 1000) - 301;
    expect(await stripe.deliver(message, url, { secret: 'whsec_other' })).toBe(400);
    expect(await stripe.deliver(message, url, { signedAt: old })).toBe(400);
    expect(await stripe.deliver(message, url, { body: `${message.body} ` })).toBe(400);
    expect(await stripe.deliver(message, 'http://127.0.0.1:1/')).toBe(0);
    expect(types).toEqual([]);
  });
});

describe('the stand-in as an API', () => {
  test('answers none without its key, and nothing but the five requests', async () => {
    const { stripe } = await stripeForTest();
    const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
    const statusOf = async (path: string, init: RequestInit) =>
      (await fetch(`${stripe.url}${path}`, init)).status;
    expect(await statusOf('/v1/checkout/sessions', bearer('sk_test_other'))).toBe(401);
    expect(await statusOf('/v1/checkout/sessions', bearer(stripe.secretKey))).toBe(200);
    expect(await statusOf('/v1/refunds', bearer(stripe.secretKey))).toBe(404);
    expect(await statusOf('/v1/payment_intents/pi_1', bearer(stripe.secretKey))).toBe(404);
  });

  test.each([
    ['less than 30 minutes', 29],
    ['more than 24 hours', 24 * 60 + 1],
  ])('refuses a session that is open for %s', async (_name, minutes) => {
    const { provider } = await stripeForTest();
    const openUntil = new Date(Date.now() + minutes * 60_000);
    const begun = provider.begin(topUpRequest({ openUntil }), patience());
    await expect(begun).rejects.toThrow('parameter expires_at');
  });

  test('has a page where a customer pays and is sent back', async () => {
    const { stripe, provider } = await stripeForTest();
    const request = topUpRequest();
    const { redirectUrl, reference } = await provider.begin(request, patience());
    const page = await fetch(`${redirectUrl}`);
    expect(await page.text()).toContain('<h1>5000 KRW</h1>');
    const act = async (what: string) => {
      const answer = await fetch(`${redirectUrl}`, {
        method: 'POST',
        body: new URLSearchParams({ act: what }),
        redirect: 'manual',
      });
      return answer.headers.get('location');
    };
    expect(await act('back')).toBe(request.returnUrl);
    expect(await provider.find(reference, patience())).toMatchObject({ status: 'OPEN' });
    expect(await act('pay')).toBe(request.returnUrl);
    expect(await provider.find(reference, patience())).toMatchObject({ status: 'PAID' });
    expect(stripe.messages).toMatchObject([{ type: COMPLETED }]);
  });
});
