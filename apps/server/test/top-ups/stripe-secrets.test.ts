import { cloneDatabase } from '@frontrow/database/testing/database';
import { startStripeStandIn } from '@frontrow/payment-providers/testing/stripe-stand-in';
import { createLog } from '@frontrow/process/log';
import { secretsIn } from '@frontrow/settings/redact';
import { parseSettings } from '@frontrow/settings/settings';
import { createTRPCClient, httpLink } from '@trpc/client';
import superjson from 'superjson';
import { expect, test } from 'vitest';
import { startServer } from '../../src/server.ts';
import type { Client } from '../../testing/http/api.ts';
import { AUTH_SECRET } from '../../testing/http/server-process.ts';
import { stripeEnv, until } from '../../testing/top-ups/shop.ts';

/** A server that logs everything, and what it has logged. */
async function startLogged(databaseUrl: string, env: Record<string, string>) {
  const all = { PORT: '0', DATABASE_URL: databaseUrl, AUTH_SECRET, LOG_LEVEL: 'trace', ...env };
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const settings = parseSettings(all);
  const log = createLog('server', { level: 'trace', secrets: secretsIn(all), destination });
  const server = await startServer(settings, log);
  const url = `${server.url}/trpc`;
  const clientOf = (headers: Record<string, string>): Client =>
    createTRPCClient({ links: [httpLink({ url, transformer: superjson, headers })] });
  const { accessToken } = await clientOf({}).session.devSignIn.mutate({ name: 'logged' });
  const client = clientOf({ authorization: `Bearer ${accessToken}` });
  return { server, client, text: () => lines.join(''), webhook: `${server.url}/webhooks/stripe` };
}

test('neither the secrets of Stripe nor the address of a payment is logged, whatever goes wrong', async () => {
  const stripe = await startStripeStandIn();
  const database = await cloneDatabase();
  const good = await startLogged(database.url, stripeEnv(stripe));
  const wrongKey = 'sk_live_of_another_account_0123';
  const wrong = await startLogged(database.url, {
    ...stripeEnv(stripe),
    STRIPE_SECRET_KEY: wrongKey,
  });
  try {
    const charge = { amount: 5_000, idempotencyKey: 'key-of-the-log-test' };
    await expect(wrong.client.balance.charge.mutate(charge)).rejects.toThrow();
    stripe.disturb({ kind: 'cut' }, { on: 'begin' });
    stripe.disturb({ kind: 'answer', status: 500 }, { on: 'begin' });
    for (let times = 0; times < 3; times++) {
      await expect(good.client.balance.charge.mutate(charge)).rejects.toThrow();
    }
    const [session] = stripe.sessions;
    if (!session) throw new Error('Stripe has no session');
    const paid = await stripe.customer.pay(session.id);
    expect(await stripe.deliver(paid, good.webhook, { secret: wrongKey })).toBe(400);
    expect(await stripe.deliver(paid, good.webhook)).toBe(200);
    await until('the credit', async () => {
      const { amount } = await good.client.balance.get.query();
      return amount === 5_000;
    });

    const text = good.text() + wrong.text();
    expect(text).toContain('call failed');
    expect(text).toContain('/webhooks/stripe');
    const secrets = [stripe.secretKey, stripe.webhookSecret, wrongKey, 'v1=', '/pay/'];
    for (const secret of [...secrets, charge.idempotencyKey]) expect(text).not.toContain(secret);
  } finally {
    await Promise.all([good.server.stop(), wrong.server.stop()]);
    await stripe.close();
    await database.drop();
  }
});
