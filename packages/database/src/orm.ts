import { fileURLToPath } from 'node:url';
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, MikroORM } from '@mikro-orm/postgresql';
import type { DataSettings } from './connection/data-settings.ts';
import { limitedBy, WITH_SETTINGS } from './connection/limited-pool.ts';
import { REQUEST_LIMITS, type StatementLimits } from './connection/limits.ts';
import { entities } from './entities.ts';
import { ParameterDriver } from './parameter-driver.ts';

export interface OrmOptions {
  /** A postgres:// URL. */
  url: string;
  /** The maximum number of connections; 10 by default. */
  poolSize?: number;
  applicationName?: string;
  /** How long a query waits for a connection, in seconds; 5 by default. */
  connectSeconds?: number;
  /** The time limit of a query in seconds, kept by the client; 20 by default, 0 for no limit. */
  querySeconds?: number;
  /** Limits that the database keeps; those of requests by default, null for none. */
  limits?: StatementLimits | null;
  /** The settings that the data has to be made under; not checked unless given. */
  dataSettings?: DataSettings;
  /** Called when the server has dropped a connection. */
  onWarning?: (message: string) => void;
}

const ormConfig = ({
  url,
  poolSize,
  applicationName,
  onWarning,
  dataSettings,
  ...times
}: OrmOptions) =>
  defineConfig({
    driver: ParameterDriver,
    clientUrl: url,
    entities,
    extensions: [Migrator],
    // The check would make a process fail that starts while its database is down.
    ensureDatabase: false,
    forceUtcTimezone: true,
    pool: { min: 0, max: poolSize ?? 10 },
    logger: (message) => onWarning?.(message),
    colors: false,
    driverOptions: {
      application_name: applicationName ?? 'frontrow',
      connectionTimeoutMillis: (times.connectSeconds ?? 5) * 1000,
      // For a database that hangs.
      query_timeout: (times.querySeconds ?? 20) * 1000,
      ...(times.limits === null
        ? WITH_SETTINGS
        : limitedBy(times.limits ?? REQUEST_LIMITS, dataSettings)),
    },
    // Functions are written by hand in migrations: the ORM declares none that returns several columns.
    schemaGenerator: { ignoreRoutines: true },
    migrations: {
      path: fileURLToPath(new URL('./migrations', import.meta.url)),
      pathTs: fileURLToPath(new URL('./migrations', import.meta.url)),
      glob: 'Migration*.ts',
      snapshotName: '.snapshot-frontrow',
      snapshotOnMigrate: false,
      silent: true,
    },
  });

/** Opens the ORM. It connects at the first query, so a database that is down fails that query. */
export const createOrm = (options: OrmOptions): MikroORM => new MikroORM(ormConfig(options));

/** Runs the migrations that have not run yet. Returns their names. */
export async function migrate(url: string): Promise<string[]> {
  const orm = createOrm({
    url,
    poolSize: 2,
    querySeconds: 0,
    limits: null,
    applicationName: 'frontrow-migrate',
  });
  try {
    const ran = await orm.migrator.up();
    return ran.map(({ name }) => name);
  } finally {
    await orm.close(true);
  }
}
