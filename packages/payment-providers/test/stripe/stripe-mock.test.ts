import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStripeProvider } from '../../src/stripe/stripe-provider.ts';
import { findStripeMock } from '../../testing/stripe-mock/build.ts';
import { type StripeMock, startStripeMock } from '../../testing/stripe-mock/start.ts';
import { patience, topUpRequest } from '../../testing/stripe-provider.ts';

let mock: StripeMock | null = null;
let absence = '';

beforeAll(async () => {
  const found = await findStripeMock();
  if ('path' in found) mock = await startStripeMock(found.path);
  else absence = found.absence;
}, 480_000);
afterAll(() => mock?.stop());

/*
 * stripe-mock refuses what Stripe's description of its API does not have. It keeps nothing: it answers with
 * examples, so that only the shape of requests is tested here. One test, since it is skipped as one.
 */
test('the requests have the shape that Stripe describes, by its own stripe-mock', async (context) => {
  if (!mock) {
    process.stderr.write(`skipped: ${context.task.name} needs stripe-mock: ${absence}\n`);
    return context.skip(`needs stripe-mock: ${absence}`);
  }
  const { url } = mock;
  const secretKey = 'sk_test_123';
  const provider = createStripeProvider({ secretKey, webhookSecret: 'whsec_1', apiBase: url });

  const begun = await provider.begin(topUpRequest(), patience());
  expect(begun).toMatchObject({ status: 'OPEN', reference: expect.stringMatching(/^cs_test_/) });
  const found = await provider.find(begun.reference, patience());
  expect(found).toMatchObject({
    reference: begun.reference,
    paymentReference: expect.stringMatching(/^pi_/),
  });
  expect(await provider.findByPayment(`${found.paymentReference}`, patience())).toBeNull();
  await provider.expire(begun.reference, patience());
  const refund = {
    paymentReference: `${found.paymentReference}`,
    amount: 100,
    currency: 'KRW',
    key: 'refund',
  };
  await provider.refund(refund, patience());

  // It would have refused what it does not know.
  const wrong = await fetch(`${url}/v1/refunds`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretKey}` },
    body: new URLSearchParams({ payment_intent: 'pi_1', amounts: '100' }),
  });
  expect(wrong.status).toBe(400);
});
