import type { DomainContext } from '../kernel/context.ts';
import { inBatches, type Sweep } from '../kernel/database/batches.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { FREE_SEATS_OF } from './reservation.sql.ts';

/**
 * The time is a scalar subquery, here and in the other sweeps: the planner then uses it as an index
 * condition; in a join it compared every live hold. $1 batch size, $2 now.
 */
const RELEASE_EXPIRED = {
  name: 'release-expired-holds',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now),
    due as materialized (
      select r.id from reservation r
      where r.status = 'HELD' and r.hold_expires_at <= (select now from t)
      order by r.hold_expires_at limit $1 for update of r skip locked
    ),
    released as (
      update reservation r set status = 'EXPIRED', ended_at = r.hold_expires_at
      from due where r.id = due.id
      returning r.id
    ),
    ${FREE_SEATS_OF('released')}
    select id from released`,
};

/**
 * Marks expired holds as EXPIRED and frees their seats, in batches. Many processes may run it at the same
 * time. Readers see no difference, since they compare the times themselves. Returns the number of holds.
 */
export const releaseExpiredHolds = (ctx: DomainContext, sweep: Sweep): Promise<number> =>
  inBatches(sweep, () =>
    inTransaction(ctx, (tx) => tx.sql.rows(RELEASE_EXPIRED, [sweep.batch, tx.now()])),
  );
