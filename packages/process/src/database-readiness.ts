import { UnusableDatabase } from '@frontrow/database/connection/limited-pool';
import { missingMigrations } from '@frontrow/database/migration-state';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { isOutOfSpace } from '@frontrow/domain/kernel/database/unavailable';
import { SettingsError } from '@frontrow/settings/settings';
import type { Pool } from 'pg';
import { withTimeout } from './with-timeout.ts';
import { createWriteCheck } from './write-check.ts';

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
const REASONS: Record<string, string> = {
  '42P01': 'not migrated',
  '25006': READ_ONLY,
  '53200': 'database out of memory',
  '53300': 'database out of connections',
  '53400': 'database has no more space for temporary files',
  '58030': 'database cannot read or write its files',
};

/** A probe: ready when the database takes writes and all migrations of this version have run. */
export function createDatabaseReadiness({ pool, log }: DomainContext) {
  const checkWrites = createWriteCheck();
  let migrated = false;
  /** A connection to a read-only database is closed, so that the next one may lead to the primary. */
  const look = async (pool: Pool): Promise<string | null> => {
    const client = await pool.connect();
    let readOnly = false;
    try {
      const { rows } = await client.query<{ read_only: boolean }>(IS_READ_ONLY);
      readOnly = rows[0]?.read_only === true;
      if (readOnly) return READ_ONLY;
      migrated ||= (await missingMigrations(client)).length === 0;
      if (!migrated) return 'not migrated';
      await checkWrites(client);
      return null;
    } finally {
      client.release(readOnly);
    }
  };
  return async (): Promise<Readiness> => {
    if (!pool) return { ready: false, reason: 'no database' };
    try {
      const reason = await withTimeout(look(pool), PROBE_MILLISECONDS);
      return reason === null ? { ready: true } : { ready: false, reason };
    } catch (error) {
      log.warn({ err: error }, 'not ready');
      return { ready: false, reason: reasonOf(error) };
    }
  };
}

/**
 * Looks whether the database may be used by this process, if it can be reached.
 *
 * @throws SettingsError with the name of the setting
 */
export async function refuseUnusableDatabase({ pool }: Pick<DomainContext, 'pool'>): Promise<void> {
  const connected = pool?.connect().then((client) => client.release());
  try {
    await withTimeout(connected ?? Promise.resolve(), PROBE_MILLISECONDS);
  } catch (error) {
    if (error instanceof UnusableDatabase) throw new SettingsError([error.message]);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof UnusableDatabase) return error.message;
  if (isOutOfSpace(error)) return 'database out of disk space';
  const { code = '' } = error as { code?: string };
  return REASONS[code] ?? 'database unreachable';
}
