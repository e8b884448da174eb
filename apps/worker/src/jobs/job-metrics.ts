import { AUDIT_CHECKS } from '@frontrow/domain/audit/checks.sql';
import { LOOKS, type LookReport } from '@frontrow/domain/audit/looks/run-looks';
import { TOP_UP_CHECKS } from '@frontrow/domain/audit/top-up-checks.sql';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Job } from './jobs.ts';

/** `cancelled`: the worker stopped, and the run ended between two batches. */
export const OUTCOMES = ['ok', 'failed', 'cancelled'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface JobMetrics {
  onRun(job: string, run: { outcome: Outcome; seconds: number }): void;
  onRows(job: string, rows: number): void;
  onViolations(check: string, count: number): void;
  onLook(report: LookReport): void;
  /** Called with how many seconds this process is ahead of the database. */
  onClockOffset(seconds: number): void;
}

/** All counters start at 0 for every job and check, so that an alert can tell "never" from "unknown". */
export function createJobMetrics(registry: Registry, jobs: readonly Job[]): JobMetrics {
  const registers = [registry];
  const runs = new Counter({
    name: 'frontrow_jobs_total',
    help: 'Job runs of this worker by outcome: ok, failed or cancelled',
    labelNames: ['job', 'outcome'],
    registers,
  });
  const rows = new Counter({
    name: 'frontrow_job_rows_total',
    help: 'Rows that jobs released or deleted',
    labelNames: ['job'],
    registers,
  });
  const seconds = new Histogram({
    name: 'frontrow_job_seconds',
    help: 'Duration of job runs in seconds',
    labelNames: ['job'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120],
    registers,
  });
  const lastSuccess = new Gauge({
    name: 'frontrow_job_last_success_timestamp_seconds',
    help: 'Time of the last successful run on this worker; use the maximum over all workers',
    labelNames: ['job'],
    registers,
  });
  const violations = new Counter({
    name: 'frontrow_audit_violations_total',
    help: 'Invariant violations found by the audit; a persisting violation counts again in each run',
    labelNames: ['check'],
    registers,
  });
  const lookRows = new Counter({
    name: 'frontrow_audit_rows_total',
    help: 'Rows that the looks of the audit read to find what to check',
    labelNames: ['look'],
    registers,
  });
  const lookSeconds = new Counter({
    name: 'frontrow_audit_seconds_total',
    help: 'Seconds that the looks of the audit kept a connection busy, without their pauses',
    labelNames: ['look'],
    registers,
  });
  const lookFinished = new Gauge({
    name: 'frontrow_audit_last_look_timestamp_seconds',
    help: 'When the last look of the audit was complete, on any worker; use the maximum over all workers',
    labelNames: ['look'],
    registers,
  });
  const clockOffset = new Gauge({
    name: 'frontrow_worker_clock_offset_seconds',
    help: "How many seconds this worker's clock is ahead of the database's; negative if it is behind",
    registers,
  });
  for (const { name: job } of jobs) {
    rows.inc({ job }, 0);
    for (const outcome of OUTCOMES) runs.inc({ job, outcome }, 0);
  }
  for (const look of LOOKS) {
    lookRows.inc({ look }, 0);
    lookSeconds.inc({ look }, 0);
  }
  for (const { name: check } of [...AUDIT_CHECKS, ...TOP_UP_CHECKS]) violations.inc({ check }, 0);
  return {
    onRun(job, { outcome, seconds: duration }) {
      runs.inc({ job, outcome });
      seconds.observe({ job }, duration);
      if (outcome === 'ok') lastSuccess.set({ job }, Date.now() / 1000);
    },
    onRows: (job, count) => rows.inc({ job }, count),
    onViolations: (check, count) => violations.inc({ check }, count),
    onClockOffset: (seconds) => clockOffset.set(seconds),
    onLook({ look, rows: read, seconds: took, finishedAt }) {
      lookRows.inc({ look }, read);
      lookSeconds.inc({ look }, took);
      if (finishedAt) lookFinished.set({ look }, finishedAt.getTime() / 1000);
    },
  };
}
