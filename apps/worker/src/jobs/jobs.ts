import { audit } from '@frontrow/domain/admin/audit';
import type { Sweep } from '@frontrow/domain/kernel/batches';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { purgeIdempotencyKeys } from '@frontrow/domain/kernel/purge-idempotency-keys';
import { purgeQueueTokens } from '@frontrow/domain/queue/purge';
import { releaseExpiredHolds } from '@frontrow/domain/reservation/release-expired';
import type { Settings } from '@frontrow/settings/settings';

export interface RunOptions {
  /** Aborted when the worker is told to stop: what is not worth waiting for gives up. */
  stopping: AbortSignal;
  /** Aborted some seconds later: what is left waits for the next run. */
  deadline: AbortSignal;
  /** Told as it goes on how many rows it changed. */
  onBatch(rows: number): void;
  /** Told of each check of the audit that fails. */
  onViolation(check: string, violations: object[]): void;
}

/** Something that one of the workers does once a period. Each may be run at any time, by any number. */
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
  | 'RECONCILE_SECONDS'
>;

/** After the rush a whole house may lapse at once; two keep a small database busy, not blocked. */
const RELEASE_CONCURRENCY = 2;

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
        releaseExpiredHolds(ctx, { ...sweep(options), lanes: RELEASE_CONCURRENCY }),
    },
    {
      name: 'purge-queue-tokens',
      periodSeconds,
      run: (ctx, options) =>
        purgeQueueTokens(ctx, {
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
      name: 'reconcile-ledger',
      periodSeconds: settings.RECONCILE_SECONDS,
      async run(ctx, { stopping, onViolation }) {
        const { checks } = await audit(ctx, { signal: stopping });
        for (const { name, ok, violations } of checks) if (!ok) onViolation(name, violations);
      },
    },
  ];
}
