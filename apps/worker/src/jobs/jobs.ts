import { audit } from '@frontrow/domain/audit/audit';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import type { Sweep } from '@frontrow/domain/kernel/database/batches';
import { purgeIdempotencyKeys } from '@frontrow/domain/kernel/idempotency/purge-idempotency-keys';
import { purgeQueueEntries } from '@frontrow/domain/queue/purge/purge';
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
  | 'AUDIT_INTERVAL_SECONDS'
>;

/** Names of jobs of earlier versions, which may still be stored. */
export const RETIRED_JOBS: readonly string[] = ['reconcile-ledger'];

/**
 * Batches of expired holds that are released at the same time. All seats of a performance may expire at
 * once after the start of a sale; two batches keep a small database busy without blocking it.
 */
const RELEASE_CONCURRENCY = 2;

/** All jobs of the worker, with periods and batch sizes from the settings. */
export function createJobs(settings: JobSettings): Job[] {
  const periodSeconds = settings.SWEEP_SECONDS;
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
      name: 'audit',
      periodSeconds: settings.AUDIT_INTERVAL_SECONDS,
      async run(ctx, { stopping, onViolation }) {
        const { checks } = await audit(ctx, { signal: stopping });
        for (const { name, ok, violations } of checks) if (!ok) onViolation(name, violations);
      },
    },
  ];
}
