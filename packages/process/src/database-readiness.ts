import { missingMigrations } from '@frontrow/database/migration-state';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { withTimeout } from './with-timeout.ts';

export interface Readiness {
  ready: boolean;
  reason?: string;
}

/** Shorter than the timeouts of the systems that probe, so that they get an answer. */
export const PROBE_MILLISECONDS = 2_000;

/** A probe: ready when the database answers and all migrations of this version have run. */
export function createDatabaseReadiness({ pool, log }: DomainContext) {
  let migrated = false;
  return async (): Promise<Readiness> => {
    if (!pool) return { ready: false, reason: 'no database' };
    try {
      if (migrated) await withTimeout(pool.query('select 1'), PROBE_MILLISECONDS);
      else migrated = (await withTimeout(missingMigrations(pool), PROBE_MILLISECONDS)).length === 0;
    } catch (error) {
      log.warn({ err: error }, 'not ready');
      const undefinedTable = (error as { code?: string }).code === '42P01';
      return { ready: false, reason: undefinedTable ? 'not migrated' : 'database unreachable' };
    }
    return migrated ? { ready: true } : { ready: false, reason: 'not migrated' };
  };
}
