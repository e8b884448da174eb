/**
 * The job store: where Agenda keeps schedules and locks. `open-job-store.ts` chooses one of two:
 * - MongoDB (`mongo-store.ts`), when MONGODB_URL is set;
 * - the product's own Postgres (`postgres-store.ts`), otherwise.
 * Each returns this interface, so that the code above is the same for both. Each has a notification
 * channel (`mongo-channel.ts`, `postgres-channel.ts`) and its own way to keep every schedule unique.
 * Both pass Agenda a connected backend (`connected-backend.ts`) and own the connection themselves.
 */
import type { AgendaBackend, NotificationChannel } from 'agenda';

export interface JobStore {
  /** Already connected; Agenda neither opens nor closes it. */
  backend: AgendaBackend;
  /** Notifies other workers of changes at once. Undefined: they only poll, every second. */
  channel: NotificationChannel | undefined;
  /** Creates the table or collection and its unique index where they are missing. */
  ensureSchema(): Promise<void>;
  /** Rejects when the store cannot be reached. */
  ping(): Promise<unknown>;
  close(): Promise<void>;
}

/** A store that does not answer within this time counts as unreachable. */
export const STORE_TIMEOUT_MILLISECONDS = 5_000;
