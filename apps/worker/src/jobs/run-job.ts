import type { DomainContext } from '@frontrow/domain/kernel/context';
import { isDatabaseUnavailable } from '@frontrow/domain/kernel/database/unavailable';
import type { JobMetrics, Outcome } from './job-metrics.ts';
import type { Job } from './jobs.ts';

export interface RunContext {
  ctx: DomainContext;
  metrics: JobMetrics;
  /** See `RunOptions`. */
  stopping: AbortSignal;
  deadline: AbortSignal;
}

/**
 * Runs a job once, counts the run and logs its result. Rethrows the job's error, so that Agenda
 * schedules the retry; a run that was cancelled by the worker's stop does not throw.
 */
export async function runJob(
  job: Job,
  { ctx, metrics, stopping, deadline }: RunContext,
): Promise<void> {
  if (deadline.aborted) return;
  const start = performance.now();
  let rows = 0;
  const finish = (outcome: Outcome) => {
    const seconds = (performance.now() - start) / 1000;
    metrics.onRun(job.name, { outcome, seconds });
    return { job: job.name, outcome, rows, milliseconds: Math.round(seconds * 1000) };
  };
  try {
    await job.run(ctx, {
      stopping,
      deadline,
      onBatch(count) {
        rows += count;
        metrics.onRows(job.name, count);
      },
      onViolation(check, violations) {
        metrics.onViolations(check, violations.length);
        ctx.log.error({ job: job.name, check, violations }, 'an invariant is violated');
      },
      onLook: metrics.onLook,
    });
    const result = finish(deadline.aborted ? 'cancelled' : 'ok');
    if (rows > 0 || deadline.aborted) ctx.log.info(result, 'a job has run');
  } catch (error) {
    if (deadline.aborted || (stopping.aborted && error === stopping.reason)) {
      ctx.log.info(finish('cancelled'), 'a job was cancelled');
      return;
    }
    const level = isDatabaseUnavailable(error) ? 'warn' : 'error';
    ctx.log[level]({ ...finish('failed'), err: error }, 'a job failed; it will be retried');
    throw error;
  }
}
