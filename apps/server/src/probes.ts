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
    const reason = await notReady(state);
    return reason === null ? found : { ready: false, reason };
  };
}

/** Why this server is not ready, whatever the database says; null if it is. */
export async function notReady(state: ServerState): Promise<string | null> {
  if (state.isDraining()) return 'draining';
  if (!state.queuesLoaded()) return 'loading the queues';
  return (await state.isAdmitting()) ? null : 'no server admits';
}
