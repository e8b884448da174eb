import type { DomainContext } from '../kernel/context.ts';
import { inBatches, type Sweep } from '../kernel/database/batches.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { FREE_SEATS_OF } from './reservation.sql.ts';

/**
 * The time is a subquery here and in the other sweeps: one value, by which an index can be entered,
 * rather than a comparison with every hold that lives. $1 how many, $2 now.
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
 * Writes down what is true already: holds that ran out become EXPIRED and their seats free, in
 * batches; safe to run at once in many processes. A reader sees no difference. Returns how many
 * holds it released.
 */
export const releaseExpiredHolds = (ctx: DomainContext, sweep: Sweep): Promise<number> =>
  inBatches(sweep, () =>
    inTransaction(ctx, (tx) => tx.sql.rows(RELEASE_EXPIRED, [sweep.batch, tx.now()])),
  );
