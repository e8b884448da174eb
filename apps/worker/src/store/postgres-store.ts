import { PostgresBackend } from '@agendajs/postgres-backend';
import type { Logger } from '@frontrow/domain/kernel/logger';
import { Pool } from 'pg';
import { throttle } from '../throttle.ts';
import { connectedBackend } from './connected-backend.ts';
import { type JobStore, STORE_TIMEOUT_MILLISECONDS } from './job-store.ts';
import { PostgresChannel } from './postgres-channel.ts';

/** One of them is used by LISTEN. */
const CONNECTIONS = 4;
/** The key of an advisory lock: an arbitrary number, the same in all workers. */
const SCHEMA_LOCK = 7_263_514;
/** Postgres ends the transaction, and with it the lock, of a process that is frozen for this long. */
const SCHEMA_LOCK_MILLISECONDS = 3_000;

/** @throws when Postgres cannot be reached */
export async function openPostgresStore(url: string, log: Logger): Promise<JobStore> {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    application_name: 'frontrow-jobs',
    connectionTimeoutMillis: STORE_TIMEOUT_MILLISECONDS,
    query_timeout: STORE_TIMEOUT_MILLISECONDS,
    keepAlive: true,
  });
  const onConnectionError = throttle((error) =>
    log.warn({ err: error }, 'a connection to the job store was lost'),
  );
  pool.on('error', onConnectionError);
  pool.on('connect', (client) => client.on('error', onConnectionError));
  const createBackend = (ensureSchema: boolean) =>
    new PostgresBackend({ pool, ensureSchema, disableNotifications: true });
  const ensureSchema = async () => {
    if (!(await hasSchema(pool))) await withSchemaLock(pool, () => createBackend(true).connect());
  };
  const backend = createBackend(false);
  try {
    await ensureSchema();
    await backend.connect();
  } catch (error) {
    await pool.end();
    throw error;
  }
  const channel = new PostgresChannel(pool);
  channel.on('error', onConnectionError);
  return {
    backend: connectedBackend(backend, log),
    channel,
    ensureSchema,
    ping: () => pool.query('select 1'),
    close: () => pool.end(),
  };
}

/**
 * Whether Agenda's table, its newest column, unique index and trigger all exist. Checking first lets a
 * worker start with a role that may read and write the table but not create it.
 */
async function hasSchema(pool: Pool): Promise<boolean> {
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
 * Workaround for @agendajs/postgres-backend 3.0.6, which creates its table in `connect`: two workers
 * that do this at the same time can fail with a unique violation in the system catalog. Not needed once
 * the library takes a lock itself, or our own migrations create the table.
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
