import { Client } from 'pg';
import { ensureAppRole, excessOf, resetAppRole, roleOf } from './access/app-role.ts';
import { grantAccess } from './access/grants.ts';
import { prepare } from './connection/limited-pool.ts';
import { createJobTables } from './job-tables.ts';
import { missingMigrations } from './migration-state.ts';

export interface PrepareOptions {
  /** Connects as the role that owns the schema; directly, not by way of a transaction pooler. */
  ownerUrl: string;
  /** How servers and workers connect. */
  appUrl: string;
  /** Whether the whole Postgres belongs to the product, and the owner is its superuser. */
  dedicated?: boolean;
}

export interface Prepared {
  /** The names of the migrations that have run. */
  ran: string[];
  /** What a person should change; null when all is well. */
  warning: string | null;
}

/**
 * Brings a database to this version: runs the missing migrations, creates the tables of the job store, and
 * lets the role of the processes read and write tables. When owner and processes share a role, there is
 * nothing to grant, and the warning says so. It can run repeatedly.
 *
 * @throws when the role of the processes is missing and the owner may not create it
 */
export async function prepareDatabase(options: PrepareOptions): Promise<Prepared> {
  const { ownerUrl, appUrl } = options;
  const app = roleOf(appUrl);
  const isSplit = roleOf(ownerUrl).name !== app.name;
  // Before the migrations: a missing role should not be noticed only after the schema has changed.
  if (isSplit) await asOwner(ownerUrl, (owner) => ensureAppRole(owner, app));
  const ran = await runMissingMigrations(ownerUrl);
  await createJobTables(ownerUrl);
  if (!isSplit) return { ran, warning: ONE_ROLE };
  const excess = await asOwner(ownerUrl, async (owner) => {
    if (options.dedicated) await resetAppRole(owner, app);
    await grantAccess(owner, app.name);
    return excessOf(owner, app.name);
  });
  const warning = excess && `The role "${app.name}" of DATABASE_URL ${excess}; ${SEE}`;
  return { ran, warning };
}

/**
 * The migrator is loaded only when a migration is missing: it and the ORM take 0.4 s of processor time,
 * and most starts find the schema up to date.
 */
async function runMissingMigrations(ownerUrl: string): Promise<string[]> {
  const missing = await asOwner(ownerUrl, missingMigrations).catch((error: { code?: string }) => {
    if (error.code === UNDEFINED_TABLE) return null;
    throw error;
  });
  if (missing?.length === 0) return [];
  const { migrate } = await import('./orm.ts');
  return migrate(ownerUrl);
}

/** The SQL state of an empty database, which has no table of migrations yet. */
const UNDEFINED_TABLE = '42P01';
const SEE = 'it should only read and write tables: see docs/database-roles.md.';
const ONE_ROLE = `Servers and workers connect as the owner of the schema. Set FRONTROW_OWNER_URL for migrations, and give DATABASE_URL a role of its own; ${SEE}`;

async function asOwner<Result>(
  url: string,
  act: (owner: Client) => Promise<Result>,
): Promise<Result> {
  const owner = new Client({ connectionString: url, application_name: 'frontrow-migrate' });
  owner.on('error', () => {});
  await owner.connect();
  try {
    await prepare(owner, null);
    return await act(owner);
  } finally {
    await owner.end();
  }
}
