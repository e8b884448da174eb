import { missingMigrations } from '@frontrow/database/migration-state';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import type { Pool } from 'pg';
import { withTimeout } from './with-timeout.ts';

export interface Readiness {
  ready: boolean;
  reason?: string;
}

/** Shorter than the timeouts of the systems that probe, so that they get an answer. */
export const PROBE_MILLISECONDS = 2_000;

const READ_ONLY = 'database read-only';
/** A standby answers reads; so does a database that ran out of disk at some hosters. */
const IS_READ_ONLY = `select current_setting('transaction_read_only') = 'on' as read_only`;
/** By SQL state; other errors mean that the database cannot be reached. */
const REASONS: Record<string, string> = { '42P01': 'not migrated', '25006': READ_ONLY };

/** A probe: ready when the database takes writes and all migrations of this version have run. */
export function createDatabaseReadiness({ pool, log }: DomainContext) {
  let migrated = false;
  return async (): Promise<Readiness> => {
    if (!pool) return { ready: false, reason: 'no database' };
    try {
      const found = await withTimeout(look(pool, migrated), PROBE_MILLISECONDS);
      if (found.readOnly) return { ready: false, reason: READ_ONLY };
      migrated = found.migrated;
    } catch (error) {
      log.warn({ err: error }, 'not ready');
      const { code = '' } = error as { code?: string };
      return { ready: false, reason: REASONS[code] ?? 'database unreachable' };
    }
    return migrated ? { ready: true } : { ready: false, reason: 'not migrated' };
  };
}

/** A connection to a read-only database is closed, so that the next one may lead to the primary. */
async function look(
  pool: Pool,
  migrated: boolean,
): Promise<{ readOnly: boolean; migrated: boolean }> {
  const client = await pool.connect();
  let readOnly = false;
  try {
    const { rows } = await client.query<{ read_only: boolean }>(IS_READ_ONLY);
    readOnly = rows[0]?.read_only === true;
    return {
      readOnly,
      migrated: migrated || (!readOnly && (await missingMigrations(client)).length === 0),
    };
  } finally {
    client.release(readOnly);
  }
}
