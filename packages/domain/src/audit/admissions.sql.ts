import {
  type AuditCheck,
  NOW,
  OF_CONCERT,
  OF_UNITS,
  type Scope,
  type UnitCheck,
} from './audit-check.ts';

export const LIMITS = 'no admission passes the most active or the most a minute';
export const RECORD = 'the record of admissions is complete and has the limits that were in force';
export const ORDER = 'first come, first served';

/** Passes without a recorded admission. */
const unrecorded = (of: Scope) => `
    select 'an admission left no record' as problem, entry.concert_id as "concertId", entry.number,
      entry.admitted_at as "admittedAt", null::bigint as active, null::int as "maxActive", null::bigint as admitted,
      null::int as "admitPerMinute"
    from queue_entry entry
    where entry.admitted_at is not null
      and ${of({ units: 'entry.id = any($1::uuid[])', concert: 'entry.concert_id = $1' })}
      and not exists (select from admission a where a.queue_entry_id = entry.id)`;

/** Counts, at each admission, the active passes and the admissions of the last 60 seconds. */
export const ADMISSION_LIMITS: AuditCheck = {
  name: LIMITS,
  text: `
    with ${NOW},
    -- 1. Each admission with the end of its pass and the admissions in the 60 seconds up to it.
    passes as (
      select a.id, a.concert_id, a.number, a.admitted_at, a.max_active, a.admit_per_minute,
        coalesce(a.ended_at, entry.ended_at, entry.expires_at) as ended_at,
        count(*) over (partition by a.concert_id order by a.admitted_at
          range between interval '59.999999 seconds' preceding and current row) as admitted
      from admission a left join queue_entry entry on entry.id = a.queue_entry_id, t
      where $1::uuid is null or a.concert_id = $1
    ),
    -- 2. The beginnings and ends of passes.
    events as (
      select concert_id, admitted_at as at, 1 as change, number, max_active, admit_per_minute, admitted
      from passes
      union all
      select concert_id, ended_at, -1, null, null, null, null from passes where ended_at is not null
    ),
    -- 3. The number of active passes after each of them; an end comes before a beginning.
    running as (
      select *, sum(change) over (partition by concert_id order by at, change) as active from events
    )
    -- 4. The admissions above a limit, and passes without a recorded admission.
    select 'a limit was passed' as problem, concert_id as "concertId", number, at as "admittedAt",
      active, max_active as "maxActive", admitted, admit_per_minute as "admitPerMinute"
    from running
    where change = 1 and (active > max_active or admitted > admit_per_minute)
    union all
    ${unrecorded(OF_CONCERT)}
    limit 20`,
};

/**
 * Finds admissions that are missing from the record, by their running numbers and by the queue's counter, and
 * recorded limits that were not in force by the history of the queue's limits. Rows without a running number
 * are counted in the order of their ids.
 */
export const ADMISSION_RECORD: AuditCheck = {
  name: RECORD,
  text: `
    with ${NOW},
    -- 1. The admissions, counted.
    numbered as materialized (
      select concert_id, number, nth, max_active, admit_per_minute,
        row_number() over (partition by concert_id order by id) as position
      from admission, t where $1::uuid is null or concert_id = $1
    ),
    counted as (
      select concert_id, count(*) as recorded, min(position) filter (where nth <> position) as first_missing
      from numbered group by concert_id
    ),
    -- 2. For which admissions which limits were in force.
    limits as (
      select concert_id, max_active, admit_per_minute, after_admission,
        lead(after_admission, 1, 9007199254740991) over (partition by concert_id order by id) as up_to
      from queue_limit where $1::uuid is null or concert_id = $1
    )
    -- 3. What is missing, what was changed, and a history to which somebody added what was long over.
    select 'admissions are missing from the record' as problem, q.concert_id as "concertId",
      first_missing as admission, q.admitted as counted, coalesce(recorded, 0) as recorded,
      null::bigint as number, null::int as "maxActive", null::int as "admitPerMinute"
    from queue q left join counted on counted.concert_id = q.concert_id
    where ($1::uuid is null or q.concert_id = $1)
      and (q.admitted <> coalesce(recorded, 0) or first_missing is not null)
    union all
    select 'the recorded limits were not in force', n.concert_id, coalesce(n.nth, n.position), null, null,
      n.number, n.max_active, n.admit_per_minute
    from numbered n
    where not exists (select from limits l
      where l.concert_id = n.concert_id and l.max_active = n.max_active
        and l.admit_per_minute = n.admit_per_minute and l.after_admission < coalesce(n.nth, n.position)
        and coalesce(n.nth, n.position) <= l.up_to)
    union all
    select 'the history of the limits is not in order', concert_id, after_admission, null, null, null, max_active,
      admit_per_minute
    from limits where up_to < after_admission
    limit 20`,
};

/** Finds admissions that came after one with a later queue number, and entries that were skipped. */
export const FIRST_COME: AuditCheck = {
  name: ORDER,
  text: `
    with ${NOW},
    ordered as (
      select concert_id, number, admitted_at, max(number) over (partition by concert_id
        order by admitted_at
        range between unbounded preceding and interval '1 microsecond' preceding) as before
      from admission, t where $1::uuid is null or concert_id = $1
    )
    select 'admitted after a later number' as problem, concert_id as "concertId", number,
      before as "admittedBefore"
    from ordered where before > number
    union all
    select 'waits while a later number was admitted', entry.concert_id, entry.number, o.highest
    from queue_entry entry
      join (select concert_id, max(number) as highest from ordered group by concert_id) o
        on o.concert_id = entry.concert_id
    where entry.status = 'WAITING' and entry.number < o.highest
    limit 20`,
};

export const ENTRIES_RECORDED: UnitCheck = {
  ...{ name: LIMITS, unit: 'entry', text: `with ${NOW} ${unrecorded(OF_UNITS)} limit 20` },
};
