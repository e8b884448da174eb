export interface SupplyRow {
  concert_id: string;
  passes: number;
  available: number;
  more: boolean;
  held: number;
}

/** Seats that are counted beyond one for each user of the queue. */
const EXTRA = 10_000;

/**
 * Counts what some concerts have left, and their live passes. Available seats are counted only up to two
 * for each user with a pass or in the queue, and some more: more than that is PLENTY for everybody. $1
 * concerts, $2 now.
 */
export const SUPPLIES = {
  name: 'queue-supplies',
  seconds: 5,
  text: `
    -- 1. Read the clock once.
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select q.concert_id, live.passes, free.n + holds.lapsed as available,
      free.n >= wanted.most as more, holds.held
    from unnest($1::uuid[]) as asked(concert_id) join queue q using (concert_id) cross join t,
      -- 2. Live passes.
      lateral (
        select count(*) as passes from queue_entry entry
        where entry.concert_id = q.concert_id and entry.status = 'ACTIVE' and entry.expires_at > t.now
      ) live,
      -- 3. How many seats are worth counting.
      lateral (
        select ${EXTRA} + 2 * (live.passes + q.last_number - q.admitted - q.left_waiting
          + q.last_arrival - q.left_prequeue) as most
      ) wanted,
      -- 4. Seats without an owner.
      lateral (
        select count(*) as n from (
          select from performance p join seat s on s.performance_id = p.id
          where p.concert_id = q.concert_id and p.status = 'SCHEDULED' and p.starts_at > t.now
            and s.reservation_id is null
          limit (select wanted.most)
        ) seats
      ) free,
      -- 5. Seats with a hold, live or lapsed.
      lateral (
        select count(*) filter (where s.hold_expires_at > t.now) as held,
          count(*) filter (where s.hold_expires_at <= t.now) as lapsed
        from performance p join seat s on s.performance_id = p.id
        where p.concert_id = q.concert_id and p.status = 'SCHEDULED' and p.starts_at > t.now
          and s.hold_expires_at is not null
      ) holds`,
};
