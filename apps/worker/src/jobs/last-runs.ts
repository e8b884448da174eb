import type { LastRun } from '@frontrow/domain/health/process-state';
import type { JobMetrics } from './job-metrics.ts';
import type { Job } from './jobs.ts';

export interface LastRuns {
  /** The same metrics, which also note the last run of each job. */
  metrics: JobMetrics;
  list(): LastRun[];
}

/** Notes the last run of each job on this worker, for the state that it writes. */
export function noteLastRuns(jobs: readonly Job[], metrics: JobMetrics): LastRuns {
  const runs = new Map<string, { endedAt: number } & Pick<LastRun, 'outcome' | 'seconds'>>();
  return {
    metrics: {
      ...metrics,
      onRun(job, run) {
        metrics.onRun(job, run);
        runs.set(job, { ...run, endedAt: performance.now() });
      },
    },
    list: () =>
      jobs.map(({ name, periodSeconds }) => {
        const run = runs.get(name);
        const secondsAgo = run ? (performance.now() - run.endedAt) / 1000 : null;
        const { outcome = null, seconds = null } = run ?? {};
        return { name, periodSeconds, secondsAgo, outcome, seconds };
      }),
  };
}
