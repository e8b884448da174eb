import type { BackoffStrategy } from 'agenda';
import type { Job } from './jobs.ts';

const MAX_MILLISECONDS = 60_000;

/** The longest delay before a retry: one minute, or the job's period when that is longer. */
export const maxBackoffMilliseconds = ({ periodSeconds }: Job): number =>
  Math.max(periodSeconds * 1000, MAX_MILLISECONDS);

/** Retries a failed job after one period, then doubles the delay with each further failure. */
export const exponentialBackoff =
  (job: Job): BackoffStrategy =>
  ({ attempt }) =>
    Math.min(job.periodSeconds * 1000 * 2 ** (attempt - 1), maxBackoffMilliseconds(job));
