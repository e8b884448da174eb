import { fileURLToPath } from 'node:url';
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, MikroORM } from '@mikro-orm/postgresql';
import { entities } from './entities.ts';

export interface OrmOptions {
  /** A postgres:// URL. */
  url: string;
  /** Most connections of this process; 10 unless told. */
  poolSize?: number;
  applicationName?: string;
  /** Seconds after which a query is given up on our side; 20 unless told, 0 for never. */
  querySeconds?: number;
  /** Told of connections that the server dropped; silent unless given. */
  onWarning?: (message: string) => void;
}

export const ormConfig = ({
  url,
  poolSize,
  applicationName,
  querySeconds,
  onWarning,
}: OrmOptions) =>
  defineConfig({
    clientUrl: url,
    entities,
    extensions: [Migrator],
    // Asking for it at the first use would make a process fail whose database is away at its start.
    ensureDatabase: false,
    forceUtcTimezone: true,
    pool: { min: 0, max: poolSize ?? 10 },
    logger: (message) => onWarning?.(message),
    colors: false,
    driverOptions: {
      application_name: applicationName ?? 'frontrow',
      connectionTimeoutMillis: 5_000,
      // A database that hangs answers nothing. The limits of transactions are set in each of them:
      // a transaction pooler takes no such parameters at the start of a connection.
      query_timeout: (querySeconds ?? 20) * 1000,
    },
    migrations: {
      path: fileURLToPath(new URL('./migrations', import.meta.url)),
      pathTs: fileURLToPath(new URL('./migrations', import.meta.url)),
      glob: 'Migration*.ts',
      snapshotName: '.snapshot-frontrow',
      snapshotOnMigrate: false,
      silent: true,
    },
  });

/** Opens the ORM; connects lazily, so that a database that is down is met by the calls, not here. */
export const createOrm = (options: OrmOptions): MikroORM => new MikroORM(ormConfig(options));

/** Brings the schema up to date; says which migrations ran. */
export async function migrate(url: string): Promise<string[]> {
  const orm = createOrm({ url, poolSize: 2, querySeconds: 0, applicationName: 'frontrow-migrate' });
  try {
    const ran = await orm.migrator.up();
    return ran.map(({ name }) => name);
  } finally {
    await orm.close(true);
  }
}
