export interface TurnoverRow {
  concert_id: string;
  /** Seconds since the first admission, at most the length of the window. */
  observed: number;
  active: number;
  /** Passes that ended in the window, and the seconds that passes were active in it. */
  ended: number;
  active_seconds: number;
  /** Admissions of the last minute, by the seconds since then; seconds without one are left out. */
  recent: [seconds: number, admitted: number][];
  /** Waiting entries that left in the window. */
  left: number;
}

/** The window from which waits are estimated, in seconds. */
export const WINDOW_SECONDS = 180;

/** What happened in some queues in the window. Reads live passes and what ended in it. $1 concerts, $2 now. */
export const TURNOVER = {
  name: 'queue-turnover',
  seconds: 5,
  byIndex: true as const,
  text: `
    -- 1. The window.
    with t as materialized (
      select coalesce($2::timestamptz, clock_timestamp()) as now,
        coalesce($2::timestamptz, clock_timestamp()) - interval '${WINDOW_SECONDS} seconds' as since
    ),
    -- 2. Who left in it, of all queues in one read.
    departures as materialized (
      select c.concert_id, sum(cardinality(c.left_numbers)) as left from queue_change c, t
      where c.at > t.since group by c.concert_id
    )
    select q.concert_id,
      least(${WINDOW_SECONDS}, coalesce(extract(epoch from t.now - (select a.admitted_at
        from admission a where a.concert_id = q.concert_id order by a.admitted_at limit 1)), 0))::float8
        as observed,
      live.active, recent.by_second as recent,
      ended_passes.ended, (live.active_seconds + ended_passes.active_seconds)::float8 as active_seconds,
      coalesce(departures.left, 0) as left
    from unnest($1::uuid[]) as asked(concert_id) join queue q using (concert_id)
      left join departures using (concert_id) cross join t,
      -- 3. Passes that are active now, and their seconds in the window.
      lateral (
        select count(*) as active, coalesce(sum(extract(epoch from
          t.now - greatest(entry.admitted_at, t.since))), 0) as active_seconds
        from queue_entry entry
        where entry.concert_id = q.concert_id and entry.status = 'ACTIVE' and entry.expires_at > t.now
      ) live,
      -- 4. Admissions of the last minute, by second.
      lateral (
        select coalesce(json_agg(json_build_array(seconds, admitted)), '[]') as by_second
        from (
          select greatest(0, floor(extract(epoch from t.now - a.admitted_at)))::int as seconds,
            count(*) as admitted
          from admission a
          where a.concert_id = q.concert_id and a.admitted_at > t.now - interval '60 seconds'
          group by 1
        ) seconds
      ) recent,
      -- 5. Passes that ended, and their seconds in the window.
      lateral (
        select count(*) as ended, coalesce(sum(extract(epoch from
          least(entry.ended_at, t.now) - greatest(entry.admitted_at, t.since))), 0) as active_seconds
        from queue_entry entry
        where entry.concert_id = q.concert_id and entry.status in ('COMPLETED', 'EXPIRED', 'LEFT')
          and entry.ended_at > t.since and entry.admitted_at is not null
      ) ended_passes`,
};
