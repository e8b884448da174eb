import { PostgresBackend } from '@agendajs/postgres-backend';
import { WITH_SETTINGS } from '@frontrow/database/connection/limited-pool';
import { ensureJobTables } from '@frontrow/database/job-tables';
import type { Logger } from '@frontrow/domain/kernel/logger';
import { Pool } from 'pg';
import { throttle } from '../throttle.ts';
import { connectedBackend } from './connected-backend.ts';
import { type JobStore, STORE_TIMEOUT_MILLISECONDS } from './job-store.ts';
import { PostgresChannel } from './postgres-channel.ts';

/** One of them is used by LISTEN. */
const CONNECTIONS = 4;

/** @throws when Postgres cannot be reached */
export async function openPostgresStore(url: string, log: Logger): Promise<JobStore> {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    application_name: 'frontrow-jobs',
    connectionTimeoutMillis: STORE_TIMEOUT_MILLISECONDS,
    query_timeout: STORE_TIMEOUT_MILLISECONDS,
    keepAlive: true,
    ...WITH_SETTINGS,
  });
  const onConnectionError = throttle((error) =>
    log.warn({ err: error }, 'a connection to the job store was lost'),
  );
  pool.on('error', onConnectionError);
  pool.on('connect', (client) => client.on('error', onConnectionError));
  const ensureSchema = () => ensureJobTables(pool);
  const backend = new PostgresBackend({ pool, ensureSchema: false, disableNotifications: true });
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
