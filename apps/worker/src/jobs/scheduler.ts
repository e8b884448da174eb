/**
 * Runs the jobs on Agenda, which decides when a job is due and which worker runs it.
 * - Every worker polls the job store each second and locks the jobs that are due.
 * - A lock lasts 8 seconds and is renewed while the job runs (`job-lock.ts`).
 * - Every 2 seconds `reconcileSchedules` (`schedules.ts`) restores missing or changed schedules.
 * - `run-job.ts` runs one job, with metrics and logs; a failed job is retried (`backoff.ts`).
 * - `drain.ts` stops: no new job, wait for running ones, unlock.
 * `jobs.ts` lists the jobs. docs/decisions/050-agenda-and-its-workarounds.md lists what works around
 * Agenda's own behaviour.
 */
import { startLoop } from '@frontrow/process/loop';
import { Agenda, type Job as AgendaJob } from 'agenda';
import type { JobStore } from '../store/job-store.ts';
import { onDatabaseClock } from '../store/on-database-clock.ts';
import { throttle } from '../throttle.ts';
import { exponentialBackoff } from './backoff.ts';
import { drain } from './drain.ts';
import { LOCK_MILLISECONDS, withRenewedLock } from './job-lock.ts';
import type { Job } from './jobs.ts';
import { type RunContext, runJob } from './run-job.ts';
import { reconcileSchedules } from './schedules.ts';
import { createWorkerClock, type WorkerClock } from './worker-clock.ts';

/** How often a worker looks for due jobs; Agenda's default is 5 seconds. */
const POLL_MILLISECONDS = 1_000;
const RECONCILE_MILLISECONDS = 2_000;

export interface Scheduler {
  agenda: Agenda;
  /** Waits for the running jobs and unlocks all jobs of this worker. Takes at most 13 seconds. */
  stop(): Promise<void>;
}

export interface SchedulerOptions extends Pick<RunContext, 'ctx' | 'metrics'> {
  store: JobStore;
  jobs: readonly Job[];
  /** The clock of this process in milliseconds since 1970; tests give one that is off. */
  localTime?: () => number;
  /** This worker's name, which is stored as `lastModifiedBy` of the jobs it has locked. */
  name: string;
}

/** @throws when the store cannot be reached; nothing keeps running in that case */
export async function startScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const { jobs, name, ctx, metrics, localTime } = options;
  const { log } = ctx;
  const clock = createWorkerClock({ ...ctx, onOffset: metrics.onClockOffset, localTime });
  await clock.read();
  const store = withClock(options.store, clock);
  const { backend, channel } = store;
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
  let stopped = false;
  const warn = throttle((err) => log.warn({ err }, 'Agenda reports an error'));
  agenda.on('error', (err) => {
    // Agenda may still query after the stop, when the connection is closed already.
    if (!stopped) warn(err);
  });
  // The channel also reports the runs of other workers.
  agenda.on('start', (job: AgendaJob, remote?: boolean) => {
    if (!remote) runningJobs.add(job);
  });
  agenda.on('complete', (job: AgendaJob) => runningJobs.delete(job));
  const runContext = { ctx, metrics, stopping: stopping.signal, deadline: deadline.signal };
  for (const job of jobs) {
    const run = (agendaJob: AgendaJob) =>
      withRenewedLock(agendaJob, log, () => runJob(job, runContext));
    agenda.define(job.name, run, { backoff: exponentialBackoff(job) });
  }
  try {
    await agenda.start();
  } catch (error) {
    await channel?.disconnect();
    throw error;
  }
  const reconciliation = startLoop(
    log,
    { name: 'job schedules', milliseconds: RECONCILE_MILLISECONDS },
    async () => {
      await clock.read();
      try {
        await reconcileSchedules({ agenda, store, jobs, log });
      } catch (error) {
        // The table or collection itself may be missing.
        await store.ensureSchema();
        throw error;
      }
    },
  );
  return {
    agenda,
    async stop() {
      await drain({ agenda, store, name, log, reconciliation, runningJobs, stopping, deadline });
      stopped = true;
    },
  };
}

/** The same store, in which all times are the database's. */
const withClock = (store: JobStore, { lead }: WorkerClock): JobStore => ({
  ...store,
  backend: { ...store.backend, repository: onDatabaseClock(store.backend.repository, lead) },
});
