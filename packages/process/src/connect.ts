import { createOrm } from '@frontrow/database/orm';
import { type ContextOptions, createContext } from '@frontrow/domain/create-context';
import type { Clock } from '@frontrow/domain/kernel/clock';
import type { Logger } from '@frontrow/domain/kernel/logger';
import type { QueueContext } from '@frontrow/domain/queue/queue-context';
import { secretsFor } from '@frontrow/settings/secrets';
import { hasExternalIssuer, type Settings } from '@frontrow/settings/settings';
import { refuseUnusableDatabase } from './database-readiness.ts';

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
  /** Whether the process says what the data of a new database is made under. */
  declares?: boolean;
  onProviderCall?: ContextOptions['onProviderCall'];
}

export interface Connected {
  ctx: QueueContext;
  databaseUrl: string;
  authSecret: string;
  close(): Promise<void>;
}

/**
 * Creates the domain context. A database that is down fails later queries and the readiness probe, not this call.
 *
 * @throws when DATABASE_URL is not set; SettingsError when the database must not be used with these settings
 */
export async function connect(
  settings: Settings,
  { service, connections, log, declares = false, ...options }: ConnectOptions,
): Promise<Connected> {
  const databaseUrl = settings.DATABASE_URL;
  if (!databaseUrl) {
    throw new Error('DATABASE_URL is not set: `pnpm start` runs a Postgres of its own');
  }
  const orm = createOrm({
    url: databaseUrl,
    poolSize: connections,
    applicationName: `frontrow-${service}`,
    dataSettings: {
      currency: settings.CURRENCY,
      issuer: (hasExternalIssuer(settings) && settings.AUTH_ISSUER) || null,
      declares,
    },
    onWarning: (message) => log.warn({}, message),
  });
  const secrets = secretsFor(settings);
  const close = () => orm.close(true);
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
  try {
    await refuseUnusableDatabase(ctx);
  } catch (error) {
    await close();
    throw error;
  }
  return { ctx, databaseUrl, authSecret: secrets.auth, close };
}
