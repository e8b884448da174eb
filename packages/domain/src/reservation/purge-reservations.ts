import type { DomainContext } from '../kernel/context.ts';
import { inBatches, type Sweep } from '../kernel/database/batches.ts';
import { type Bounds, bounded } from '../kernel/database/bounded.ts';
import { BY_INDEX } from '../kernel/database/sql.ts';
import { beginWith } from '../kernel/database/transaction.ts';

const OLD = (now: string) => `t as materialized (
      select coalesce(${now}::timestamptz, clock_timestamp()) - make_interval(secs => $1) as old
    )`;

/** The concerts with holds to delete: looks at the oldest one of each. $1 retention in seconds, $2 now. */
const PURGEABLE = {
  name: 'purge-reservations-concerts',
  byIndex: true as const,
  text: `
    with ${OLD('$2')}
    select c.id from concert c, t where (select r.ended_at from reservation r
      where r.concert_id = c.id and r.status in ('RELEASED', 'EXPIRED')
      order by r.ended_at limit 1) <= t.old`,
};

/**
 * Deletes holds that ended unpaid before the retention, the oldest first, with their lines. No seat names them any more:
 * a release and the sweep free the seats of what they end. A hold that an open top-up was begun for stays, because
 * the customer comes back to it. Locks rows that no call changes, and skips those that are locked.
 * $1 retention in seconds, $2 batch size, $3 now, $4 concert.
 */
const PURGE = {
  name: 'purge-reservations',
  text: `
    with ${OLD('$3')},
    due as materialized (
      select r.id from reservation r
      where r.concert_id = $4 and r.status in ('RELEASED', 'EXPIRED') and r.ended_at <= (select old from t)
        and not exists (select from top_up u
          where u.reservation_id = r.id and u.status in ('REQUIRES_ACTION', 'PROCESSING'))
      order by r.ended_at limit $2 for update of r skip locked
    ),
    lines as (
      delete from reservation_seat line using due where line.reservation_id = due.id
    )
    delete from reservation r using due where r.id = due.id
    returning r.id`,
};

export interface ReservationPurgeOptions extends Sweep {
  /** How long a hold that ended unpaid is kept. */
  retentionSeconds: number;
  /** How much one run does at most. */
  bounds: Bounds;
}

/**
 * Deletes released and expired holds after their retention, in batches. Paid and refunded reservations are kept for
 * ever. Many processes may run it at the same time. Returns how many it deleted.
 */
export async function purgeReservations(
  ctx: DomainContext,
  { retentionSeconds, bounds, ...sweep }: ReservationPurgeOptions,
): Promise<number> {
  const concerts = await ctx.sql.rows<{ id: string }>(PURGEABLE, [retentionSeconds, ctx.now()]);
  let concert = concerts.shift();
  const next = bounded(bounds, () =>
    beginWith(ctx, { first: BY_INDEX }, (tx) =>
      tx.sql.rows(PURGE, [retentionSeconds, sweep.batch, tx.now(), concert?.id]),
    ),
  );
  let purged = 0;
  for (; concert; concert = concerts.shift()) purged += await inBatches(sweep, next);
  return purged;
}
