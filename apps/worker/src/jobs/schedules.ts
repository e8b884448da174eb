import type { Logger } from '@frontrow/domain/kernel/logger';
import type { Agenda, JobParameters } from 'agenda';
import type { JobStore } from '../store/job-store.ts';
import { maxBackoffMilliseconds } from './backoff.ts';
import { LOCK_MILLISECONDS } from './job-lock.ts';
import { type Job, RETIRED_JOBS } from './jobs.ts';

/** In the form that Agenda parses and the dashboard shows. */
const intervalOf = ({ periodSeconds }: Job): string => `${periodSeconds} seconds`;

export interface ReconcileOptions {
  agenda: Agenda;
  store: JobStore;
  jobs: readonly Job[];
  log: Logger;
}

/**
 * Makes the stored schedules match the settings: exactly one schedule per job, with the job's period.
 * It restores schedules that were deleted, duplicated, changed, or lost with the whole store. A job that
 * a dead worker left unfinished becomes due at once. A job that an operator paused stays paused. Jobs of
 * earlier versions are retired.
 *
 * Workaround for Agenda 6.2.6 with @agendajs/mongo-backend 4.0.3: calling `agenda.every` at each start,
 * as Agenda's manual says, overwrites the lock of a running job on MongoDB, and two workers that start
 * together insert the job twice. Here `every` is called only for a missing job. Not needed once `every`
 * leaves an existing job's lock alone and inserts atomically on MongoDB.
 */
export async function reconcileSchedules({
  agenda,
  store,
  jobs,
  log,
}: ReconcileOptions): Promise<void> {
  const names = jobs.map(({ name }) => name);
  const { jobs: found } = await agenda.db.queryJobs({ names: [...names, ...RETIRED_JOBS] });
  const stored: typeof found = [];
  for (const job of found) stored.push(await withoutFuture(agenda, job, log));
  const schedules = stored.filter(({ name, type }) => type === 'single' && names.includes(name));
  const scheduled = new Set(schedules.map(({ name }) => name));
  if (scheduled.size < jobs.length || schedules.length > jobs.length) await store.ensureSchema();
  for (const job of jobs) {
    const found = schedules.find(({ name }) => name === job.name);
    if (!found) {
      await agenda.every(intervalOf(job), job.name);
      continue;
    }
    const nextRunAt = correctedNextRun(found, job);
    if (nextRunAt === null) continue;
    const { state: _, ...attrs } = found;
    const corrected = { ...attrs, repeatInterval: intervalOf(job), nextRunAt };
    if (found.repeatInterval !== corrected.repeatInterval) {
      // An operator may have written any text as the period.
      const stored = String(found.repeatInterval ?? 'none');
      const was = /^(none|\d{1,6} seconds)$/.test(stored) ? stored : 'not a number of seconds';
      const is = corrected.repeatInterval;
      log.warn({ job: job.name, was, is }, 'the stored period of a job differs from the settings');
    }
    await agenda.db.saveJob(corrected, { lastModifiedBy: agenda.attrs.name });
  }
  for (const job of stored) if (RETIRED_JOBS.includes(job.name)) await retire(agenda, job);
}

/** How far a stored time may lie in the future: clocks differ. A lock of a dead worker ends within 15 seconds even so. */
const AHEAD_MILLISECONDS = 5_000;

/**
 * Takes back times that lie in the future: a lock, the last run, its end. The clock of the worker that wrote them was
 * ahead, or that of the database has stepped back; a lock of tomorrow would keep the job from everybody until then.
 */
async function withoutFuture<Job extends JobParameters>(
  agenda: Agenda,
  job: Job,
  log: Logger,
): Promise<Job> {
  const now = new Date();
  const isAhead = (time: Date | undefined): boolean =>
    Number(time ?? 0) > now.getTime() + AHEAD_MILLISECONDS;
  const { lockedAt, lastRunAt, lastFinishedAt } = job;
  const isLocked = isAhead(lockedAt);
  // A worker that holds the job writes all of it anew when its run ends.
  if (lockedAt && !isLocked) return job;
  if (!isLocked && !isAhead(lastRunAt) && !isAhead(lastFinishedAt)) return job;
  const corrected: Job = {
    ...job,
    lockedAt: undefined,
    ...(isAhead(lastRunAt) ? { lastRunAt: now } : {}),
    ...(isAhead(lastFinishedAt) ? { lastFinishedAt: now } : {}),
    // What was under way has to run again; a job that runs once has no next run while it does.
    ...(isLocked ? { nextRunAt: now } : {}),
  };
  log.warn({ job: job.name }, 'a stored time of a job lay in the future');
  await agenda.db.saveJobState(corrected, { lastModifiedBy: agenda.attrs.name });
  return corrected;
}

const RETIRED_MILLISECONDS = 3_600_000;

/**
 * Pauses a job of an earlier version at once, and deletes it an hour after it was due. Workers of that
 * version, which run beside this one during a rolling upgrade, leave a paused job alone, but would
 * insert a deleted one again and run it immediately.
 */
async function retire(agenda: Agenda, { name, nextRunAt, disabled }: JobParameters): Promise<void> {
  if (Number(nextRunAt) < Date.now() - RETIRED_MILLISECONDS) await agenda.cancel({ name });
  else if (!disabled) await agenda.disable({ name });
}

/**
 * The time at which the job must run next; null when the stored time is right. A changed period takes
 * the earlier of the stored time and the time by the new period. Setting it to "now" instead would make
 * two workers with different periods reschedule the job for each other without end.
 */
function correctedNextRun(found: JobParameters, job: Job): Date | null {
  const { nextRunAt, lastRunAt, repeatInterval } = found;
  if (nextRunAt === null || wasInterrupted(found)) return new Date();
  if (repeatInterval === intervalOf(job) && !isScheduledTooLate(found, job)) return null;
  const began = Math.min(lastRunAt?.getTime() ?? 0, Date.now());
  const byPeriod = began + job.periodSeconds * 1000;
  return new Date(Math.min(nextRunAt.getTime(), byPeriod));
}

/** A run that began under a longer period may store its next run by that period after it was changed. */
function isScheduledTooLate({ nextRunAt, failCount }: JobParameters, job: Job): boolean {
  const maxDelay = failCount ? maxBackoffMilliseconds(job) : job.periodSeconds * 1000;
  // The lock lifetime is the tolerance for clock differences: locks do not work with larger ones.
  return Number(nextRunAt) > Date.now() + maxDelay + LOCK_MILLISECONDS;
}

/** The last run started but did not finish, its lock has expired, and the next run is not due yet. */
function wasInterrupted({
  lastRunAt,
  lastFinishedAt,
  lockedAt,
  nextRunAt,
}: JobParameters): boolean {
  if (!lastRunAt || (lastFinishedAt && lastFinishedAt >= lastRunAt)) return false;
  const unlocked = !lockedAt || lockedAt.getTime() < Date.now() - LOCK_MILLISECONDS;
  return unlocked && Number(nextRunAt) > Date.now();
}
