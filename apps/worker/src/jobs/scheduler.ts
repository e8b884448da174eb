import { startLoop } from '@frontrow/process/loop';
import { Agenda, type Job as AgendaJob } from 'agenda';
import type { JobStore } from '../store/job-store.ts';
import { throttle } from '../throttle.ts';
import { exponentialBackoff } from './backoff.ts';
import { drain } from './drain.ts';
import { LOCK_MILLISECONDS, withRenewedLock } from './job-lock.ts';
import type { Job } from './jobs.ts';
import { type RunContext, runJob } from './run-job.ts';
import { reconcileSchedules } from './schedules.ts';

/** How often it looks for jobs that are due. */
const POLL_MILLISECONDS = 1_000;
const RECONCILE_MILLISECONDS = 2_000;

export interface Scheduler {
  agenda: Agenda;
  /** Lets the jobs under way finish, and leaves none of this worker's locked. */
  stop(): Promise<void>;
}

export interface SchedulerOptions extends Pick<RunContext, 'ctx' | 'metrics'> {
  store: JobStore;
  jobs: readonly Job[];
  /** Of this worker: it stands in the store beside what it has locked. */
  name: string;
}

/** @throws when the store cannot be reached; then nothing goes on */
export async function startScheduler(scheduling: SchedulerOptions): Promise<Scheduler> {
  const { store, jobs, name, ctx, metrics } = scheduling;
  const { backend, channel } = store;
  const { log } = ctx;
  const [stopping, deadline] = [new AbortController(), new AbortController()];
  const runningJobs = new Set<AgendaJob>();
  const agenda = new Agenda({
    name,
    backend,
    ...(channel ? { notificationChannel: channel } : {}),
    processEvery: POLL_MILLISECONDS,
    defaultLockLifetime: LOCK_MILLISECONDS,
    defaultConcurrency: 1,
    removeOnComplete: true,
  });
  agenda.on(
    'error',
    throttle((err) => log.warn({ err }, 'Agenda met an error')),
  );
  agenda.on('start', (job: AgendaJob, remote?: boolean) => {
    if (!remote) runningJobs.add(job);
  });
  agenda.on('complete', (job: AgendaJob) => runningJobs.delete(job));
  const running = { ctx, metrics, stopping: stopping.signal, deadline: deadline.signal };
  for (const job of jobs) {
    const run = (agendaJob: AgendaJob) =>
      withRenewedLock(agendaJob, log, () => runJob(job, running));
    agenda.define(job.name, run, { backoff: exponentialBackoff(job) });
  }
  try {
    await agenda.start();
  } catch (error) {
    await channel?.disconnect();
    throw error;
  }
  const timetable = startLoop(
    log,
    { name: 'timetable', milliseconds: RECONCILE_MILLISECONDS },
    async () => {
      try {
        await reconcileSchedules({ agenda, store, jobs, log });
      } catch (error) {
        // It may be the place of the jobs that is gone.
        await store.ensure();
        throw error;
      }
    },
  );
  return {
    agenda,
    stop: () => drain({ agenda, store, name, log, timetable, runningJobs, stopping, deadline }),
  };
}
