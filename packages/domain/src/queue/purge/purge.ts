import type { DomainContext } from '../../kernel/context.ts';
import { inBatches, type Sweep } from '../../kernel/database/batches.ts';
import { BY_INDEX } from '../../kernel/database/sql.ts';
import { beginWith } from '../../kernel/database/transaction.ts';
import { purgeClosedQueues } from './purge-closed.ts';

/** Marks passes that have expired; skips those that are in use. $1 batch size, $2 now. */
const EXPIRE_DUE = {
  name: 'purge-expire-due',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now),
    due as materialized (
      select entry.id from queue_entry entry
      where entry.status = 'ACTIVE' and entry.expires_at <= (select now from t)
      limit $1 for update of entry skip locked
    )
    update queue_entry entry set status = 'EXPIRED', ended_at = entry.expires_at
    from due where entry.id = due.id
    returning entry.id`,
};

/** The time before which an ended entry is too old to keep. $1 retention in seconds. */
const OLD = (now: string) => `t as materialized (
      select coalesce(${now}::timestamptz, clock_timestamp()) - make_interval(secs => $1) as old
    )`;

/**
 * Deletes entries that ended before the retention. Keeps what the statistics and the audit need: the
 * counts in the queue row, the end of the pass in the admission row. One concert per statement, since it
 * takes the queue lock, which joins need too. $1 retention in seconds, $2 batch size, $3 now, $4 concert.
 */
const PURGE = {
  name: 'purge-queue-entries',
  text: `
    with ${OLD('$3')},
    due as materialized (
      select entry.id, entry.concert_id, entry.status, entry.admitted_at, entry.ended_at from queue_entry entry
      where entry.concert_id = $4 and entry.status in ('COMPLETED', 'EXPIRED', 'LEFT')
        and entry.ended_at <= (select old from t)
      limit $2 for update of entry skip locked
    ),
    kept as (
      update admission a set ended_at = due.ended_at from due where a.queue_entry_id = due.id
    ),
    counts as (
      select count(*) filter (where status = 'COMPLETED') as completed,
        count(*) filter (where status = 'LEFT' and admitted_at is not null) as left
      from due having count(*) > 0
    ),
    counted as (
      update queue q set purged_completed = q.purged_completed + counts.completed,
        purged_left = q.purged_left + counts.left
      from counts where q.concert_id = $4
    )
    delete from queue_entry entry using due where entry.id = due.id
    returning entry.id`,
};

/** The concerts with entries to delete: looks at the oldest entry of each. $1 retention in seconds, $2 now. */
const PURGEABLE = {
  name: 'purge-concerts',
  byIndex: true as const,
  text: `
    with ${OLD('$2')}
    select q.concert_id from queue q, t where (select entry.ended_at from queue_entry entry
      where entry.concert_id = q.concert_id and entry.status in ('COMPLETED', 'EXPIRED', 'LEFT')
      order by entry.ended_at limit 1) <= t.old`,
};

export interface PurgeOptions extends Sweep {
  /** How long an ended entry is kept before it is deleted. */
  retentionSeconds: number;
}

/**
 * Marks expired passes, and deletes entries that ended before the retention, in batches. Many processes
 * may run it at the same time. Live passes are never touched, nor entries that wait, unless the sale closed before the retention. Returns the number of
 * deleted entries; `onBatch` gets it per batch.
 */
export async function purgeQueueEntries(
  ctx: DomainContext,
  { retentionSeconds, ...sweep }: PurgeOptions,
): Promise<number> {
  const { batch, pace, signal } = sweep;
  await inBatches({ batch, pace, signal }, () =>
    beginWith(ctx, { first: BY_INDEX }, (tx) => tx.sql.rows(EXPIRE_DUE, [batch, tx.now()])),
  );
  const values = [retentionSeconds, ctx.now()];
  const concerts = await ctx.sql.rows<{ concert_id: string }>(PURGEABLE, values);
  let purged = 0;
  for (const { concert_id: concertId } of concerts) {
    purged += await inBatches(sweep, () =>
      beginWith(ctx, { idle: 900, first: BY_INDEX }, (tx) =>
        tx.sql.rows(PURGE, [retentionSeconds, batch, tx.now(), concertId]),
      ),
    );
  }
  return purged + (await purgeClosedQueues(ctx, { retentionSeconds, ...sweep }));
}
