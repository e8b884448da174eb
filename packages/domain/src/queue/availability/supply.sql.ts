export interface SupplyRow {
  concert_id: string;
  passes: number;
  /** The scheduled performances in the future. */
  performances: string[];
}

/** The live passes of some concerts, and the performances whose places they can still buy. $1 concerts, $2 now. */
export const SUPPLIES = {
  name: 'queue-supplies',
  seconds: 5,
  byIndex: true as const,
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select q.concert_id, live.passes, array(
        select p.id::text from performance p
        where p.concert_id = q.concert_id and p.status = 'SCHEDULED' and p.starts_at > t.now
      ) as performances
    from unnest($1::uuid[]) as asked(concert_id) join queue q using (concert_id) cross join t,
      lateral (
        select count(*) as passes from queue_entry entry
        where entry.concert_id = q.concert_id and entry.status = 'ACTIVE' and entry.expires_at > t.now
      ) live`,
};
