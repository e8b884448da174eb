import type { DomainContext } from '../context.ts';
import { inBatches, type Sweep } from '../database/batches.ts';
import { inTransaction } from '../database/transaction.ts';

/** $1 retention in seconds, $2 batch size, $3 now. */
const PURGE = {
  name: 'purge-idempotency-keys',
  text: `
    with t as materialized (
      select coalesce($3::timestamptz, clock_timestamp()) - make_interval(secs => $1) as old
    ),
    due as materialized (
      select i.ctid from idempotency_key i where i.created_at <= (select old from t)
      order by i.created_at limit $2 for update of i skip locked
    )
    delete from idempotency_key i using due where i.ctid = due.ctid
    returning 1`,
};

export interface KeyPurgeOptions extends Sweep {
  /** How long a stored answer is kept; the contract asks for at least 24 hours. */
  retentionSeconds: number;
}

/**
 * Deletes stored answers that are older than the retention, in batches. Many processes may run it at the
 * same time. Returns how many it deleted.
 */
export const purgeIdempotencyKeys = (
  ctx: DomainContext,
  { retentionSeconds, ...sweep }: KeyPurgeOptions,
): Promise<number> =>
  inBatches(sweep, () =>
    inTransaction(ctx, (tx) => tx.sql.rows(PURGE, [retentionSeconds, sweep.batch, tx.now()])),
  );
