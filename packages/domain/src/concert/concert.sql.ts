import { comparableSql } from '../kernel/database/pattern.ts';

/** The sale window includes its start and excludes its end; null is no limit. Needs c and t. */
export const ON_SALE = `
  (coalesce(c.sales_open_at <= t.now, true) and coalesce(c.sales_close_at > t.now, true))`;

/** A performance of which seats can be held, if it has any. Needs p, c and t. */
export const BOOKABLE = `
  (p.status = 'SCHEDULED' and p.starts_at > t.now and ${ON_SALE})`;

/** A place that can be held: for sale, and without an owner or with a hold that has expired. Needs s and t. */
export const AVAILABLE = `
  (not s.sold and not s.blocked and (s.hold_expires_at is null or s.hold_expires_at <= t.now))`;

export interface ConcertRow {
  id: string;
  title: string;
  artist: string;
  venue: string;
  description: string;
  image_url: string | null;
  sales_open_at: Date | null;
  sales_close_at: Date | null;
  on_sale: boolean;
  draw_round: number;
  draw_seed_hash: string;
  draw_source: string | null;
}

/** What lists show of a concert; the dates only if they are asked for. */
export interface ListedConcertRow extends ConcertRow {
  first_starts_at?: Date | null;
  last_starts_at?: Date | null;
  timezone?: string | null;
  price_from?: number | null;
}

/** What is read of one concert beside what lists show. */
export interface ConcertDetailsRow extends ConcertRow {
  hold_limit: number;
  claim_seconds: number;
  active_seconds: number;
  performances: {
    id: string;
    /** Milliseconds since 1970. */
    starts_at: number;
    timezone: string;
    status: 'SCHEDULED' | 'CANCELLED';
    price_from: number | null;
    price_to: number | null;
  }[];
}

/** Whether some scheduled performance is in the future. Needs c and t. */
const UPCOMING = `
  exists (select from performance p
    where p.concert_id = c.id and p.status = 'SCHEDULED' and p.starts_at > t.now)`;

const CONCERT_COLUMNS = `
  c.id, c.title, c.artist, c.venue, c.description, c.image_url, c.sales_open_at, c.sales_close_at,
  (${ON_SALE} and ${UPCOMING}) as on_sale, d.round as draw_round, encode(sha256(d.seed), 'hex') as draw_seed_hash,
  case when d.frozen_at is null then q.draw_source else d.source end as draw_source`;

/** Before the opening the next draw, otherwise the last one with a final list. Needs c and t. */
const WITH_DRAW = `
  join queue q on q.concert_id = c.id
  join lateral (
    select d.* from draw d where d.concert_id = c.id
    order by case when coalesce(coalesce(q.opens_at, c.sales_open_at) > t.now, false)
      then d.frozen_at is not null else d.frozen_at is null end, d.round desc
    limit 1
  ) d on true`;

/** $1 after this id or null, $4 patterns, $5 whether only upcoming ones. Needs c and t. */
const LISTED = `
  ($1::uuid is null or c.id > $1)
  and ${comparableSql(`concat_ws(E'\\n', c.title, c.artist, c.venue)`)} ilike all($4::text[])
  and (not $5::boolean or ${UPCOMING})`;

/**
 * In the order of the ids. $1 after this id or null, $2 limit, $3 now, $4 patterns that title, artist and
 * venue together match, $5 whether only concerts with a scheduled performance in the future.
 */
export const LIST_CONCERTS = {
  name: 'concert-list',
  text: `
    with t as materialized (select coalesce($3::timestamptz, clock_timestamp()) as now)
    select ${CONCERT_COLUMNS} from t cross join concert c ${WITH_DRAW}
    where ${LISTED} order by c.id limit $2`,
};

/**
 * The same with a summary of the scheduled performances in the future, or of all scheduled ones if none is in the
 * future. The page is found first, so that only its dates are read.
 */
