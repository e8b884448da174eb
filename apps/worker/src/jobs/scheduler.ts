import { setTimeout as sleep } from 'node:timers/promises';
import { inTime } from '@frontrow/process/in-time';
import { type Loop, startLoop } from '@frontrow/process/loop';
import { Agenda, type Job as AgendaJob } from 'agenda';
import { occasionally } from '../occasionally.ts';
import type { JobStore } from '../store/job-store.ts';
import { backoffOf } from './backoff.ts';
import type { Job } from './jobs.ts';
import { holdingLock, LOCK_MILLISECONDS } from './lock.ts';
import { type Running, runJob } from './run-job.ts';
import { keepTimetable } from './timetable.ts';

/** How often it looks for jobs that are due. */
const LOOK_MILLISECONDS = 1_000;
const TIMETABLE_MILLISECONDS = 2_000;
/** How long jobs may go on once the worker is told to stop, and then until their batch is over. */
const DRAIN_MILLISECONDS = 8_000;
const BATCH_MILLISECONDS = 4_000;
const UNLOCK_MILLISECONDS = 2_000;

export interface Scheduler {
  agenda: Agenda;
  /** Lets the jobs under way finish, and leaves none of this worker's locked. */
  stop(): Promise<void>;
}

export interface Scheduling extends Omit<Running, 'signal'> {
  store: JobStore;
  jobs: readonly Job[];
  /** Of this worker: it stands in the store beside what it has locked. */
  name: string;
}

/** @throws when the store cannot be reached; then nothing goes on */
export async function startScheduler(scheduling: Scheduling): Promise<Scheduler> {
  const { store, jobs, name, ctx, metrics } = scheduling;
  const { backend, channel } = store;
  const ending = new AbortController();
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
    occasionally((err) => ctx.log.warn({ err }, 'Agenda met an error')),
  );
  agenda.on('start', (job: AgendaJob, remote?: boolean) => remote || underWay.add(job));
  agenda.on('complete', (job: AgendaJob) => underWay.delete(job));
  for (const job of jobs) {
    const run = (agendaJob: AgendaJob) =>
      holdingLock(agendaJob, ctx.log, () => runJob(job, { ctx, metrics, signal: ending.signal }));
    agenda.define(job.name, run, { backoff: backoffOf(job) });
  }
  try {
    await agenda.start();
  } catch (error) {
    await channel?.disconnect();
    throw error;
  }
  const timetable = startLoop(
    ctx.log,
    { name: 'timetable', milliseconds: TIMETABLE_MILLISECONDS },
    () => keepTimetable(agenda, jobs),
  );
  return { agenda, stop: () => drain(scheduling, { agenda, timetable, ending, underWay }) };
}

async function drain(
  { store, name, ctx }: Scheduling,
  {
    agenda,
    timetable,
    ending,
    underWay,
  }: { agenda: Agenda; timetable: Loop; ending: AbortController; underWay: Set<AgendaJob> },
): Promise<void> {
  const { repository } = store.backend;
  const complain = (err: unknown) =>
    ctx.log.warn({ err }, 'jobs of this worker stay locked until their locks run out');
  await timetable.stop();
  await inTime(agenda.stop(false), UNLOCK_MILLISECONDS).catch(complain);
  await untilEmpty(underWay, DRAIN_MILLISECONDS);
  ending.abort();
  await untilEmpty(underWay, BATCH_MILLISECONDS);
  // One that was being locked while the processor stopped was not among those that it unlocks.
  const unlock = async () => {
    const { jobs } = await repository.queryJobs();
    const ids = jobs.flatMap(({ _id, lockedAt, lastModifiedBy }) =>
      _id && lockedAt && lastModifiedBy === name ? [_id] : [],
    );
    await repository.unlockJobs(ids);
  };
  await inTime(unlock(), UNLOCK_MILLISECONDS).catch(complain);
}

async function untilEmpty(set: Set<unknown>, milliseconds: number): Promise<void> {
  for (const end = Date.now() + milliseconds; set.size > 0 && Date.now() < end; ) await sleep(20);
}
