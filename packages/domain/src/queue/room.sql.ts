/** What a server follows of a queue. Times are milliseconds since 1970. */
export interface RoomRow {
  concert_id: string;
  seq: number;
  watermark: number;
  last_number: number;
  round: number;
  last_entry: number;
  left_entries: number;
  admitted: number;
  left_waiting: number;
  max_active: number;
  admit_per_minute: number;
  active_seconds: number;
  claim_seconds: number;
  poll_after_seconds: number;
  paused: boolean;
  /** The statement's own time: what was committed before it is in the answer. */
  as_of: number;
  numbered_to: number | null;
  /** Draws whose list is final and whose numbers have not all been passed. */
  draws: DrawState[];
}

export interface DrawState {
  round: number;
  after: number;
  entrants: number;
  numbered: number;
  /** Whether the seed is revealed. */
  held: boolean;
}

export interface ChangeRow {
  seq: number;
  at: number;
  watermark: number;
  numberedTo: number | null;
  openRound: number;
  left: number[];
  leftEntries: number[];
  round: number;
}

const MILLISECONDS = (time: string) => `(extract(epoch from ${time}) * 1000)::float8`;

const ROOM_COLUMNS = `
  q.concert_id, q.seq, q.watermark, q.last_number, q.round, q.last_entry, q.left_entries, q.admitted,
  q.left_waiting, q.max_active, q.admit_per_minute, q.active_seconds, q.claim_seconds,
  q.poll_after_seconds, q.paused, q.numbered_to, ${MILLISECONDS('statement_timestamp()')} as as_of,
  coalesce((
    select json_agg(json_build_object('round', d.round, 'after', d.after_number,
      'entrants', d.entrants, 'numbered', d.numbered, 'held', d.drawn_at is not null) order by d.round)
    from draw d where d.concert_id = q.concert_id and d.after_number + d.entrants > q.watermark
  ), '[]') as draws`;

/** Most changes that one refresh brings; a server that is further behind reads the line anew. */
export const MOST_CHANGES = 1_000;

/** What changed in each room since the change it knows. $1 concerts, $2 the last change of each. */
export const REFRESH_ROOMS = {
  name: 'rooms-refresh',
  seconds: 2,
  text: `
    select ${ROOM_COLUMNS},
      case when q.seq > known.seq then (
        select json_agg(json_build_object('seq', c.seq, 'at', ${MILLISECONDS('c.at')},
          'watermark', c.watermark, 'numberedTo', c.numbered_to, 'openRound', c.open_round, 'left', c.left_numbers, 'leftEntries', c.left_entries,
          'round', c.round) order by c.seq)
        from (select * from queue_change
          where concert_id = q.concert_id and seq > known.seq order by seq limit ${MOST_CHANGES}) c
      ) end as changes
    from unnest($1::uuid[], $2::bigint[]) as known(concert_id, seq)
      join queue q on q.concert_id = known.concert_id`,
};

/** The ranges of ids between first and last that no row has: who left. */
const gaps = (ids: string, first: string, last: string) => `
  (select json_agg(json_build_array(before + 1, id - 1) order by id) from (
    select id, lag(id, 1, ${first}) over (order by id) as before
    from (${ids} union all select ${last} + 1) as present(id)
  ) steps where id - before > 1)`;

/**
 * A room as it stands: who left is told by who is not there. Reads the whole line, in the order of an
 * index. $1 concert.
 */
export const LOAD_ROOM = {
  name: 'room-load',
  seconds: 30,
  text: `
    select ${ROOM_COLUMNS},
      ${gaps(
        "select number from queue_token where concert_id = $1 and status = 'WAITING' and number > q.watermark",
        'q.watermark',
        'q.last_number',
      )} as left,
      (select json_agg(json_build_array(r.round, ${gaps(
        "select entry from queue_token where concert_id = $1 and status = 'PREQUEUE' and round = r.round",
        '0',
        'r.last',
      )}))
      from (
        select q.round as round, q.last_entry as last
        union all
        select d.round, d.entrants from draw d
        where d.concert_id = $1 and d.frozen_at is not null and d.numbered < d.entrants
      ) r) as left_entries_of
    from queue q
    where q.concert_id = $1`,
};

/** The queues in which somebody waits, opened or not. */
export const LINES = {
  name: 'rooms-lines',
  text: `
    select q.concert_id from queue q
    where exists (select from queue_token k
        where k.concert_id = q.concert_id and k.status = 'WAITING')
      or exists (select from queue_token k
        where k.concert_id = q.concert_id and k.status = 'PREQUEUE')`,
};

export interface TurnoverRow {
  concert_id: string;
  /** Seconds since the first admission ever, up to the window. */
  observed: number;
  active: number;
  /** Admissions and ends of passes in the window, and how long passes were live in it, in seconds. */
  admitted: number;
  ended: number;
  exposure: number;
  admitted_last_minute: number;
  /** Who left the line in the window. */
  left: number;
}

/** How long back the waits are estimated from, in seconds. */
export const WINDOW_SECONDS = 180;

/** What the last minutes showed. Reads what is live, and what began or ended in them. $1 concerts, $2 now. */
export const TURNOVER = {
  name: 'rooms-turnover',
  seconds: 5,
  text: `
    with t as materialized (
      select coalesce($2::timestamptz, clock_timestamp()) as now,
        coalesce($2::timestamptz, clock_timestamp()) - interval '${WINDOW_SECONDS} seconds' as since
    )
    select q.concert_id,
      least(${WINDOW_SECONDS}, coalesce(extract(epoch from t.now - (select a.admitted_at
        from admission a where a.concert_id = q.concert_id order by a.admitted_at limit 1)), 0))::float8
        as observed,
      live.active, recent.admitted, recent.admitted_last_minute,
      over.ended, (live.exposure + over.exposure)::float8 as exposure,
      (select coalesce(sum(cardinality(c.left_numbers)), 0) from queue_change c
        where c.concert_id = q.concert_id and c.at > t.since) as left
    from unnest($1::uuid[]) as asked(concert_id) join queue q using (concert_id) cross join t,
      lateral (
        select count(*) as active, coalesce(sum(extract(epoch from
          t.now - greatest(k.admitted_at, t.since))), 0) as exposure
        from queue_token k
        where k.concert_id = q.concert_id and k.status = 'ACTIVE' and k.ends_at > t.now
      ) live,
      lateral (
        select count(*) as admitted,
          count(*) filter (where a.admitted_at > t.now - interval '60 seconds') as admitted_last_minute
        from admission a where a.concert_id = q.concert_id and a.admitted_at > t.since
      ) recent,
      lateral (
        select count(*) as ended, coalesce(sum(extract(epoch from
          least(k.ended_at, t.now) - greatest(k.admitted_at, t.since))), 0) as exposure
        from queue_token k
        where k.concert_id = q.concert_id and k.status in ('COMPLETED', 'EXPIRED', 'LEFT')
          and k.ended_at > t.since and k.admitted_at is not null
      ) over`,
};
