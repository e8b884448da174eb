import { startLoop } from '@frontrow/process/loop';
import { Agenda, type Job as AgendaJob } from 'agenda';
import { occasionally } from '../occasionally.ts';
import type { JobStore } from '../store/job-store.ts';
import { backoffOf } from './backoff.ts';
import { drain } from './drain.ts';
import type { Job } from './jobs.ts';
import { holdingLock, LOCK_MILLISECONDS } from './lock.ts';
import { type Running, runJob } from './run-job.ts';
import { keepTimetable } from './timetable.ts';

/** How often it looks for jobs that are due. */
const LOOK_MILLISECONDS = 1_000;
const TIMETABLE_MILLISECONDS = 2_000;

export interface Scheduler {
  agenda: Agenda;
  /** Lets the jobs under way finish, and leaves none of this worker's locked. */
  stop(): Promise<void>;
}

export interface Scheduling extends Pick<Running, 'ctx' | 'metrics'> {
  store: JobStore;
  jobs: readonly Job[];
  /** Of this worker: it stands in the store beside what it has locked. */
  name: string;
}

/** @throws when the store cannot be reached; then nothing goes on */
export async function startScheduler(scheduling: Scheduling): Promise<Scheduler> {
  const { store, jobs, name, ctx, metrics } = scheduling;
  const { backend, channel } = store;
  const { log } = ctx;
  const [stopping, timeUp] = [new AbortController(), new AbortController()];
  const underWay = new Set<AgendaJob>();
  const agenda = new Agenda({
    name,
    backend,
    ...(channel ? { notificationChannel: channel } : {}),
    processEvery: LOOK_MILLISECONDS,
    defaultLockLifetime: LOCK_MILLISECONDS,
    defaultConcurrency: 1,
    removeOnComplete: true,
  });
  agenda.on(
    'error',
    occasionally((err) => log.warn({ err }, 'Agenda met an error')),
  );
  agenda.on('start', (job: AgendaJob, remote?: boolean) => {
    if (!remote) underWay.add(job);
  });
  agenda.on('complete', (job: AgendaJob) => underWay.delete(job));
  const running = { ctx, metrics, stopping: stopping.signal, timeUp: timeUp.signal };
  for (const job of jobs) {
    const run = (agendaJob: AgendaJob) => holdingLock(agendaJob, log, () => runJob(job, running));
    agenda.define(job.name, run, { backoff: backoffOf(job) });
  }
  try {
    await agenda.start();
  } catch (error) {
    await channel?.disconnect();
    throw error;
  }
  const timetable = startLoop(
    log,
    { name: 'timetable', milliseconds: TIMETABLE_MILLISECONDS },
    async () => {
      try {
        await keepTimetable({ agenda, store, jobs, log });
      } catch (error) {
        // It may be the place of the jobs that is gone.
        await store.ensure();
        throw error;
      }
    },
  );
  return {
    agenda,
    stop: () => drain({ agenda, store, name, log, timetable, underWay, stopping, timeUp }),
  };
}
