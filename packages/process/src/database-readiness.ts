import { missingMigrations } from '@frontrow/database/migration-state';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { inTime } from './in-time.ts';

export interface Readiness {
  ready: boolean;
  reason?: string;
}

/** A probe has to answer before whoever asks gives up. */
export const PROBE_MILLISECONDS = 2_000;

/** Ready: the database answers, and its schema is this version's or newer. */
export function createDatabaseReadiness({ pool, log }: DomainContext) {
  let migrated = false;
  return async (): Promise<Readiness> => {
    if (!pool) return { ready: false, reason: 'no database' };
    try {
      if (migrated) await inTime(pool.query('select 1'), PROBE_MILLISECONDS);
      else migrated = (await inTime(missingMigrations(pool), PROBE_MILLISECONDS)).length === 0;
    } catch (error) {
      log.warn({ err: error }, 'not ready');
      const undefinedTable = (error as { code?: string }).code === '42P01';
      return { ready: false, reason: undefinedTable ? 'not migrated' : 'database unreachable' };
    }
    return migrated ? { ready: true } : { ready: false, reason: 'not migrated' };
  };
}
