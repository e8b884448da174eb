import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { AppRouter } from '@frontrow/api/root';
import type { ErrorCode } from '@frontrow/contract/error-codes';
import type { Role, UserView } from '@frontrow/contract/session';
import { keyRing } from '@frontrow/domain/kernel/key-ring';
import type { PaymentProvider } from '@frontrow/domain/kernel/payment-provider';
import { createWorld, type World } from '@frontrow/domain/testing/world';
import { providerOf } from '@frontrow/process/provider';
import { parseSettings } from '@frontrow/settings/settings';
import { createTRPCClient, httpLink, type TRPCClient, TRPCClientError } from '@trpc/client';
import { SignJWT } from 'jose';
import superjson from 'superjson';
import { type AppOptions, createApp } from '../../src/app.ts';
import { checkOutcomes } from './declared-outcomes.ts';
import { AUTH_SECRET } from './server-process.ts';

export type Client = TRPCClient<AppRouter>;

/** A simulated user: a client with a bearer token and, after `enter`, a queue token. */
export interface Visitor {
  user: UserView;
  bearer: string;
  /** Sends the bearer token and the queue token of the last `enter`. */
  client: Client;
  /** The queue token of the last `enter`; empty before. */
  token: string;
  /** Joins the queue of a concert. */
  enter(concertId: string): Promise<void>;
}

export interface Api {
  world: World;
  url: string;
  /** A client that sends these headers and no others. */
  client(headers?: Record<string, string>): Client;
  visitor(name: string, role?: Role): Promise<Visitor>;
  /** Signs a bearer token with these claims, which expires after this time or in this second since 1970. */
  bearer(claims: Record<string, unknown>, expiry?: string | number): Promise<string>;
  /** The error lines in the log of the server: one for each fault. */
  faults: object[];
  /** Stops the server; its world stays open. */
  stop(): void;
  /** Stops the server and closes its world. */
  close(): Promise<void>;
}

/**
 * Starts the HTTP server on a free port, over a world whose clock only tests move.
 *
 * @param env settings that differ from the tests' own
 * @param world an existing world; without it the server gets a new one
 * @param parts shorter times and lower bounds than the product's; the provider for TOPUP=provider
 */
export async function startApi(
  env: Record<string, string> = {},
  world?: World,
  {
    provider,
    ...limits
  }: Pick<AppOptions, 'timeLimits' | 'inFlight' | 'budgets' | 'lanes' | 'maxLargeBytes'> & {
    provider?: PaymentProvider;
    isDraining?: AppOptions['isDraining'];
  } = {},
): Promise<Api> {
  const settings = parseSettings({ AUTH_SECRET, RATE_LIMIT: 'off', ...env });
  const own = world ?? (await createWorld());
  const keys = settings.QUEUE_SECRET;
  const outcomes = checkOutcomes();
  const ctx = own.with(
    {
      topUp: settings.TOPUP,
      minCharge: settings.MIN_CHARGE,
      maxCharge: settings.MAX_CHARGE,
      maxBalance: settings.MAX_BALANCE,
      topUpSeconds: settings.TOPUP_SECONDS,
      topUpReturnUrl: settings.TOPUP_RETURN_URL ?? null,
      paymentGraceSeconds: settings.PAYMENT_GRACE_SECONDS,
      watchesPerUser: settings.WATCHES_PER_USER,
    },
    {
      ...(keys ? { queueKeys: keyRing('queue-token', keys) } : {}),
      provider: provider ?? (await providerOf(settings, outcomes.log)) ?? null,
    },
  );
  const server = createApp({
    ctx,
    settings,
    authSecret: AUTH_SECRET,
    log: outcomes.log,
    isDraining: () => false,
    queuesLoaded: () => true,
    isAdmitting: () => true,
    ...limits,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const client = (headers: Record<string, string> = {}): Client =>
    createTRPCClient<AppRouter>({
      links: [httpLink({ url: `${url}/trpc`, transformer: superjson, headers })],
    });

  const bearer = (claims: Record<string, unknown>, expiry: string | number = '1 hour') =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime(expiry)
      .sign(new TextEncoder().encode(AUTH_SECRET));

  const stop = () => {
    server.closeAllConnections();
    server.close();
  };

  return {
    world: own,
    url,
    faults: outcomes.faults,
    client,
    bearer,
    async visitor(name, role = 'customer') {
      const user = await own.user(name, role);
      const token = await bearer({ sub: user.id, role });
      const authorization = `Bearer ${token}`;
      const visitor: Visitor = {
        user,
        bearer: token,
        token: '',
        client: client({ authorization }),
        async enter(concertId) {
          const ticket = await visitor.client.queue.join.mutate({ concertId });
          visitor.token = ticket.token;
          visitor.client = client({ authorization, 'x-queue-token': ticket.token });
        },
      };
      return visitor;
    },
    stop,
    async close() {
      stop();
      await own.close();
      outcomes.expectDeclared();
    },
  };
}

export interface Refusal {
  errorCode: ErrorCode;
  code: string;
  httpStatus: number;
  details: Record<string, unknown>;
  requestId: string;
}

/** The `data` of the error that a call ends with. Throws if the call succeeds. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    if (error instanceof TRPCClientError && error.data) return error.data as Refusal;
    throw error;
  }
  throw new Error('the call was not refused');
}
