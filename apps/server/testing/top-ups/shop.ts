import { setTimeout as sleep } from 'node:timers/promises';
import { cloneDatabase } from '@frontrow/database/testing/database';
import {
  type StripeStandIn,
  startStripeStandIn,
} from '@frontrow/payment-providers/testing/stripe-stand-in';
import { createTRPCClient, httpLink } from '@trpc/client';
import pg from 'pg';
import superjson from 'superjson';
import type { Client } from '../http/api.ts';
import { type ServerProcess, startServerProcess } from '../http/server-process.ts';

/** A signed-in user with a client. */
export interface Customer {
  id: string;
  client: Client;
  headers: Record<string, string>;
}

/** Server processes on one database, with a stand-in for Stripe. No worker runs. */
export interface Shop {
  stripe: StripeStandIn;
  /** As the owner of the schema. */
  pool: pg.Pool;
  /** The server of the last `start`. */
  server(): ServerProcess;
  /** Starts a server beside the ones that run, or after one that was killed. */
  start(env?: Record<string, string>): Promise<ServerProcess>;
  /** A client of the last server that sends these headers. */
  client(headers?: Record<string, string>): Client;
  /** Where the last server takes messages. */
  webhook(): string;
  /** Signs in by name. The client calls the server that is the last one then. */
  customer(name: string, role?: 'operator'): Promise<Customer>;
  close(): Promise<void>;
}

/** The settings that let a server use the stand-in. */
export const stripeEnv = ({ url, secretKey, webhookSecret }: StripeStandIn) => ({
  TOPUP: 'provider',
  PAYMENT_PROVIDER: 'stripe',
  STRIPE_SECRET_KEY: secretKey,
  STRIPE_WEBHOOK_SECRET: webhookSecret,
  STRIPE_API_BASE: url,
  TOPUP_RETURN_URL: 'https://shop.example/wallet',
});

export async function startShop(env: Record<string, string> = {}): Promise<Shop> {
  const database = await cloneDatabase();
  const stripe = await startStripeStandIn();
  const pool = new pg.Pool({ connectionString: database.ownerUrl, max: 4 });
  const servers: ServerProcess[] = [];
  const start: Shop['start'] = async (more = {}) => {
    const all = { ...stripeEnv(stripe), ...env, ...more };
    const started = await startServerProcess({ databaseUrl: database.url, env: all });
    servers.push(started);
    return started;
  };
  const server = () => {
    const last = servers.at(-1);
    if (!last) throw new Error('no server was started');
    return last;
  };
  const clientOf = (headers: Record<string, string> = {}): Client => {
    const url = `${server().url}/trpc`;
    return createTRPCClient({ links: [httpLink({ url, transformer: superjson, headers })] });
  };
  await start();
  return {
    stripe,
    pool,
    server,
    start,
    client: clientOf,
    webhook: () => `${server().url}/webhooks/stripe`,
    async customer(name, role) {
      const signedIn = await clientOf().session.devSignIn.mutate({ name, role });
      const headers = { authorization: `Bearer ${signedIn.accessToken}` };
      return { id: signedIn.user.id, headers, client: clientOf(headers) };
    },
    async close() {
      await Promise.all(servers.map((each) => each.stop()));
      await stripe.close();
      await pool.end();
      await database.drop();
    },
  };
}

/** Longer than any machine takes. */
const PATIENCE_MILLISECONDS = 90_000;

/** Asks again and again until there is an answer that is not false, null or undefined. */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | false | null | undefined> | Answer | false | null | undefined,
): Promise<Answer> {
  const start = Date.now();
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() - start > PATIENCE_MILLISECONDS) throw new Error(`waited too long for: ${what}`);
    await sleep(50);
  }
}

export const balanceOf = async ({ client }: Customer): Promise<number> =>
  (await client.balance.get.query()).amount;

/** Waits until the balance has risen to this. */
export const balanceReaches = (customer: Customer, amount: number): Promise<boolean> =>
  until(`a balance of ${amount}`, async () => (await balanceOf(customer)) === amount);

/** The entries of the ledger that came from this top-up: type and amount. */
export async function entriesOf(customer: Customer, topUpId: string): Promise<[string, number][]> {
  const { items } = await customer.client.balance.history.query({});
  return items.filter((entry) => entry.topUpId === topUpId).map((e) => [e.type, e.amount]);
}
