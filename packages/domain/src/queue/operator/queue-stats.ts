import type { QueueStatsView } from '@frontrow/contract/queue';
import { Concert } from '@frontrow/database/entities/concert';
import { Queue } from '@frontrow/database/entities/queue';
import { row } from '../../kernel/database/sql.ts';
import { readByOrm } from '../../kernel/database/unit-of-work.ts';
import { DomainError } from '../../kernel/errors.ts';
import { SALE_CLOSED } from '../entry/entry.sql.ts';
import type { AdmittedNumber } from '../pacing/told-waits.ts';
import type { QueueContext } from '../queue-context.ts';
import type { QueueReplica } from '../replica/queue-replica.ts';
import { settingsView } from './queue-settings.ts';

/** How many entries are in the pre-queue, and how many wait with a number, also after the sale closed. Need q. */
export const PREQUEUE_COUNT = '(q.last_arrival - q.left_prequeue)';
export const WAITING_COUNT = '(q.last_number - q.admitted - q.left_waiting)';

/**
 * Counts live passes and those that ended since the last purge. Waiting entries are not counted: their
 * number stands in the queue row. Those that waited when the sale closed count as left. $1 concert, $2 now.
 */
const STATS = {
  name: 'queue-stats',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now),
    counts as materialized (
      select
        (select count(*) from queue_entry entry, t
          where entry.concert_id = $1 and entry.status = 'ACTIVE' and entry.expires_at > t.now) as active,
        (select count(*) from queue_entry where concert_id = $1 and status = 'COMPLETED') as completed,
        (select count(*) from queue_entry
          where concert_id = $1 and status = 'LEFT' and admitted_at is not null) as left,
        (select count(*) from admission a, t
          where a.concert_id = $1 and a.admitted_at > t.now - interval '60 seconds') as admitted
    )
    select case when sale.closed then 0 else prequeue.n end as prequeue,
      case when sale.closed then 0 else waiting.n end as waiting,
      counts.active, counts.completed + q.purged_completed as completed,
      q.admitted - counts.active - counts.completed - q.purged_completed - counts.left
        - q.purged_left as expired,
      counts.left + q.purged_left + q.left_waiting + q.left_prequeue
        + case when sale.closed then prequeue.n + waiting.n else 0 end as left,
      counts.admitted
    from counts, t, queue q join concert c on c.id = q.concert_id,
      lateral (select ${SALE_CLOSED} as closed) sale,
      lateral (select ${PREQUEUE_COUNT} as n) prequeue,
      lateral (select ${WAITING_COUNT} as n) waiting
    where q.concert_id = $1`,
};

/** Those of some entries that were admitted in the last 10 minutes. $1 concert, $2 numbers, $3 now. */
const RECENTLY_ADMITTED = {
  name: 'queue-recently-admitted',
  text: `
    select a.number, (extract(epoch from a.admitted_at) * 1000)::float8 as admitted_at
    from admission a
    where a.concert_id = $1 and a.number = any($2::bigint[])
      and a.admitted_at > coalesce($3::timestamptz, clock_timestamp()) - interval '10 minutes'`,
};

const recentlyAdmitted = (
  ctx: QueueContext,
  { concertId, told }: QueueReplica,
): Promise<AdmittedNumber[]> =>
  ctx.sql.rows(RECENTLY_ADMITTED, [concertId, told.numbers, ctx.now()]);

type StatsRow = Omit<
  QueueStatsView,
  'admittedPerMinute' | 'estimatedWaitSeconds' | 'estimateError' | 'settings'
> & {
  admitted: number;
};

/** The numbers of a queue at this moment. @throws CONCERT_NOT_FOUND */
export async function queueStats(ctx: QueueContext, concertId: string): Promise<QueueStatsView> {
  const [queue, concert] = await readByOrm(
    ctx,
    async (em) =>
      [
        await em.findOne(Queue, { concert: concertId }),
        await em.findOne(Concert, concertId),
      ] as const,
  );
  if (!queue || !concert) throw new DomainError('CONCERT_NOT_FOUND');
  const { admitted, ...counts } = await row<StatsRow>(ctx.sql, STATS, [concertId, ctx.now()]);
  const replica = await ctx.queue.replicas.getUpToDate(ctx, concertId);
  return {
    ...counts,
    admittedPerMinute: admitted,
    estimatedWaitSeconds:
      counts.waiting === 0 ? 0 : (replica.estimateWait(counts.waiting + 1)?.seconds ?? null),
    estimateError: replica.told.medianError(await recentlyAdmitted(ctx, replica)),
    settings: settingsView(queue, concert),
  };
}
