import type { Logger } from '@frontrow/domain/kernel/logger';
import type { Agenda, JobParameters } from 'agenda';
import type { JobStore } from '../store/job-store.ts';
import { maxBackoffMilliseconds } from './backoff.ts';
import { LOCK_MILLISECONDS } from './job-lock.ts';
import type { Job } from './jobs.ts';

/** As Agenda reads it, and as an operator sees it. */
const intervalOf = ({ periodSeconds }: Job): string => `${periodSeconds} seconds`;

export interface ReconcileOptions {
  agenda: Agenda;
  store: JobStore;
  jobs: readonly Job[];
  log: Logger;
}

/**
 * Sees to it that every job stands in the store once, with the period that the settings say, whatever
 * happened to it there: deleted, doubled, changed, lost with the store. One that a dead worker left in
 * the middle is due at once. A job that an operator paused stays paused.
 */
export async function reconcileSchedules({
  agenda,
  store,
  jobs,
  log,
}: ReconcileOptions): Promise<void> {
  const names = jobs.map(({ name }) => name);
  const { jobs: stored } = await agenda.db.queryJobs({ names });
  const singles = stored.filter(({ type }) => type === 'single');
  if (new Set(singles.map(({ name }) => name)).size < jobs.length || singles.length > jobs.length) {
    await store.ensure();
  }
  for (const job of jobs) {
    const found = singles.find(({ name }) => name === job.name);
    if (!found) {
      await agenda.every(intervalOf(job), job.name);
      continue;
    }
    const nextRunAt = correctedNextRun(found, job);
    if (nextRunAt === null) continue;
    const { state: _, ...attrs } = found;
    const put = { ...attrs, repeatInterval: intervalOf(job), nextRunAt };
    if (found.repeatInterval !== put.repeatInterval) {
      const [was, is] = [found.repeatInterval, put.repeatInterval];
      log.warn({ job: job.name, was, is }, 'a job stood with another period than the settings say');
    }
    await agenda.db.saveJob(put, { lastModifiedBy: agenda.attrs.name });
  }
}

/**
 * When it has to be due, if that is not what stands there. By another period never more often than the
 * shorter of the two: two workers with different settings would drive each other on.
 */
function correctedNextRun(found: JobParameters, job: Job): Date | null {
  const { nextRunAt, lastRunAt, repeatInterval } = found;
  if (nextRunAt === null || wasInterrupted(found)) return new Date();
  if (repeatInterval === intervalOf(job) && !isScheduledTooLate(found, job)) return null;
  const byPeriod = (lastRunAt?.getTime() ?? 0) + job.periodSeconds * 1000;
  return new Date(Math.min(nextRunAt.getTime(), byPeriod));
}

/** A run that began under another period may write down the next one by that, after it was changed. */
function isScheduledTooLate({ nextRunAt, failCount }: JobParameters, job: Job): boolean {
  const most = failCount ? maxBackoffMilliseconds(job) : job.periodSeconds * 1000;
  // Clocks of machines differ by less than a lock lasts, or locks would be worth nothing.
  return Number(nextRunAt) > Date.now() + most + LOCK_MILLISECONDS;
}

/** It began and never ended, and nobody is at it; and it would not be due for a while. */
function wasInterrupted({
  lastRunAt,
  lastFinishedAt,
  lockedAt,
  nextRunAt,
}: JobParameters): boolean {
  if (!lastRunAt || (lastFinishedAt && lastFinishedAt >= lastRunAt)) return false;
  const deserted = !lockedAt || lockedAt.getTime() < Date.now() - LOCK_MILLISECONDS;
  return deserted && Number(nextRunAt) > Date.now();
}
