import type { DomainContext } from '@frontrow/domain/kernel/context';
import type { Logger } from '@frontrow/domain/kernel/logger';
import { createWorld, type World } from '@frontrow/domain/testing/world';
import { parseSettings } from '@frontrow/settings/settings';
import { Registry } from 'prom-client';
import { onTestFinished } from 'vitest';
import {
  createJobMetrics,
  type JobMetrics,
  OUTCOMES,
  type Outcome,
} from '../../src/jobs/job-metrics.ts';
import { createJobs, type Job } from '../../src/jobs/jobs.ts';
import { type Scheduler, startScheduler } from '../../src/jobs/scheduler.ts';
import type { JobStore } from '../../src/store/job-store.ts';
import { openJobStore } from '../../src/store/open-job-store.ts';
import type { Backend } from '../stores/backends.ts';

export interface LogLine {
  level: 'info' | 'warn' | 'error';
  message: string;
  fields: Record<string, unknown>;
}

/** A worker's scheduler in the test's process, with its counters and its log. */
export interface WorkerHandle {
  scheduler: Scheduler;
  store: JobStore;
  log: LogLine[];
  /** Number of runs of a job by outcome. */
  runs(job: string): Promise<Record<Outcome, number>>;
  /** Number of rows that a job has changed. */
  rows(job: string): Promise<number>;
  /** Number of violations by check of the audit. */
  violations(): Promise<Record<string, number>>;
  stop(): Promise<void>;
}

export interface InProcessWorkers {
  world: World;
  env: Record<string, string>;
  start(options?: {
    env?: Record<string, string>;
    jobs?: Job[];
    name?: string;
    localTime?: () => number;
  }): Promise<WorkerHandle>;
}

/** Creates a database with a clock that only the test moves, and a job store. All end with the test. */
export async function createInProcessWorkers(backend: Backend): Promise<InProcessWorkers> {
  const world = await createWorld();
  const jobStore = backend.createStore();
  const handles: WorkerHandle[] = [];
  onTestFinished(async () => {
    await Promise.all(handles.map(({ stop }) => stop()));
    await world.close();
    await jobStore.drop();
  });
  const env = { DATABASE_URL: world.url, SWEEP_SECONDS: '1', ...jobStore.env };
  return {
    world,
    env,
    async start({ env: more = {}, jobs, name = `worker ${handles.length}`, localTime } = {}) {
      const settings = parseSettings({ ...env, ...more });
      const log: LogLine[] = [];
      const ctx: DomainContext = world.with({}, { log: recordLog(log) });
      const all = jobs ?? createJobs(settings);
      const registry = new Registry();
      const metrics: JobMetrics = createJobMetrics(registry, all);
      const store = await openJobStore(settings, ctx.log);
      const scheduler = await startScheduler({
        ...{ store, jobs: all, name, ctx, metrics },
        ...(localTime && { localTime }),
      });
      const valuesOf = async (metric: string) =>
        (await registry.getSingleMetric(metric)?.get())?.values ?? [];
      let stopped: Promise<void> | undefined;
      const worker: WorkerHandle = {
        scheduler,
        store,
        log,
        async runs(job) {
          const values = await valuesOf('frontrow_jobs_total');
          const of = (outcome: Outcome) =>
            values.find(({ labels }) => labels.job === job && labels.outcome === outcome)?.value;
          return Object.fromEntries(
            OUTCOMES.map((outcome) => [outcome, of(outcome) ?? 0]),
          ) as Record<Outcome, number>;
        },
        async rows(job) {
          const values = await valuesOf('frontrow_job_rows_total');
          return values.find(({ labels }) => labels.job === job)?.value ?? 0;
        },
        async violations() {
          const values = await valuesOf('frontrow_audit_violations_total');
          return Object.fromEntries(values.map(({ labels, value }) => [labels.check, value]));
        },
        stop() {
          stopped ??= scheduler.stop().finally(() => store.close());
          return stopped;
        },
      };
      handles.push(worker);
      return worker;
    },
  };
}

function recordLog(lines: LogLine[]): Logger {
  const at = (level: LogLine['level']) => (fields: object, message: string) =>
    void lines.push({ level, message, fields: { ...fields } });
  return { info: at('info'), warn: at('warn'), error: at('error') };
}
