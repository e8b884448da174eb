import type { Readiness } from '@frontrow/process/database-readiness';
import { PROBE_MILLISECONDS } from '@frontrow/process/database-readiness';
import { startLoop } from '@frontrow/process/loop';
import { withTimeout } from '@frontrow/process/with-timeout';
import type { Agenda } from 'agenda';
import { type Scheduler, type SchedulerOptions, startScheduler } from './jobs/scheduler.ts';
import type { JobStore } from './store/job-store.ts';

const RETRY_MILLISECONDS = 1_000;
const CLOSE_MILLISECONDS = 2_000;

export interface JobRunner {
  /** Null until the job store is connected. */
  agenda(): Agenda | null;
  readiness(): Promise<Readiness>;
  /** Why it is not ready, whatever the database says; null if it is. */
  notReady(): Promise<string | null>;
  /** Drains the scheduler, then closes the job store. */
  stop(): Promise<void>;
}

export interface JobRunnerOptions {
  scheduler: Omit<SchedulerOptions, 'store'>;
  /** No job starts before the database is reachable and migrated. */
  databaseReadiness(): Promise<Readiness>;
  openStore(): Promise<JobStore>;
}

/**
 * Starts the scheduler once the database and the job store are both available, and tries every second
 * until then. The process stays up and reports "not ready" before that, and whenever one of the two is
 * unreachable later.
 */
export function connectJobRunner({
  scheduler: options,
  databaseReadiness,
  openStore,
}: JobRunnerOptions): JobRunner {
  const { log } = options.ctx;
  let connected: { store: JobStore; scheduler: Scheduler } | null = null;
  let stopping = false;
  const connect = async () => {
    const { ready, reason } = await databaseReadiness();
    if (!ready) throw new Error(reason);
    const store = await openStore();
    try {
      return { store, scheduler: await startScheduler({ ...options, store }) };
    } catch (error) {
      await store.close();
      throw error;
    }
  };
  const loop = startLoop(log, { name: 'job store', milliseconds: RETRY_MILLISECONDS }, async () => {
    connected ??= await connect();
  });
  const notReady = async () => {
    if (stopping) return 'draining';
    if (!connected) return 'job store not reached yet';
    try {
      await withTimeout(connected.store.ping(), PROBE_MILLISECONDS);
      return null;
    } catch (error) {
      log.warn({ err: error }, 'not ready');
      return 'job store unreachable';
    }
  };
  return {
    agenda: () => connected?.scheduler.agenda ?? null,
    async readiness() {
      if (stopping) return { ready: false, reason: 'draining' };
      const database = await databaseReadiness();
      if (!database.ready) return database;
      const reason = await notReady();
      return reason === null ? database : { ready: false, reason };
    },
    notReady,
    async stop() {
      stopping = true;
      await withTimeout(loop.stop(), CLOSE_MILLISECONDS).catch(() => {});
      await connected?.scheduler.stop();
      if (connected) await withTimeout(connected.store.close(), CLOSE_MILLISECONDS).catch(() => {});
    },
  };
}
