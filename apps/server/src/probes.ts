import type { DomainContext } from '@frontrow/domain/kernel/context';
import { createDatabaseReadiness, type Readiness } from '@frontrow/process/database-readiness';

/** Ready: not draining, the database is ready, and the queues with waiting users are loaded. */
export function createReadiness(
  ctx: DomainContext,
  { isDraining, queuesLoaded }: { isDraining: () => boolean; queuesLoaded: () => boolean },
) {
  const database = createDatabaseReadiness(ctx);
  return async (): Promise<Readiness> => {
    if (isDraining()) return { ready: false, reason: 'draining' };
    const state = await database();
    if (!state.ready) return state;
    return queuesLoaded() ? state : { ready: false, reason: 'loading the queues' };
  };
}
