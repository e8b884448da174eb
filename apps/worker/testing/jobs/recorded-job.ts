import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../../src/jobs/jobs.ts';

/** Start and end of one run, in milliseconds since the epoch. */
export interface RecordedRun {
  began: number;
  /** Null while the run is in progress. */
  ended: number | null;
}

/** A job that records its runs; each run takes the given time, or ends at the worker's deadline. */
export function recordedJob(
  periodSeconds: number,
  milliseconds = 0,
): { job: Job; runs: RecordedRun[] } {
  const runs: RecordedRun[] = [];
  const job: Job = {
    name: 'recorded-job',
    periodSeconds,
    async run(_, { deadline }) {
      const run: RecordedRun = { began: Date.now(), ended: null };
      runs.push(run);
      await sleep(milliseconds, undefined, { signal: deadline }).catch(() => {});
      run.ended = Date.now();
    },
  };
  return { job, runs };
}
