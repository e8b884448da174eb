import type { AgendaBackend, NotificationChannel } from 'agenda';

/** Where Agenda keeps the jobs; all above it is the same for every kind. */
export interface JobStore {
  /** Connected; Agenda neither opens nor closes it. */
  backend: AgendaBackend;
  /** What tells other workers at once; without it they look every second all the same. */
  channel: NotificationChannel | undefined;
  /** Sees to it that the place of the jobs is there and holds each once, also after it was lost. */
  ensure(): Promise<void>;
  /** Rejects when it cannot be reached. */
  ping(): Promise<unknown>;
  close(): Promise<void>;
}

/** Milliseconds after which a store that says nothing counts as away. */
export const STORE_TIMEOUT_MILLISECONDS = 5_000;
