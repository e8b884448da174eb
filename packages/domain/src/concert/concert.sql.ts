/** The sale window includes its start and excludes its end; null is no limit. Needs c and t. */
export const ON_SALE = `
  (coalesce(c.sales_open_at <= t.now, true) and coalesce(c.sales_close_at > t.now, true))`;

/** A performance of which seats can be held, if it has any. Needs p, c and t. */
export const BOOKABLE = `
  (p.status = 'SCHEDULED' and p.starts_at > t.now and ${ON_SALE})`;

/** A seat that can be held: it has no owner, or its hold has expired. Needs s and t. */
export const AVAILABLE = `
  (not s.sold and (s.hold_expires_at is null or s.hold_expires_at <= t.now))`;

export interface ConcertRow {
  id: string;
  title: string;
  artist: string;
  venue: string;
  description: string;
  sales_open_at: Date | null;
  sales_close_at: Date | null;
  hold_limit: number;
  on_sale: boolean;
  draw_round: number;
  draw_seed_hash: string;
  draw_source: string | null;
}

const CONCERT_COLUMNS = `
  c.id, c.title, c.artist, c.venue, c.description, c.sales_open_at, c.sales_close_at, c.hold_limit,
  ${ON_SALE} as on_sale, d.round as draw_round, encode(sha256(d.seed), 'hex') as draw_seed_hash,
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

/** In the order of the ids. $1 after this id or null, $2 limit, $3 now. */
export const LIST_CONCERTS = {
  name: 'concert-list',
  text: `
    with t as materialized (select coalesce($3::timestamptz, clock_timestamp()) as now)
    select ${CONCERT_COLUMNS} from t cross join concert c ${WITH_DRAW}
    where $1::uuid is null or c.id > $1 order by c.id limit $2`,
};

/** $1 concert, $2 now. */
export const GET_CONCERT = {
  name: 'concert-get',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select ${CONCERT_COLUMNS} from t cross join concert c ${WITH_DRAW} where c.id = $1`,
};

export interface DateRow {
  id: string;
  starts_at: Date;
  timezone: string;
  seats_total: number;
  seats_available: number;
  price_from: number;
}

/** The bookable performances, the earliest first. $1 concert, $2 now. */
export const LIST_DATES = {
  name: 'concert-dates',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select p.id, p.starts_at, p.timezone, p.seats_total,
      (select count(*) from seat s where s.performance_id = p.id and ${AVAILABLE}) as seats_available,
      (select coalesce(min(price), 0) from section where performance_id = p.id) as price_from
    from performance p join concert c on c.id = p.concert_id, t
    where p.concert_id = $1 and ${BOOKABLE}
    order by p.starts_at, p.id`,
};

export interface PerformanceRow {
  id: string;
  concert_id: string;
  seats_total: number;
  bookable: boolean;
}

/** $1 performance, $2 now. */
export const GET_PERFORMANCE = {
  name: 'performance-get',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select p.id, p.concert_id, p.seats_total, ${BOOKABLE} as bookable
    from performance p join concert c on c.id = p.concert_id, t where p.id = $1`,
};

/**
 * Gives the next version of the map to all seats that changed since the last one, and frees the seats
 * whose hold has expired, since that is a change too. Skips locked rows: they are being changed and get
 * the version after this one. Returns the latest version. $1 performance, $2 now.
 */
export const ASSIGN_VERSIONS = {
  name: 'seat-map-number-changes',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now),
    expired as materialized (
      select s.id from seat s, t where s.performance_id = $1 and s.hold_expires_at <= t.now
      for update of s skip locked
    ),
    changed as materialized (
      select s.id from seat s where s.performance_id = $1 and s.version is null
      for update of s skip locked
    ),
    next as (
      update performance set seats_version = seats_version + 1
      where id = $1 and (exists (select from expired) or exists (select from changed))
      returning seats_version
    ),
    freed as (
      update seat s set version = next.seats_version,
        reservation_id = null, holder_id = null, hold_expires_at = null
      from next where s.id = any(array(select id from expired))
    ),
    numbered as (
      update seat s set version = next.seats_version
      from next where s.id = any(array(select id from changed except select id from expired))
    )
    select coalesce((select seats_version from next),
      (select seats_version from performance where id = $1)) as version`,
};

export interface SeatRow {
  id: string;
  section: string;
  row: string;
  number: number;
  label: string;
  price: number;
  status: 'AVAILABLE' | 'HELD' | 'SOLD';
  mine: boolean;
}

const SEAT_COLUMNS = `
  s.id, n.name as section, s.row_name as row, s.number, s.label, n.price,
  case when s.sold then 'SOLD' when ${AVAILABLE} then 'AVAILABLE' else 'HELD' end as status`;

/** By section, row and number. A row `AA` comes after `Z`. Needs n and s. */
export const SEAT_ORDER = 'row(n.position, length(s.row_name), s.row_name, s.number)';

/** The seats that can be held. $1 performance, $2 now. */
export const AVAILABLE_SEATS = {
  name: 'seats-available',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select ${SEAT_COLUMNS} from seat s join section n on n.id = s.section_id, t
    where s.performance_id = $1 and ${AVAILABLE} order by ${SEAT_ORDER}`,
};

const seatMap = (name: string, condition: string) => ({
  name,
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select ${SEAT_COLUMNS},
      (s.holder_id = $3::uuid and not ${AVAILABLE}) is true as mine
    from seat s join section n on n.id = s.section_id, t
    where ${condition}
    order by ${SEAT_ORDER}`,
});

/** All seats. $1 performance, $2 now, $3 user. */
export const SEAT_MAP = seatMap('seat-map', 's.performance_id = $1');

/** The seats that changed after a version, with or without a version of their own. $1 to $3 as above, $4 version. */
export const SEAT_MAP_SINCE = seatMap(
  'seat-map-since',
  `s.id = any(array(
      select id from seat where performance_id = $1 and version > $4
      union select id from seat where performance_id = $1 and version is null
      union select id from seat, t where performance_id = $1 and hold_expires_at <= t.now))`,
);
