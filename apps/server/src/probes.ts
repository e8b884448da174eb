import type { DomainContext } from '@frontrow/domain/kernel/context';
import { createDatabaseReadiness, type Readiness } from '@frontrow/process/database-readiness';

export interface ServerState {
  isDraining(): boolean;
  queuesLoaded(): boolean;
  /** Whether this server admits, or another one. */
  isAdmitting(): boolean | Promise<boolean>;
}

/**
 * Ready: not draining, the database is ready, the queues with waiting users are loaded, and somebody admits: a server
 * may take joins as long as another one does.
 */
export function createReadiness(ctx: DomainContext, state: ServerState) {
  const database = createDatabaseReadiness(ctx);
  return async (): Promise<Readiness> => {
    if (state.isDraining()) return { ready: false, reason: 'draining' };
    const found = await database();
    if (!found.ready) return found;
    if (!state.queuesLoaded()) return { ready: false, reason: 'loading the queues' };
    return (await state.isAdmitting()) ? found : { ready: false, reason: 'no server admits' };
  };
}
