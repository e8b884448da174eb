import type { HealthView, JobView, ProcessKind } from '@frontrow/contract/operators/health';
import type { DomainContext } from '../kernel/context.ts';
import { row } from '../kernel/database/sql.ts';
import { type LastRun, LISTED_SECONDS, type ProcessReport } from './process-state.ts';

interface ProcessRow {
  id: string;
  kind: ProcessKind;
  version: string;
  /** Milliseconds since 1970. */
  started_at: number;
  seen_at: number;
  report: ProcessReport;
}

interface HealthRow {
  time: Date;
  processes: ProcessRow[];
  changes_at: Date | null;
  whole_at: Date | null;
  findings: number;
  connections: number;
  max_connections: number;
}

/** $1 now. */
const HEALTH = {
  name: 'health',
  text: `
    with t as materialized (select coalesce($1::timestamptz, clock_timestamp()) as now)
    select t.now as time,
      (select coalesce(json_agg(json_build_object('id', p.id, 'kind', p.kind, 'version', p.version,
          'started_at', (extract(epoch from p.started_at) * 1000)::float8,
          'seen_at', (extract(epoch from p.seen_at) * 1000)::float8, 'report', p.report)
          order by p.kind, p.started_at, p.id), '[]')
        from process_state p where p.seen_at > t.now - interval '${LISTED_SECONDS} seconds') as processes,
      (select finished_at from audit_look where name = 'changes') as changes_at,
      (select finished_at from audit_look where name = 'whole') as whole_at,
      (select count(*) from audit_finding) as findings,
      (select count(*) from pg_stat_activity where datname is not null) as connections,
      current_setting('max_connections')::int as max_connections
    from t`,
};

/** What servers and workers last wrote of themselves, the last run of each job, the audit and the database. */
export async function health(ctx: DomainContext): Promise<HealthView> {
  const asked = performance.now();
  const found = await row<HealthRow>(ctx.sql, HEALTH, [ctx.now()]);
  const seconds = (performance.now() - asked) / 1000;
  return {
    processes: found.processes.map(({ id, kind, version, started_at, seen_at, report }) => {
      const { jobs: _jobs, ...measured } = report;
      const times = { startedAt: new Date(started_at), seenAt: new Date(seen_at) };
      return { id, kind, version, ...times, ...measured };
    }),
    jobs: lastRuns(found.processes),
    audit: {
      changesAt: found.changes_at,
      wholeAt: found.whole_at,
      findings: found.findings,
    },
    database: {
      time: found.time,
      seconds,
      connections: found.connections,
      maxConnections: found.max_connections,
    },
  };
}

/** The latest run of each job, of all workers. */
function lastRuns(processes: ProcessRow[]): JobView[] {
  const runs = new Map<string, JobView>();
  for (const { seen_at: seenAt, report } of processes) {
    for (const run of report.jobs) {
      const known = runs.get(run.name);
      const view = viewOf(run, seenAt);
      if (!known || Number(known.ranAt) < Number(view.ranAt)) runs.set(run.name, view);
    }
  }
  return [...runs.values()];
}

const viewOf = ({ secondsAgo, ...run }: LastRun, seenAt: number): JobView => ({
  name: run.name,
  periodSeconds: run.periodSeconds,
  ranAt: secondsAgo === null ? null : new Date(seenAt - secondsAgo * 1000),
  outcome: run.outcome,
  seconds: run.seconds,
});
