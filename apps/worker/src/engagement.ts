import type { Readiness } from '@frontrow/process/database-readiness';
import { PROBE_MILLISECONDS } from '@frontrow/process/database-readiness';
import { startLoop } from '@frontrow/process/loop';
import { withTimeout } from '@frontrow/process/with-timeout';
import type { Agenda } from 'agenda';
import { type Scheduler, type Scheduling, startScheduler } from './jobs/scheduler.ts';
import type { JobStore } from './store/job-store.ts';

const RETRY_MILLISECONDS = 1_000;
const CLOSE_MILLISECONDS = 2_000;

export interface Engagement {
  /** Null until the job store has been reached. */
  agenda(): Agenda | null;
  readiness(): Promise<Readiness>;
  /** Lets the jobs under way finish and leaves the store. */
  stop(): Promise<void>;
}

export interface Engaging {
  scheduling: Omit<Scheduling, 'store'>;
  /** Whether the database is there and migrated: no job begins before. */
  database(): Promise<Readiness>;
  open(): Promise<JobStore>;
}

/**
 * Begins with the jobs as soon as the database and the job store are there, in whatever order they
 * come; until then, and when they go away again, the process stays up and says that it is not ready.
 */
export function engage({ scheduling, database, open }: Engaging): Engagement {
  const { log } = scheduling.ctx;
  let engaged: { store: JobStore; scheduler: Scheduler } | null = null;
  let stopping = false;
  const begin = async () => {
    const { ready, reason } = await database();
    if (!ready) throw new Error(reason);
    const store = await open();
    try {
      return { store, scheduler: await startScheduler({ ...scheduling, store }) };
    } catch (error) {
      await store.close();
      throw error;
    }
  };
  const loop = startLoop(log, { name: 'job store', milliseconds: RETRY_MILLISECONDS }, async () => {
    engaged ??= await begin();
  });
  return {
    agenda: () => engaged?.scheduler.agenda ?? null,
    async readiness() {
      if (stopping) return { ready: false, reason: 'draining' };
      const state = await database();
      if (!state.ready) return state;
      if (!engaged) return { ready: false, reason: 'job store not reached yet' };
      try {
        await withTimeout(engaged.store.ping(), PROBE_MILLISECONDS);
        return state;
      } catch (error) {
        log.warn({ err: error }, 'not ready');
        return { ready: false, reason: 'job store unreachable' };
      }
    },
    async stop() {
      stopping = true;
      await withTimeout(loop.stop(), CLOSE_MILLISECONDS).catch(() => {});
      await engaged?.scheduler.stop();
      if (engaged) await withTimeout(engaged.store.close(), CLOSE_MILLISECONDS).catch(() => {});
    },
  };
}
