import { createOrm } from '@frontrow/database/orm';
import { type ContextOptions, createContext } from '@frontrow/domain/create-context';
import type { Clock } from '@frontrow/domain/kernel/clock';
import type { Logger } from '@frontrow/domain/kernel/logger';
import type { QueueContext } from '@frontrow/domain/queue/queue-context';
import { secretsFor } from '@frontrow/settings/secrets';
import type { Settings } from '@frontrow/settings/settings';

export interface ConnectOptions {
  /** The application name in Postgres is `frontrow-` and this. */
  service: string;
  /** The maximum number of connections. */
  connections: number;
  log: Logger;
  /** The database's clock unless given; only rehearsals give one. */
  clock?: Clock | undefined;
  /** The payment provider; a worker needs none. */
  provider?: ContextOptions['provider'];
  onProviderCall?: ContextOptions['onProviderCall'];
}

export interface Connected {
  ctx: QueueContext;
  databaseUrl: string;
  authSecret: string;
  close(): Promise<void>;
}

/**
 * Creates the domain context. The pool connects at the first query, so a database that is down fails
 * that query and the readiness probe, not this call.
 *
 * @throws when DATABASE_URL is not set
 */
export async function connect(
  settings: Settings,
  { service, connections, log, ...options }: ConnectOptions,
): Promise<Connected> {
  const databaseUrl = settings.DATABASE_URL;
  if (!databaseUrl) {
    throw new Error('DATABASE_URL is not set: `pnpm start` runs a Postgres of its own');
  }
  const orm = createOrm({
    url: databaseUrl,
    poolSize: connections,
    applicationName: `frontrow-${service}`,
    onWarning: (message) => log.warn({}, message),
  });
  const secrets = secretsFor(settings);
  const ctx = await createContext({
    orm,
    settings: {
      currency: settings.CURRENCY,
      holdSeconds: settings.HOLD_SECONDS,
      maxCharge: settings.MAX_CHARGE,
      maxBalance: settings.MAX_BALANCE,
      minCharge: settings.MIN_CHARGE,
      topUp: settings.TOPUP,
      topUpSeconds: settings.TOPUP_SECONDS,
      topUpReturnUrl: settings.TOPUP_RETURN_URL ?? null,
      returnOrigins: settings.CORS_ORIGINS.filter((origin) => origin !== '*'),
      paymentGraceSeconds: settings.PAYMENT_GRACE_SECONDS,
      pollsPerSecond: settings.POLLS_PER_SECOND,
      watchesPerUser: settings.WATCHES_PER_USER,
    },
    queueKeys: secrets.queue,
    ticketKeys: secrets.ticket,
    log,
    ...options,
  });
  return { ctx, databaseUrl, authSecret: secrets.auth, close: () => orm.close(true) };
}
