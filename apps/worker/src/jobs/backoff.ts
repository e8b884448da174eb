import type { BackoffStrategy } from 'agenda';
import type { Job } from './jobs.ts';

/** Before the first retry. A job with an hour between its runs must not wait an hour because a lock was held for ten seconds. */
const FIRST_MILLISECONDS = 10_000;
const MAX_MILLISECONDS = 60_000;

/** The longest delay before a retry: one minute, or the job's period when that is longer. */
export const maxBackoffMilliseconds = ({ periodSeconds }: Job): number =>
  Math.max(periodSeconds * 1000, MAX_MILLISECONDS);

/** Retries a failed job after 10 seconds, or one period if that is shorter, then doubles the delay with each further failure. */
export const exponentialBackoff = (job: Job): BackoffStrategy => {
  const first = Math.min(job.periodSeconds * 1000, FIRST_MILLISECONDS);
  return ({ attempt }) => Math.min(first * 2 ** (attempt - 1), maxBackoffMilliseconds(job));
};
