import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../../src/jobs/jobs.ts';

export interface RecordedRun {
  began: number;
  ended: number | null;
}

/** A job that notes when it begins and ends, and takes as long as it is told. */
export function recordedJob(
  periodSeconds: number,
  milliseconds = 0,
): { job: Job; runs: RecordedRun[] } {
  const runs: RecordedRun[] = [];
  const job: Job = {
    name: 'keep-a-recordedJob',
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
