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

/** A worker's scheduler in this process, over a world whose clock only tests move. */
export interface WorkerHandle {
  scheduler: Scheduler;
  store: JobStore;
  lines: LogLine[];
  runs(job: string): Promise<Record<Outcome, number>>;
  rows(job: string): Promise<number>;
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
  }): Promise<WorkerHandle>;
}

/** A world, and a store of jobs of its own; all that was started in it ends with the test. */
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
    async start({ env: more = {}, jobs, name = `worker ${handles.length}` } = {}) {
      const settings = parseSettings({ ...env, ...more });
      const lines: LogLine[] = [];
      const ctx: DomainContext = world.with({}, { log: recordLog(lines) });
      const all = jobs ?? createJobs(settings);
      const registry = new Registry();
      const metrics: JobMetrics = createJobMetrics(registry, all);
      const store = await openJobStore(settings, ctx.log);
      const scheduler = await startScheduler({ store, jobs: all, name, ctx, metrics });
      const valuesOf = async (metric: string) =>
        (await registry.getSingleMetric(metric)?.get())?.values ?? [];
      let stopped: Promise<void> | undefined;
      const worker: WorkerHandle = {
        scheduler,
        store,
        lines,
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
