import { SALE_CLOSED } from '../queue/entry/entry.sql.ts';
import { PREQUEUE_COUNT, WAITING_COUNT } from '../queue/operator/queue-stats.ts';

export interface SaleRow {
  /** Milliseconds since 1970. */
  now: number;
  /** When the sale closed, in milliseconds since 1970; null while it has not. */
  closed_at: number | null;
  /** The entries that waited when it closed; 0 while it has not. */
  left_at_close: number;
  performances: { id: string; chart_id: string; cancelled: boolean }[];
}

/** $1 concert, $2 now. No row: there is no such concert. */
export const SALE = {
  name: 'sales-stats-sale',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select (extract(epoch from t.now) * 1000)::float8 as now,
      case when ${SALE_CLOSED} then (extract(epoch from c.sales_close_at) * 1000)::float8 end as closed_at,
      case when ${SALE_CLOSED} then ${PREQUEUE_COUNT} + ${WAITING_COUNT} else 0 end as left_at_close,
      (select coalesce(json_agg(json_build_object('id', p.id, 'chart_id', p.chart_id,
          'cancelled', p.status = 'CANCELLED') order by p.starts_at, p.id), '[]')
        from performance p where p.concert_id = c.id) as performances
    from concert c join queue q on q.concert_id = c.id, t where c.id = $1`,
};

export type EventKind =
  | 'joined'
  | 'admitted'
  | 'left'
  | 'expired'
  | 'held'
  | 'released'
  | 'paid'
  | 'refunded';

/** The first row is there even if nothing happened; its kind is null then. */
export interface EventsRow {
  /** Milliseconds since 1970. */
  now: number;
  /** The start of a minute, in milliseconds since 1970. */
  at: number;
  kind: EventKind | null;
  count: number;
  /** Minor units, negative for refunds. */
  revenue: number;
}

const minuteOf = (time: string) => `date_bin('1 minute', ${time}, 'epoch') as minute`;

/** Rows of the span that is asked for. */
const within = (time: string) => `concert_id = $1 and ${time} >= $2 and ${time} < $3`;

/**
 * What happened in a span of time, by minute and kind, from the tables' own times. Each part reads the rows of the span
 * by an index that begins with the concert. What runs out by time counts from that instant, marked by a sweep or not.
 * $1 concert, $2 from, $3 to before, $4 now.
 */
export const EVENTS = {
  name: 'sales-stats-events',
  text: `
    with t as materialized (select coalesce($4::timestamptz, clock_timestamp()) as now),
    events as (
      select 'joined' as kind, ${minuteOf('joined_at')}, count(*) as count, 0 as revenue
      from queue_entry where ${within('joined_at')} group by 2
      union all
      select 'admitted', ${minuteOf('admitted_at')}, count(*), 0
      from admission where ${within('admitted_at')} group by 2
      union all
      select lower(status), ${minuteOf('ended_at')}, count(*), 0
      from queue_entry where ${within('ended_at')} and status in ('LEFT', 'EXPIRED') group by 1, 2
      union all
      select 'expired', ${minuteOf('expires_at')}, count(*), 0
      from queue_entry where ${within('expires_at')} and status = 'ACTIVE' and expires_at <= (select now from t)
      group by 2
      union all
      select 'held', ${minuteOf('held_at')}, count(*), 0
      from reservation where ${within('held_at')} group by 2
      union all
      select 'released', ${minuteOf('ended_at')}, count(*), 0
      from reservation where ${within('ended_at')} and status in ('RELEASED', 'EXPIRED') group by 2
      union all
      select 'released', ${minuteOf('hold_expires_at')}, count(*), 0
      from reservation where ${within('hold_expires_at')} and status = 'HELD'
        and hold_expires_at <= (select now from t) group by 2
      union all
      select 'paid', ${minuteOf('paid_at')}, count(*), sum(amount)::bigint
      from payment where ${within('paid_at')} group by 2
      union all
      select 'refunded', ${minuteOf('refunded_at')}, count(*), -sum(amount)::bigint
      from payment where ${within('refunded_at')} and status = 'REFUNDED' group by 2
    )
    select (extract(epoch from t.now) * 1000)::float8 as now,
      (extract(epoch from events.minute) * 1000)::float8 as at, events.kind, events.count, events.revenue
    from t left join events on true`,
};
