import type { BackoffStrategy } from 'agenda';
import type { Job } from './jobs.ts';

const MOST_MILLISECONDS = 60_000;

export const maxBackoffMilliseconds = ({ periodSeconds }: Job): number =>
  Math.max(periodSeconds * 1000, MOST_MILLISECONDS);

/** A job that goes on failing is tried again a period later, then after twice as long, up to a minute. */
export const exponentialBackoff =
  (job: Job): BackoffStrategy =>
  ({ attempt }) =>
    Math.min(job.periodSeconds * 1000 * 2 ** (attempt - 1), maxBackoffMilliseconds(job));
