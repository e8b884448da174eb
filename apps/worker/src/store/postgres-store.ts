import { PostgresBackend } from '@agendajs/postgres-backend';
import type { Logger } from '@frontrow/domain/kernel/logger';
import { Pool } from 'pg';
import { throttle } from '../throttle.ts';
import { connectedBackend } from './connected-backend.ts';
import { type JobStore, STORE_TIMEOUT_MILLISECONDS } from './job-store.ts';
import { PostgresChannel } from './postgres-channel.ts';

/** One of them listens. */
const CONNECTIONS = 4;
/** Any number, but the same in all workers. */
const SCHEMA_LOCK = 7_263_514;
/** After which the lock is taken from a process that froze with it. */
const HELD_MILLISECONDS = 3_000;

export async function openPostgresStore(url: string, log: Logger): Promise<JobStore> {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    application_name: 'frontrow-jobs',
    connectionTimeoutMillis: STORE_TIMEOUT_MILLISECONDS,
    query_timeout: STORE_TIMEOUT_MILLISECONDS,
    keepAlive: true,
  });
  const dropped = throttle((error) =>
    log.warn({ err: error }, 'a connection of the job store was dropped'),
  );
  pool.on('error', dropped);
  pool.on('connect', (client) => client.on('error', dropped));
  const backendWith = (ensureSchema: boolean) =>
    new PostgresBackend({ pool, ensureSchema, disableNotifications: true });
  const ensure = async () => {
    if (!(await hasSchema(pool))) await withSchemaLock(pool, () => backendWith(true).connect());
  };
  const backend = backendWith(false);
  try {
    await ensure();
    await backend.connect();
  } catch (error) {
    await pool.end();
    throw error;
  }
  const channel = new PostgresChannel(pool);
  channel.on('error', dropped);
  return {
    backend: connectedBackend(backend, log),
    channel,
    ensure,
    ping: () => pool.query('select 1'),
    close: () => pool.end(),
  };
}

/** Where all of it stands, a role that may only read and write it is enough. */
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

/** The backend makes its table as it connects, which two at once do not survive. */
async function withSchemaLock(pool: Pool, make: () => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(
      `begin; set local idle_in_transaction_session_timeout = ${HELD_MILLISECONDS}`,
    );
    await client.query('select pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
    await make();
  } finally {
    // The end of its connection unlocks it, whatever became of that.
    client.release(true);
  }
}
