import { Pool } from 'pg';
import { WITH_SETTINGS } from './connection/limited-pool.ts';

/** The table in which Agenda keeps jobs. */
export const JOB_TABLE = 'agenda_jobs';

/** The key of an advisory lock: an arbitrary number, the same in all processes. */
const SCHEMA_LOCK = 7_263_514;
/** Postgres ends the transaction, and with it the lock, of a process that is frozen for this long. */
const SCHEMA_LOCK_MILLISECONDS = 3_000;

/**
 * Creates what Agenda needs in Postgres, by Agenda's own statements, if something is missing. The
 * migration calls it, because the role of a worker may not create tables. A worker calls it too, for
 * deployments with one role for everything.
 *
 * @param pool needs two connections
 */
export async function ensureJobTables(pool: Pool): Promise<void> {
  if (await hasJobTables(pool)) return;
  // Loaded only here, since the tables mostly exist: a start without it takes 0.1 s less of processor time.
  const { PostgresBackend } = await import('@agendajs/postgres-backend');
  const backend = new PostgresBackend({ pool, ensureSchema: true, disableNotifications: true });
  await withSchemaLock(pool, () => backend.connect());
}

/** Like ensureJobTables, on connections of its own. */
export async function createJobTables(url: string): Promise<void> {
  const application_name = 'frontrow-migrate';
  const pool = new Pool({ connectionString: url, max: 2, application_name, ...WITH_SETTINGS });
  pool.on('error', () => {});
  try {
    await ensureJobTables(pool);
  } finally {
    await pool.end();
  }
}

/**
 * Whether Agenda's table, its newest column, unique index and trigger all exist. Checking first lets a
 * worker start with a role that may read and write the table but not create it.
 */
async function hasJobTables(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ complete: boolean }>(
    `select to_regclass('agenda_jobs_single_job_idx') is not null
       and exists (select from pg_attribute
         where attrelid = to_regclass('agenda_jobs') and attname = 'skip_days')
       and exists (select from pg_trigger
         where tgrelid = to_regclass('agenda_jobs') and tgname = 'agenda_jobs_updated_at_trigger')
       as complete`,
  );
  return rows[0]?.complete ?? false;
}

/**
 * Runs `createSchema` while holding an advisory lock.
 *
 * Workaround for @agendajs/postgres-backend 3.0.6, which creates its table in `connect`: two processes
 * that do this at the same time can fail with a unique violation in the system catalog. Not needed once
 * the library takes a lock itself.
 */
async function withSchemaLock(pool: Pool, createSchema: () => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(
      `begin; set local idle_in_transaction_session_timeout = ${SCHEMA_LOCK_MILLISECONDS}`,
    );
    await client.query('select pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
    await createSchema();
  } finally {
    // Closing the connection releases the lock, also when a query has failed.
    client.release(true);
  }
}
