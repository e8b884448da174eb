import type { Board } from '../client/client.ts';

/** Something that needs a person now. */
export type Alarm =
  | {
      kind: 'NOBODY_ADMITTED';
      seconds: number;
      waiting: number;
      cause: StallCause;
      active: number;
      maxActive: number;
    }
  | { kind: 'AUDIT'; findings: number }
  | { kind: 'AUDIT_LATE'; minutes: number }
  | { kind: 'FAULTS'; share: number; faults: number }
  | { kind: 'DATABASE_SLOW'; seconds: number }
  | { kind: 'CONNECTIONS'; used: number; most: number }
  | { kind: 'PROCESS_LOST'; process: 'server' | 'worker'; seconds: number }
  | { kind: 'NOT_READY'; process: 'server' | 'worker'; reason: string }
  | { kind: 'NO_WORKER' }
  | { kind: 'JOB_FAILED'; job: string }
  | { kind: 'LOOP_LATE'; seconds: number }
  | { kind: 'SOLD_OUT'; waiting: number };

export type StallCause = 'PAUSED' | 'NO_LIMIT' | 'FULL' | 'DRAW' | 'UNKNOWN';

/** For how long nobody may be admitted while people wait: an admission follows within two seconds. */
const STALL_SECONDS = 10;
/** A process writes of itself every 5 seconds. */
const LOST_SECONDS = 15;
/** The worker's audit looks every 5 minutes unless set otherwise. */
const AUDIT_LATE_MINUTES = 20;
const FAULT_SHARE = 0.01;
const MIN_FAULTS = 5;
const SLOW_SECONDS = 0.25;
const LATE_LOOP_SECONDS = 0.25;
const CONNECTION_SHARE = 0.9;
const MINUTE_MS = 60_000;

/** What needs a person, the most urgent first. */
export function alarmsOf(board: Board): Alarm[] {
  return [
    ...stall(board),
    ...audit(board),
    ...faults(board),
    ...database(board),
    ...processes(board),
    ...jobs(board),
    ...soldOut(board),
  ];
}

/** When somebody was admitted the last time, as far as the minutes tell: at best the time of the answer. */
function lastAdmission({ at, queue, sales }: Board): number | null {
  if (queue.admittedPerMinute > 0 && (sales.series.at(-1)?.admitted ?? 0) > 0) return at.getTime();
  const last = sales.series.findLast(({ admitted }) => admitted > 0);
  return last ? Math.min(at.getTime(), last.at.getTime() + MINUTE_MS) : null;
}

function stall(board: Board): Alarm[] {
  const { at, queue, sales } = board;
  const { waiting, active, settings } = queue;
  if (waiting === 0) return [];
  const [first] = sales.series;
  const since = lastAdmission(board) ?? first?.at.getTime() ?? at.getTime();
  const seconds = Math.round((at.getTime() - since) / 1_000);
  if (seconds < STALL_SECONDS) return [];
  const cause = settings.paused
    ? 'PAUSED'
    : settings.maxActive === 0 || settings.admitPerMinute === 0
      ? 'NO_LIMIT'
      : active >= settings.maxActive
        ? 'FULL'
        : queue.prequeue > 0 && settings.drawSource !== null
          ? 'DRAW'
          : 'UNKNOWN';
  const { maxActive } = settings;
  return [{ kind: 'NOBODY_ADMITTED', seconds, waiting, cause, active, maxActive }];
}

function audit({ at, health }: Board): Alarm[] {
  const { findings, changesAt } = health.audit;
  if (findings > 0) return [{ kind: 'AUDIT', findings }];
  if (changesAt === null) return [];
  const minutes = Math.round((at.getTime() - changesAt.getTime()) / MINUTE_MS);
  return minutes > AUDIT_LATE_MINUTES ? [{ kind: 'AUDIT_LATE', minutes }] : [];
}

function faults({ health }: Board): Alarm[] {
  const calls = health.processes.reduce((sum, each) => sum + each.calls, 0);
  const failed = health.processes.reduce((sum, each) => sum + each.faults, 0);
  const share = failed / Math.max(1, calls);
  return failed >= MIN_FAULTS && share > FAULT_SHARE
    ? [{ kind: 'FAULTS', share, faults: failed }]
    : [];
}

function database({ health: { processes, database } }: Board): Alarm[] {
  const writes = processes.map(({ databaseSeconds }) => databaseSeconds ?? 0);
  const seconds = Math.max(database.seconds, ...writes);
  const { connections: used, maxConnections: most } = database;
  return [
    ...(seconds > SLOW_SECONDS ? [{ kind: 'DATABASE_SLOW' as const, seconds }] : []),
    ...(used > CONNECTION_SHARE * most ? [{ kind: 'CONNECTIONS' as const, used, most }] : []),
  ];
}

function processes({ at, health }: Board): Alarm[] {
  const alarms = health.processes.flatMap((each): Alarm[] => {
    const { kind: process, ready, reason } = each;
    const seconds = Math.round((at.getTime() - each.seenAt.getTime()) / 1_000);
    if (seconds > LOST_SECONDS) return [{ kind: 'PROCESS_LOST', process, seconds }];
    if (!ready) return [{ kind: 'NOT_READY', process, reason: reason ?? '' }];
    const late = each.eventLoopDelay > LATE_LOOP_SECONDS;
    return late ? [{ kind: 'LOOP_LATE', seconds: each.eventLoopDelay }] : [];
  });
  const hasWorker = health.processes.some(({ kind }) => kind === 'worker');
  return hasWorker ? alarms : [...alarms, { kind: 'NO_WORKER' }];
}

const jobs = ({ health }: Board): Alarm[] =>
  health.jobs.flatMap(({ name: job, outcome }) =>
    outcome === 'failed' ? [{ kind: 'JOB_FAILED' as const, job }] : [],
  );

function soldOut({ queue: { waiting }, sales: { now } }: Board): Alarm[] {
  const isSoldOut = now.available === 0 && now.held === 0 && now.sold > 0;
  return isSoldOut && waiting > 0 ? [{ kind: 'SOLD_OUT', waiting }] : [];
}
