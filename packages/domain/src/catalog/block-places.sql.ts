import { AVAILABLE } from '../concert/concert.sql.ts';

/** A blocked place has no owner: one whose hold has lapsed loses it. */
const BLOCK = 'blocked = true, reservation_id = null, holder_id = null, hold_expires_at = null';
const UNBLOCK = 'blocked = false';

/**
 * Changes those of the named places that may be changed. Locks them by id, as a hold does. $1 performance, $2 place
 * numbers of seats, $3 section or null, $4 now.
 */
const change = (name: string, { may, set }: { may: string; set: string }) => ({
  name,
  text: `
    with t as materialized (select coalesce($4::timestamptz, clock_timestamp()) as now),
    named as materialized (
      select s.id from seat s where s.performance_id = $1 and s.place = any($2::int[])
      union
      select s.id from seat s where s.performance_id = $1 and s.section_id = $3::uuid
    ),
    due as materialized (
      select s.id, s.place from seat s, t where s.id = any(array(select id from named)) and ${may}
      order by s.id for update of s
    ),
    changed as (update seat s set ${set} from due where s.id = due.id),
    noted as (
      insert into seat_change (performance_id, places)
      select $1, array(select place from due) where exists (select from due)
    )
    select (select count(*) from named) as named, (select count(*) from due) as changed`,
});

/** The same for so many places of a standing area, the last ones first. $1 performance, $2 section, $3 how many, $4 now. */
const changeSome = (name: string, { may, set }: { may: string; set: string }) => ({
  name,
  text: `
    with t as materialized (select coalesce($4::timestamptz, clock_timestamp()) as now),
    wanted as materialized (
      select s.id from seat s, t where s.performance_id = $1 and s.section_id = $2 and ${may}
      order by s.place desc limit $3
    ),
    due as materialized (
      select s.id, s.place from seat s, t where s.id = any(array(select id from wanted)) and ${may}
      order by s.id for update of s
    ),
    changed as (update seat s set ${set} from due where s.id = due.id),
    noted as (
      insert into seat_change (performance_id, places)
      select $1, array(select place from due) where exists (select from due)
    )
    select $3::int as named, (select count(*) from due) as changed`,
});

const BLOCKING = { may: AVAILABLE, set: BLOCK };
const UNBLOCKING = { may: 's.blocked', set: UNBLOCK };

export const BLOCK_PLACES = change('places-block', BLOCKING);
export const UNBLOCK_PLACES = change('places-unblock', UNBLOCKING);
export const BLOCK_SOME = changeSome('places-block-some', BLOCKING);
export const UNBLOCK_SOME = changeSome('places-unblock-some', UNBLOCKING);
