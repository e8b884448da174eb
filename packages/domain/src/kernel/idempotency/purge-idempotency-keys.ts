import type { DomainContext } from '../context.ts';
import { inBatches, type Sweep } from '../database/batches.ts';
import { inTransaction } from '../database/transaction.ts';

/** Deletes the oldest answers of a table. $1 retention in seconds, $2 batch size, $3 now. */
const purgeOf = (table: string) => ({
  name: `purge-${table}`,
  text: `
    with t as materialized (
      select coalesce($3::timestamptz, clock_timestamp()) - make_interval(secs => $1) as old
    ),
    due as materialized (
      select i.ctid from ${table} i where i.created_at <= (select old from t)
      order by i.created_at limit $2 for update of i skip locked
    )
    delete from ${table} i using due where i.ctid = due.ctid
    returning 1`,
});

/** The second has what the version before stored. */
const PURGES = [purgeOf('stored_answer'), purgeOf('idempotency_key')];

export interface KeyPurgeOptions extends Sweep {
  /** How long a stored answer is kept; the contract asks for at least 24 hours. */
  retentionSeconds: number;
}

/**
 * Deletes stored answers that are older than the retention, in batches. Many processes may run it at the
 * same time. Returns how many it deleted.
 */
export async function purgeIdempotencyKeys(
  ctx: DomainContext,
  { retentionSeconds, ...sweep }: KeyPurgeOptions,
): Promise<number> {
  let purged = 0;
  for (const purge of PURGES) {
    purged += await inBatches(sweep, () =>
      inTransaction(ctx, (tx) => tx.sql.rows(purge, [retentionSeconds, sweep.batch, tx.now()])),
    );
  }
  return purged;
}
