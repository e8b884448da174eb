import { type LookReport, runLooks } from '@frontrow/domain/audit/looks/run-looks';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import type { Sweep } from '@frontrow/domain/kernel/database/batches';
import { createPace, type PaceClock } from '@frontrow/domain/kernel/database/pace';
import { purgeIdempotencyKeys } from '@frontrow/domain/kernel/idempotency/purge-idempotency-keys';
import { packDrawLists } from '@frontrow/domain/queue/draw/pack-lists';
import { purgeQueueEntries } from '@frontrow/domain/queue/purge/purge';
import { purgeReservations } from '@frontrow/domain/reservation/purge-reservations';
import { releaseExpiredHolds } from '@frontrow/domain/reservation/release-expired';
import type { Settings } from '@frontrow/settings/settings';

export interface RunOptions {
  /** Aborted when the worker begins to stop. Work that is not worth finishing ends at once. */
  stopping: AbortSignal;
  /** Aborted 5 seconds later. A sweep ends after its current batch; the next run does the rest. */
  deadline: AbortSignal;
  /** Called after each batch with the number of changed rows. */
  onBatch(rows: number): void;
  /** Called once per failed check of the audit. */
  onViolation(check: string, violations: object[]): void;
  /** Called after each look of the audit. */
  onLook(report: LookReport): void;
}

/**
 * A job that one of the workers runs once per period. Running it at any time, twice at once, or not at
 * all must do no harm.
 */
export interface Job {
  name: string;
  periodSeconds: number;
  run(ctx: DomainContext, options: RunOptions): Promise<unknown>;
}

export type JobSettings = Pick<
  Settings,
  | 'SWEEP_SECONDS'
  | 'SWEEP_BATCH'
  | 'TOKEN_RETENTION_SECONDS'
  | 'IDEMPOTENCY_RETENTION_SECONDS'
  | 'RESERVATION_RETENTION_SECONDS'
  | 'AUDIT_INTERVAL_SECONDS'
  | 'AUDIT_WHOLE_SECONDS'
>;

/** Names of jobs of earlier versions, which may still be stored. */
export const RETIRED_JOBS: readonly string[] = ['reconcile-ledger'];

/**
 * Batches of expired holds that are released at the same time. All seats of a performance may expire at
 * once after the start of a sale; two batches keep a small database busy without blocking it.
 */
const RELEASE_CONCURRENCY = 2;

/**
 * The part of one connection's time that the purge of queue entries takes at most. On a busy machine about 900 entries
 * a second are deleted so.
 */
const PURGE_SHARE = 0.1;
/** Takes the queue lock for about 30 ms. */
const PURGE_BATCH = 500;
/** The period of purges that have time: what they delete is weeks old. */
const SLOW_SECONDS = 60;
/** How much such a purge does in one run, which is less than it has time for. */
const SLOW_BOUNDS = { rows: 25_000, seconds: 5 };
/** How old a draw is when its list is packed. */
const DRAW_LIST_SECONDS = 86_400;

/** All jobs of the worker, with periods and batch sizes from the settings. The clock is that of the pauses. */
export function createJobs(settings: JobSettings, clock?: PaceClock): Job[] {
  const periodSeconds = settings.SWEEP_SECONDS;
  const slowly = Math.max(periodSeconds, SLOW_SECONDS);
  const sweep = ({ deadline, onBatch }: RunOptions): Sweep => ({
    batch: settings.SWEEP_BATCH,
    signal: deadline,
    onBatch,
  });
  return [
    {
      name: 'release-expired-holds',
      periodSeconds,
      run: (ctx, options) =>
        releaseExpiredHolds(ctx, { ...sweep(options), concurrency: RELEASE_CONCURRENCY }),
    },
    {
      name: 'purge-queue-tokens',
      periodSeconds,
      run: (ctx, options) =>
        purgeQueueEntries(ctx, {
          ...sweep(options),
          batch: Math.min(settings.SWEEP_BATCH, PURGE_BATCH),
          pace: createPace({
            ...{ share: PURGE_SHARE, signal: options.deadline },
            ...(clock && { clock }),
          }),
          retentionSeconds: settings.TOKEN_RETENTION_SECONDS,
        }),
    },
    {
      name: 'purge-idempotency-keys',
      periodSeconds,
      run: (ctx, options) =>
        purgeIdempotencyKeys(ctx, {
          ...sweep(options),
          retentionSeconds: settings.IDEMPOTENCY_RETENTION_SECONDS,
        }),
    },
    {
      name: 'purge-reservations',
      periodSeconds: slowly,
      run: (ctx, options) =>
        purgeReservations(ctx, {
          ...sweep(options),
          retentionSeconds: settings.RESERVATION_RETENTION_SECONDS,
          bounds: SLOW_BOUNDS,
        }),
    },
    {
      name: 'pack-draw-lists',
      periodSeconds: slowly,
      run: (ctx, options) =>
        packDrawLists(ctx, {
          ...sweep(options),
          afterSeconds: DRAW_LIST_SECONDS,
          bounds: SLOW_BOUNDS,
        }),
    },
    {
      name: 'audit',
      periodSeconds: settings.AUDIT_INTERVAL_SECONDS,
      run: (ctx, { stopping, onViolation, onLook }) =>
        runLooks(ctx, {
          signal: stopping,
          onViolation,
          onLook,
          wholeSeconds: settings.AUDIT_WHOLE_SECONDS,
          mostSeconds: settings.AUDIT_INTERVAL_SECONDS,
          ...(clock && { clock }),
        }),
    },
  ];
}
