import type { JOB_OUTCOMES, ProcessKind, ProcessView } from '@frontrow/contract/operators/health';
import type { DomainContext } from '../kernel/context.ts';

/** A process that writes of itself. */
export interface Reporter {
  id: string;
  kind: ProcessKind;
  version: string;
}

/** The last run of a job on one worker. */
export interface LastRun {
  name: string;
  periodSeconds: number;
  /** How long ago it ended; null: it has not run yet. */
  secondsAgo: number | null;
  outcome: (typeof JOB_OUTCOMES)[number] | null;
  seconds: number | null;
}

export type Measured = Omit<ProcessView, keyof Reporter | 'startedAt' | 'seenAt'>;

/** What a process writes of itself. */
export interface ProcessReport extends Measured {
  jobs: LastRun[];
}

/** For how long processes that do not write any more are listed. */
export const LISTED_SECONDS = 600;

/**
 * One statement for each report. It also deletes the rows of processes that ended without a word, so that no job has
 * to. $1 id, $2 kind, $3 version, $4 seconds since the start, $5 report, $6 now.
 */
const WRITE = {
  name: 'process-state-write',
  text: `
    with t as materialized (select coalesce($6::timestamptz, clock_timestamp()) as now),
    gone as (
      delete from process_state using t where seen_at < t.now - interval '${LISTED_SECONDS} seconds' and id <> $1
    )
    insert into process_state (id, kind, version, started_at, seen_at, report)
    select $1, $2, $3, t.now - make_interval(secs => $4::float8), t.now, $5 from t
    on conflict (id) do update set seen_at = excluded.seen_at, report = excluded.report`,
};

const REMOVE = { name: 'process-state-remove', text: 'delete from process_state where id = $1' };

export async function writeProcessState(
  ctx: DomainContext,
  { id, kind, version }: Reporter,
  { report, upSeconds }: { report: ProcessReport; upSeconds: number },
): Promise<void> {
  const values = [id, kind, version, upSeconds, JSON.stringify(report), ctx.now()];
  await ctx.sql.rows(WRITE, values);
}

/** Of a process that stops in order. */
export async function removeProcessState(ctx: DomainContext, { id }: Reporter): Promise<void> {
  await ctx.sql.rows(REMOVE, [id]);
}
