import {
  type StripeStandIn,
  startStripeStandIn,
} from '@frontrow/payment-providers/testing/stripe-stand-in';
import { parseSettings } from '@frontrow/settings/settings';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer } from '../../src/server.ts';
import { checkOutcomes } from '../../testing/http/declared-outcomes.ts';
import { type Live, startLive } from '../../testing/http/live.ts';
import { AUTH_SECRET } from '../../testing/http/server-process.ts';
import { stripeEnv, until } from '../../testing/top-ups/shop.ts';

let stripe: StripeStandIn;
let live: Live;
beforeAll(async () => {
  stripe = await startStripeStandIn();
  live = await startLive(stripeEnv(stripe));
});
afterAll(async () => {
  await live.close();
  await stripe.close();
});

/** The gauges of top-ups, without the 5 seconds for which their values are kept. */
const gauges = () =>
  until('counted top-ups', async () => {
    const text = await (await fetch(`${live.server.url}/metrics`)).text();
    const value = (name: string) => {
      const line = text.split('\n').find((each) => each.startsWith(`${name} `));
      return line ? Number(line.split(' ')[1]) : null;
    };
    return {
      open: value('frontrow_top_ups_open'),
      attention: value('frontrow_top_ups_attention'),
    };
  });

test('a top-up that a person has to decide is counted, and each server warns of it until it is decided', async () => {
  const client = live.client(await live.signIn('pays too little'));
  const operator = live.client(await live.signIn('operator', 'operator'));
  const topUp = await client.balance.startTopUp.mutate({ amount: 5_000 });
  const open = await client.balance.startTopUp.mutate({ amount: 1_000 });
  const session = stripe.sessionOf(topUp.id);
  const paid = await stripe.customer.pay(session.id, { amount: 4_000 });
  expect(await stripe.deliver(paid, `${live.server.url}/webhooks/stripe`)).toBe(200);
  const attention = await until('attention', async () => {
    const { attention, status } = await client.balance.topUp.query({ topUpId: topUp.id });
    return attention && [status, attention];
  });
  expect(attention).toEqual(['PROCESSING', expect.stringContaining('4000 KRW')]);
  expect(live.faults).toContainEqual({ topUpId: topUp.id, attention: attention[1] });
  await expect.poll(gauges, { timeout: 60_000 }).toEqual({ open: 2, attention: 1 });

  // A server logs it at its start, and then once a minute.
  const warnings = await warningsOfAnotherServer();
  expect(warnings).toEqual([{ topUps: 1 }]);

  const decision = { topUpId: topUp.id, reason: 'the customer agreed' };
  const resolved = await operator.admin.resolveTopUp.mutate({ ...decision, outcome: 'credit' });
  expect(resolved).toMatchObject({ status: 'CREDITED', attention: null });
  expect(await client.balance.get.query()).toMatchObject({ amount: 4_000 });
  await client.balance.cancelTopUp.mutate({ topUpId: open.id });
  await expect.poll(gauges, { timeout: 60_000 }).toEqual({ open: 0, attention: 0 });
  expect(await warningsOfAnotherServer()).toEqual([]);
});

/** The error lines in the log of another server, from its start until it was asked for all kinds of things. */
async function warningsOfAnotherServer(): Promise<object[]> {
  const { log, faults } = checkOutcomes();
  const settings = parseSettings({
    ...{ PORT: '0', DATABASE_URL: live.databaseUrl, AUTH_SECRET },
    ...stripeEnv(stripe),
  });
  const server = await startServer(settings, log);
  // More rounds of its loops than a warning takes.
  for (let asked = 0; asked < 20; asked++) {
    await fetch(`${server.url}/readyz`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await server.stop();
  return faults;
}
