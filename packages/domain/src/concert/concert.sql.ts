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
  image_url: string | null;
  sales_open_at: Date | null;
  sales_close_at: Date | null;
  on_sale: boolean;
  draw_round: number;
  draw_seed_hash: string;
  draw_source: string | null;
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

/**
 * In the order of the ids. $1 after this id or null, $2 limit, $3 now, $4 patterns that title, artist and
 * venue together match, $5 whether only concerts with a scheduled performance in the future.
 */
export const LIST_CONCERTS = {
  name: 'concert-list',
  text: `
    with t as materialized (select coalesce($3::timestamptz, clock_timestamp()) as now)
    select ${CONCERT_COLUMNS} from t cross join concert c ${WITH_DRAW}
    where ($1::uuid is null or c.id > $1)
      and translate(concat_ws(E'\\n', c.title, c.artist, c.venue), U&'\\200C\\200D', '') ilike all($4::text[])
      and (not $5::boolean or ${UPCOMING})
    order by c.id limit $2`,
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
  seats_available: number;
  price_from: number | null;
}

/** The bookable performances, the earliest first. $1 concert, $2 now. */
export const LIST_DATES = {
  name: 'concert-dates',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select p.id, p.starts_at, p.timezone, p.seats_total,
      (select count(*) from seat s where s.performance_id = p.id and ${AVAILABLE}) as seats_available,
      (select min(price) from section where performance_id = p.id) as price_from
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
 * the version after this one. Returns the latest version, and the one that first had the present prices.
 * $1 performance, $2 now.
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
      returning seats_version, prices_version
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
    select seats_version as version, prices_version from next
    union all
    select seats_version, prices_version from performance
    where id = $1 and not exists (select from next)`,
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
  s.id, section.name as section, s.row_name as row, s.number, s.label, section.price,
  case when s.sold then 'SOLD' when ${AVAILABLE} then 'AVAILABLE' else 'HELD' end as status`;

/** By section, row and number. A row `AA` comes after `Z`. Needs section and s. */
export const SEAT_ORDER = 'row(section.position, length(s.row_name), s.row_name, s.number)';

/** The seats that can be held. $1 performance, $2 now. */
export const AVAILABLE_SEATS = {
  name: 'seats-available',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select ${SEAT_COLUMNS} from seat s join section on section.id = s.section_id, t
    where s.performance_id = $1 and ${AVAILABLE} order by ${SEAT_ORDER}`,
};

const seatMap = (name: string, condition: string) => ({
  name,
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select ${SEAT_COLUMNS},
      (s.holder_id = $3::uuid and not ${AVAILABLE}) is true as mine
    from seat s join section on section.id = s.section_id, t
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
