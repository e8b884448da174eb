import { BUDGETS } from '@frontrow/api/access/rate-limit';
import {
  type StripeStandIn,
  startStripeStandIn,
} from '@frontrow/payment-providers/testing/stripe-stand-in';
import { signatureOf } from '@frontrow/payment-providers/testing/stripe-stand-in/messages';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../../testing/http/api.ts';
import { stripeEnv } from '../../testing/top-ups/shop.ts';

/** Few, since a budget is for ten seconds, in which a slow machine answers little. */
const ADDRESS = 5;

let stripe: StripeStandIn;
let api: Api;
let url: string;
beforeAll(async () => {
  stripe = await startStripeStandIn();
  const env = { ...stripeEnv(stripe), RATE_LIMIT: 'on', TRUST_PROXY: 'on' };
  const limits = {
    budgets: { ...BUDGETS, address: ADDRESS },
    inFlight: { user: 200, service: 200, address: ADDRESS },
  };
  api = await startApi(env, undefined, limits);
  url = `${api.url}/webhooks/stripe`;
});
afterAll(async () => {
  await api.close();
  await stripe.close();
});

let messages = 0;
async function send(address: string, secret = stripe.webhookSecret): Promise<Response> {
  const body = JSON.stringify({ id: `evt_${++messages}`, type: 'customer.created' });
  const headers = {
    'stripe-signature': signatureOf(body, secret),
    'x-forwarded-for': address,
  };
  const answer = await fetch(url, { method: 'POST', body, headers });
  await answer.arrayBuffer();
  return answer;
}
const statusesOf = async (answers: Promise<Response>[]) =>
  (await Promise.all(answers)).map(({ status }) => status);
const times = (count: number, send: () => Promise<Response>) => Array.from({ length: count }, send);

test('badly signed messages are counted for their address; correctly signed ones from there never are', async () => {
  const address = '192.0.2.1';
  const wrong = () => send(address, 'whsec_wrong');
  const answers = await Promise.all(times(20, wrong));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400, 429]));
  const refused = answers.filter(({ status }) => status === 429);
  for (const { headers } of refused) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  // Both at the same time, many more than a budget or the requests that an address may have in flight.
  const mixed = [times(40, wrong), times(40, () => send(address))];
  const [bad = [], good = []] = await Promise.all(mixed.map(statusesOf));
  expect(new Set(good)).toEqual(new Set([200]));
  expect(bad).not.toContain(200);
  // It is the budget of the address, for whatever it asks.
  const other = async () => {
    await Promise.all(times(ADDRESS + 1, wrong));
    const headers = { 'x-forwarded-for': address };
    return (await fetch(`${api.url}/trpc/concert.list`, { headers })).status;
  };
  await expect.poll(other, { timeout: 60_000 }).toBe(429);
});

test('correctly signed messages use up no budget', async () => {
  const address = '192.0.2.2';
  expect(new Set(await statusesOf(times(30, () => send(address))))).toEqual(new Set([200]));
  const other = await fetch(`${api.url}/trpc/concert.list`, {
    headers: { 'x-forwarded-for': address },
  });
  expect(other.status).toBe(200);
});

test('other methods, and a wrong path, are counted as everything else is', async () => {
  const headers = { 'x-forwarded-for': '192.0.2.3' };
  const gets = times(ADDRESS * 4, () => fetch(url, { headers }));
  expect(new Set(await statusesOf(gets))).toEqual(new Set([405, 429]));
});

test('bodies that are never finished keep no message out', async () => {
  const leave = new AbortController();
  const endless = () =>
    new ReadableStream<Uint8Array>({
      start: (body) => body.enqueue(new Uint8Array(60_000)),
    });
  const init = { method: 'POST', duplex: 'half', signal: leave.signal };
  const slow = times(200, () => fetch(url, { ...init, body: endless() } as RequestInit));
  const ended = Promise.allSettled(slow);
  expect((await send('192.0.2.4')).status).toBe(200);
  leave.abort();
  await ended;
});
