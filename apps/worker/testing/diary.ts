import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../src/jobs/jobs.ts';

export interface DiaryRun {
  began: number;
  ended: number | null;
}

/** A job that notes when it begins and ends, and takes as long as it is told. */
export function diary(periodSeconds: number, milliseconds = 0): { job: Job; runs: DiaryRun[] } {
  const runs: DiaryRun[] = [];
  const job: Job = {
    name: 'keep-a-diary',
    periodSeconds,
    async run(_, { timeUp }) {
      const run: DiaryRun = { began: Date.now(), ended: null };
      runs.push(run);
      await sleep(milliseconds, undefined, { signal: timeUp }).catch(() => {});
      run.ended = Date.now();
    },
  };
  return { job, runs };
}
