import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cloneDatabase } from '@frontrow/database/testing/database';
import { expect, test } from 'vitest';
import { startServerProcess } from '../../testing/http/server-process.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const PRODUCTION = {
  ...{ NODE_ENV: 'production', TOPUP: 'provider', PORT: '0', LOG_LEVEL: 'silent' },
  ...{ AUTH_SECRET: 'of-the-bearers-0123', QUEUE_SECRET: 'q:of-the-queue-tokens-0123' },
  TICKET_SECRET: 't:of-the-ticket-codes-0123',
};
const STRIPE = {
  ...{ PAYMENT_PROVIDER: 'stripe', TOPUP_RETURN_URL: 'https://shop.example/wallet' },
  ...{ STRIPE_SECRET_KEY: 'sk_live_0123456789', STRIPE_WEBHOOK_SECRET: 'whsec_9876543210' },
};

test.for([
  ['the sandbox', { PAYMENT_PROVIDER: 'sandbox' }, 'sandbox'],
  [
    'a weak secret of Stripe',
    { ...STRIPE, STRIPE_WEBHOOK_SECRET: 'whsec_short1' },
    'STRIPE_WEBHOOK_SECRET',
  ],
] as const)(
  'a server in production does not start with %s, says why, and tells no secret',
  async ([, env, named]) => {
    const database = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
    const ended = await promisify(execFile)(process.execPath, [MAIN], {
      env: { ...PRODUCTION, ...database, ...env },
    }).catch((error: { code: number; stdout: string; stderr: string }) => error);
    expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(named) });
    expect(ended.stderr).not.toMatch(/sk_live_0|whsec_short1|whsec_9/);
  },
);

test('a server in production starts with Stripe', async () => {
  const database = await cloneDatabase();
  const env = { ...PRODUCTION, ...STRIPE };
  const server = await startServerProcess({ databaseUrl: database.url, env });
  const answer = await fetch(`${server.url}/webhooks/stripe`, { method: 'POST', body: '{}' });
  expect(answer.status).toBe(400);
  await server.stop();
  await database.drop();
});
