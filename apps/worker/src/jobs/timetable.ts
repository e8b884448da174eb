import type { Agenda, JobParameters } from 'agenda';
import { mostBackoffOf } from './backoff.ts';
import type { Job } from './jobs.ts';
import { LOCK_MILLISECONDS } from './lock.ts';

/** As Agenda reads it, and as an operator sees it. */
const intervalOf = ({ periodSeconds }: Job): string => `${periodSeconds} seconds`;

/**
 * Sees to it that every job stands in the store once, with the period that the settings say, whatever
 * happened to it there: deleted, changed, lost with the store. One that a dead worker left in the
 * middle is due at once. A job that an operator paused stays paused.
 *
 * What `every` alone would do at each start: on MongoDB it takes a running job's lock away.
 */
export async function keepTimetable(agenda: Agenda, jobs: readonly Job[]): Promise<void> {
  const names = jobs.map(({ name }) => name);
  const { jobs: stored } = await agenda.db.queryJobs({ names });
  for (const job of jobs) {
    const found = stored.find(({ name, type }) => name === job.name && type === 'single');
    if (!found) {
      await agenda.every(intervalOf(job), job.name);
      continue;
    }
    const asItShould = found.repeatInterval === intervalOf(job) && !isTooLate(found, job);
    if (asItShould && !wasCutOff(found)) continue;
    const { state: _, ...attrs } = found;
    const due = { ...attrs, repeatInterval: intervalOf(job), nextRunAt: new Date() };
    await agenda.db.saveJob(due, { lastModifiedBy: agenda.attrs.name });
  }
}

/** A run that began under another period may write down the next one by that, after it was changed. */
function isTooLate({ nextRunAt, failCount }: JobParameters, job: Job): boolean {
  const most = failCount ? mostBackoffOf(job) : job.periodSeconds * 1000;
  // Clocks of machines differ by less than a lock lasts, or locks would be worth nothing.
  return nextRunAt === null || nextRunAt.getTime() > Date.now() + most + LOCK_MILLISECONDS;
}

/** It began and never ended, and nobody is at it; and it would not be due for a while. */
function wasCutOff({ lastRunAt, lastFinishedAt, lockedAt, nextRunAt }: JobParameters): boolean {
  if (!lastRunAt || (lastFinishedAt && lastFinishedAt >= lastRunAt)) return false;
  const deserted = !lockedAt || lockedAt.getTime() < Date.now() - LOCK_MILLISECONDS;
  return deserted && nextRunAt !== null && nextRunAt.getTime() > Date.now();
}
