import { ORDER, RECORD } from '../admissions.sql.ts';
import { NOW, type UnitCheck } from '../audit-check.ts';

/** The last admissions in the record of a queue: those of one time. Needs q. */
const LAST_TIME = `(select admitted_at from admission a where a.concert_id = q.concert_id
        order by admitted_at desc limit 1)`;

/**
 * Compares the counter of each queue with the running number of its last admission, and finds histories of limits to
 * which somebody added what was long over.
 */
export const RECORD_OF_CONCERTS: UnitCheck = {
  name: RECORD,
  unit: 'concert',
  text: `
    with ${NOW},
    limits as (
      select concert_id, max_active, admit_per_minute, after_admission,
        lead(after_admission) over (partition by concert_id order by id) as up_to
      from t cross join queue_limit where concert_id = any($1::uuid[])
    )
    select 'admissions are missing from the record' as problem, q.concert_id as "concertId",
      null::bigint as admission, q.admitted as counted, last.nth as recorded, null::int as "maxActive",
      null::int as "admitPerMinute"
    from t cross join queue q cross join lateral (
      select case when count(nth) = count(*) then coalesce(max(nth), 0)
        else (select count(*) from admission where concert_id = q.concert_id) end as nth
      from admission a where a.concert_id = q.concert_id and a.admitted_at = ${LAST_TIME}) last
    where q.concert_id = any($1::uuid[]) and q.admitted <> last.nth
    union all
    select 'the history of the limits is not in order', concert_id, after_admission, null, null, max_active,
      admit_per_minute
    from limits where up_to < after_admission
    limit 20`,
};

/** Finds entries that wait although one with a later number was admitted. */
export const WAITING_OF_CONCERTS: UnitCheck = {
  name: ORDER,
  unit: 'concert',
  text: `
    with ${NOW}
    select 'waits while a later number was admitted' as problem, q.concert_id as "concertId", entry.number,
      last.number as "admittedBefore"
    from t cross join queue q cross join lateral (
      select max(number) as number from admission a
      where a.concert_id = q.concert_id and a.admitted_at = ${LAST_TIME}) last
      join queue_entry entry on entry.concert_id = q.concert_id and entry.status = 'WAITING'
        and entry.number < last.number
    where q.concert_id = any($1::uuid[])
    limit 20`,
};
