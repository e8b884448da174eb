import type { DomainContext } from '@frontrow/domain/kernel/context';
import { createDatabaseReadiness, type Readiness } from '@frontrow/process/database-readiness';

/**
 * Ready: not draining, the database is, and the lines that stood when the process began have been
 * read.
 */
export function createReadiness(
  ctx: DomainContext,
  { isDraining, isPrepared }: { isDraining: () => boolean; isPrepared: () => boolean },
) {
  const database = createDatabaseReadiness(ctx);
  return async (): Promise<Readiness> => {
    if (isDraining()) return { ready: false, reason: 'draining' };
    const state = await database();
    if (!state.ready) return state;
    return isPrepared() ? state : { ready: false, reason: 'reading the lines' };
  };
}
