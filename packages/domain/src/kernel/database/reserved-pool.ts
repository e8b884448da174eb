import { limitedBy } from '@frontrow/database/connection/limited-pool';
import { REQUEST_LIMITS } from '@frontrow/database/connection/limits';
import { Pool } from 'pg';
import type { Logger } from '../logger.ts';

export interface ReservedPoolOptions {
  url: string;
  /** The maximum number of connections. */
  connections: number;
  /** The application name in Postgres is `frontrow-` and this. */
  service: string;
  log: Logger;
}

/** A connection pool for work that must go on while calls use up the ORM's. */
export function reservedPool({ url, connections, service, log }: ReservedPoolOptions): Pool {
  const pool = ignoringIdleErrors(
    new Pool({
      connectionString: url,
      max: connections,
      application_name: `frontrow-${service}`,
      connectionTimeoutMillis: 5_000,
      query_timeout: 20_000,
      ...limitedBy(REQUEST_LIMITS),
    }),
  );
  pool.on('error', (error) => log.warn({ err: error }, 'a reserved connection was dropped'));
  return pool;
}

/**
 * The database closes a connection that was idle in a transaction for too long, for example when the
 * process was frozen. Between two statements that error has no listener and would end the process; the
 * next statement on the connection reports it anyway.
 */
export function ignoringIdleErrors(pool: Pool): Pool {
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}