export const LIST_CONCERTS_WITH_DATES = {
  name: 'concert-list-with-dates',
  text: `
    with t as materialized (select coalesce($3::timestamptz, clock_timestamp()) as now),
    c as materialized (
      select c.* from t cross join concert c where ${LISTED} order by c.id limit $2
    )
    select ${CONCERT_COLUMNS}, dates.first_starts_at, dates.last_starts_at, dates.timezone, dates.price_from
    from t cross join c ${WITH_DRAW}
    cross join lateral (
      select coalesce(min(starts_at) filter (where ahead), min(starts_at)) as first_starts_at,
        max(starts_at) as last_starts_at,
        (array_agg(timezone order by ahead desc, starts_at, id))[1] as timezone,
        case when bool_or(ahead) then min(price_from) filter (where ahead) else min(price_from) end as price_from
      from (
        select p.id, p.starts_at, p.timezone, p.starts_at > t.now as ahead,
          (select min(price) from section where performance_id = p.id) as price_from
        from performance p where p.concert_id = c.id and p.status = 'SCHEDULED'
        offset 0 -- a barrier: each price is read once, although it is used twice
      ) scheduled
    ) dates
    order by c.id`,
};

/** $1 concert, $2 now. */
export const GET_CONCERT = {
  name: 'concert-get',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select ${CONCERT_COLUMNS}, c.hold_limit, q.active_seconds,
      least(q.claim_seconds, q.active_seconds) as claim_seconds,
      (select coalesce(json_agg(json_build_object('id', p.id,
          'starts_at', (extract(epoch from p.starts_at) * 1000)::float8, 'timezone', p.timezone,
          'status', p.status, 'price_from', prices.price_from, 'price_to', prices.price_to)
          order by p.starts_at, p.id), '[]')
        from performance p cross join lateral (
          select min(price) as price_from, max(price) as price_to
          from section where performance_id = p.id) prices
        where p.concert_id = c.id) as performances
    from t cross join concert c ${WITH_DRAW} where c.id = $1`,
};

export interface DateRow {
  id: string;
  starts_at: Date;
  timezone: string;
  seats_total: number;
  price_from: number | null;
}

/** The bookable performances, the earliest first. $1 concert, $2 now. */
export const LIST_DATES = {
  name: 'concert-dates',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select p.id, p.starts_at, p.timezone, p.seats_total,
      (select min(price) from section where performance_id = p.id) as price_from
    from performance p join concert c on c.id = p.concert_id, t
    where p.concert_id = $1 and ${BOOKABLE}
    order by p.starts_at, p.id`,
};

export interface PerformanceRow {
  id: string;
  concert_id: string;
  chart_id: string;
  orphan_rule: 'off' | 'refuse';
  seats_total: number;
  bookable: boolean;
  /** When that may change by itself; null: not any more. */
  bookable_changes_at: Date | null;
  /** The prices of the sections, in the order of the chart. */
  prices: number[];
}

/** $1 performance, $2 now. */
export const GET_PERFORMANCE = {
  name: 'performance-get',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select p.id, p.concert_id, p.chart_id, p.orphan_rule, p.seats_total, ${BOOKABLE} as bookable,
      (select min(time) from (values (p.starts_at), (c.sales_open_at), (c.sales_close_at)) as times (time)
        where time > t.now) as bookable_changes_at,
      (select coalesce(json_agg(price order by position), '[]') from section where performance_id = p.id)
        as prices
    from performance p join concert c on c.id = p.concert_id, t where p.id = $1`,
};

/** The ids of the places of a performance, in order. $1 performance. */
export const SEAT_IDS = {
  name: 'seat-ids',
  text: `
    select coalesce(json_agg(s.id order by s.place), '[]') as ids from seat s where s.performance_id = $1`,
};

/** $1 chart. */
export const GET_DRAWING = {
  name: 'chart-drawing',
  text: 'select drawing from chart where id = $1',
};

/** Of these performances, those of which no seats can be held any more. $1 performances, $2 now. */
export const NOT_BOOKABLE = {
  name: 'performances-not-bookable',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select p.id from performance p join concert c on c.id = p.concert_id, t
    where p.id = any($1::uuid[]) and not ${BOOKABLE}`,
};
