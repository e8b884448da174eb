import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOrm, migrate } from '@frontrow/database/orm';
import { createContext } from '@frontrow/domain/create-context';
import { silentLogger } from '@frontrow/domain/kernel/logger';
import type { QueueContext } from '@frontrow/domain/queue/queue-context';
import type { Services } from '@frontrow/domain/services';
import { bindServices } from '@frontrow/domain/services';
import { startEmbeddedPostgres } from '@frontrow/embedded/postgres/start';

const KEY = { kid: 'bench', secret: 'a-secret-of-the-benchmarks' };
const KEYS = [KEY];
/** As settings of a server that takes the tokens made here. */
export const BENCH_SECRETS = {
  auth: 'a-bearer-secret-of-the-benchmarks',
  queue: `${KEY.kid}:${KEY.secret}`,
};
/** Calls at the same time, and connections of the ORM's pool. */
export const CONCURRENCY = 16;

export interface Environment {
  databaseUrl: string;
  ctx: QueueContext;
  services: Services;
}

/**
 * Calls `run` with an embedded Postgres in a temporary folder and the domain's services in this
 * process. Postgres is durable: each commit waits until it is on disk, as in production.
 */
export async function withEnvironment(
  run: (environment: Environment) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'frontrow-bench-'));
  const postgres = await startEmbeddedPostgres({ folder });
  try {
    await migrate(postgres.url);
    const environment = await openEnvironment(postgres.url);
    await run(environment);
    await environment.close();
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The domain's services in this process on a database that is migrated. */
export async function openEnvironment(
  databaseUrl: string,
): Promise<Environment & { close(): Promise<void> }> {
  const orm = createOrm({ url: databaseUrl, poolSize: CONCURRENCY, connectSeconds: 60 });
  const ctx = await createContext({
    orm,
    settings: {
      currency: 'KRW',
      holdSeconds: 300,
      maxCharge: 10 ** 9,
      maxBalance: 10 ** 12,
      minCharge: 1,
      topUp: 'open',
      topUpSeconds: 1_800,
      topUpReturnUrl: null,
      returnOrigins: [],
      paymentGraceSeconds: 300,
      pollsPerSecond: 2_000,
      watchesPerUser: 8,
    },
    queueKeys: KEYS,
    ticketKeys: KEYS,
    log: silentLogger,
  });
  return { databaseUrl, ctx, services: bindServices(ctx), close: () => orm.close(true) };
}
