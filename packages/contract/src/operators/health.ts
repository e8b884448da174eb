import { z } from 'zod';
import { id } from '../primitives.ts';

export const PROCESS_KINDS = ['server', 'worker'] as const;
export type ProcessKind = (typeof PROCESS_KINDS)[number];

export const JOB_OUTCOMES = ['ok', 'failed', 'cancelled'] as const;

/** What one process wrote of itself the last time, which it does every 5 seconds. */
const processView = z.object({
  /** Each start has another. */
  id,
  kind: z.enum(PROCESS_KINDS),
  version: z.string(),
  startedAt: z.date(),
  /** When it wrote this, by the database's clock. A process that stops in order is not listed any more. */
  seenAt: z.date(),
  ready: z.boolean(),
  /** Why it is not ready; null if it is. */
  reason: z.string().nullable(),
  /** Processors' time of the last 5 seconds: 1 is one processor all the time. */
  cpu: z.number(),
  /** Bytes of memory in use. */
  memory: z.int(),
  /** By how many seconds the event loop was late, in 99 of 100 cases of the last 5 seconds at most. */
  eventLoopDelay: z.number(),
  /** Connections to the database, in use or idle. */
  connections: z.int(),
  /** Statements that wait for a connection. */
  waitingForConnection: z.int(),
  /** Seconds that the database took to store what was written the time before; null the first time. */
  databaseSeconds: z.number().nullable(),
  /** Calls that were answered in the last minute; 0 for a worker. */
  calls: z.int(),
  /** Those of them that failed by a fault of ours: INTERNAL_SERVER_ERROR or SERVICE_UNAVAILABLE. */
  faults: z.int(),
});
export type ProcessView = z.output<typeof processView>;

/** The last run of a job, on any worker that runs now. */
const jobView = z.object({
  name: z.string(),
  periodSeconds: z.number(),
  /** When it ended; null: no worker that runs now has run it. */
  ranAt: z.date().nullable(),
  outcome: z.enum(JOB_OUTCOMES).nullable(),
  /** How long it took. */
  seconds: z.number().nullable(),
});
export type JobView = z.output<typeof jobView>;

/** What the worker's audit found, and when it looked. */
const auditState = z.object({
  /** When the last look at what has changed ended; null: there was none. */
  changesAt: z.date().nullable(),
  /** When everything had been looked at the last time; null: never. */
  wholeAt: z.date().nullable(),
  /** Violations that are not in order yet. `admin.audit` says more. */
  findings: z.int(),
});

const databaseView = z.object({
  /** The database's time. */
  time: z.date(),
  /** Seconds that this question took. */
  seconds: z.number(),
  /** Connections of all programs. */
  connections: z.int(),
  maxConnections: z.int(),
});

/** The state of the product. */
export const healthView = z.object({
  /** Those that wrote something in the last 10 minutes, servers first, the oldest first. */
  processes: z.array(processView),
  jobs: z.array(jobView),
  audit: auditState,
  database: databaseView,
});
export type HealthView = z.output<typeof healthView>;
