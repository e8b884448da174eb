import { LIMITS, ORDER, RECORD } from '../../admissions.sql.ts';
import { type AuditCheck, NOW } from '../../audit-check.ts';

/*
 * The record of the admissions of one concert is checked in parts: the admissions from one time to another, both
 * included. What a part has to know of those before and after it is found by the index of concert and time.
 * $1 concert, $2 now, $3 and $4 the times, $5 the longest pass of the concert in seconds.
 */

/** A time as microseconds since 1970, which numbers of JavaScript hold exactly, and back. */
export const MICROSECONDS = (time: string) => `(extract(epoch from ${time}) * 1000000)::bigint`;
const TIME = (microseconds: string) =>
  `timestamptz 'epoch' + ${microseconds}::bigint * interval '1 microsecond'`;

const PART = `
    with ${NOW},
    part as materialized (select ${TIME('$3')} as first, ${TIME('$4')} as last),`;

/** Like ADMISSION_LIMITS. Of the passes that began before the part, those that could still be active are counted. */
const LIMITS_IN_PART: AuditCheck = {
  name: LIMITS,
  parameters: 5,
  text: `${PART}
    passes as materialized (
      select a.number, a.admitted_at, a.max_active, a.admit_per_minute,
        coalesce(a.ended_at, entry.ended_at, entry.expires_at) as ended_at,
        count(*) over (order by a.admitted_at
          range between interval '59.999999 seconds' preceding and current row) as admitted
      from admission a left join queue_entry entry on entry.id = a.queue_entry_id
      where a.concert_id = $1
        and a.admitted_at >= (select first - make_interval(secs => greatest($5::float8, 60)) from part)
        and a.admitted_at <= (select last from part)
    ),
    events as (
      select admitted_at as at, 1 as change, number, max_active, admit_per_minute, admitted from passes
      union all
      select ended_at, -1, null, null, null, null from passes where ended_at is not null
    ),
    running as (select *, sum(change) over (order by at, change) as active from events)
    select 'a limit was passed' as problem, $1::uuid as "concertId", number, at as "admittedAt", active,
      max_active as "maxActive", admitted, admit_per_minute as "admitPerMinute"
    from running, t
    where change = 1 and at >= (select first from part) and (active > max_active or admitted > admit_per_minute)
    limit 20`,
};

/** Like ADMISSION_RECORD: the running numbers go on from the admission before the part. */
const NUMBERS_IN_PART: AuditCheck = {
  name: RECORD,
  parameters: 4,
  text: `${PART}
    before as materialized (
      select coalesce(a.nth, (select count(*) from admission, part where concert_id = $1 and admitted_at < part.first))
        as nth
      from admission a where a.concert_id = $1 and a.admitted_at < (select first from part)
      order by a.admitted_at desc, a.id desc limit 1
    ),
    numbered as materialized (
      select number, nth, max_active, admit_per_minute,
        coalesce((select nth from before), 0) + row_number() over (order by id) as position
      from t cross join admission where concert_id = $1
        and admitted_at between (select first from part) and (select last from part)
    ),
    limits as (
      select max_active, admit_per_minute, after_admission,
        lead(after_admission, 1, 9007199254740991) over (order by id) as up_to
      from queue_limit where concert_id = $1
    )
    select 'admissions are missing from the record' as problem, $1::uuid as "concertId", min(position) as admission,
      null::bigint as number, null::int as "maxActive", null::int as "admitPerMinute"
    from numbered where nth <> position having count(*) > 0
    union all
    select 'the recorded limits were not in force', $1::uuid, coalesce(n.nth, n.position), n.number, n.max_active,
      n.admit_per_minute
    from numbered n
    where not exists (select from limits l
      where l.max_active = n.max_active and l.admit_per_minute = n.admit_per_minute
        and l.after_admission < coalesce(n.nth, n.position) and coalesce(n.nth, n.position) <= l.up_to)
    limit 20`,
};

/** Like FIRST_COME. If the numbers of each time are above those of the time before, all are in order. */
const ORDER_IN_PART: AuditCheck = {
  name: ORDER,
  parameters: 4,
  text: `${PART}
    around as materialized (
      select coalesce((select admitted_at from admission where concert_id = $1 and admitted_at < part.first
          order by admitted_at desc limit 1), part.first) as first,
        coalesce((select admitted_at from admission where concert_id = $1 and admitted_at > part.last
          order by admitted_at limit 1), part.last) as last
      from part
    ),
    ordered as (
      select number, max(number) over (order by admitted_at
        range between unbounded preceding and interval '1 microsecond' preceding) as before
      from t cross join admission where concert_id = $1
        and admitted_at between (select first from around) and (select last from around)
    )
    select 'admitted after a later number' as problem, $1::uuid as "concertId", number, before as "admittedBefore"
    from ordered where before > number
    limit 20`,
};

export const RECORD_CHECKS: readonly AuditCheck[] = [
  LIMITS_IN_PART,
  NUMBERS_IN_PART,
  ORDER_IN_PART,
];

export interface PartRow {
  /** The time of the last admission of the part, and how many it has; null if there is none. */
  last: number | null;
  admissions: number;
  /** The longest pass among them in seconds. One whose end nobody knows lasts for ever. */
  longest: number | null;
}

/** The next part: the admissions from a time on, up to a number. $1 concert, $2 and $3 the times, $4 how many. */
export const NEXT_PART = {
  name: 'audit-next-part',
  text: `
    with part as materialized (
      select a.admitted_at, coalesce(a.ended_at, entry.ended_at, entry.expires_at) as ended_at
      from admission a left join queue_entry entry on entry.id = a.queue_entry_id
      where a.concert_id = $1 and a.admitted_at between ${TIME('$2')} and ${TIME('$3')}
      order by a.admitted_at limit $4
    )
    select ${MICROSECONDS('max(admitted_at)')} as last, count(*)::int as admissions,
      max(coalesce(extract(epoch from ended_at - admitted_at), ${100 * 365 * 86_400}))::float8 as longest
    from part`,
};

/** Keeps the longest pass of a concert, and returns the longest that is known. $1 concert, $2 seconds. */
export const KEEP_LONGEST = {
  name: 'audit-keep-longest-pass',
  text: `
    insert into audit_record (concert_id, longest_pass) values ($1, $2)
    on conflict (concert_id) do update set longest_pass = greatest(audit_record.longest_pass, excluded.longest_pass)
    returning longest_pass as longest`,
};

export interface PassRow {
  concert_id: string;
  first: number;
  last: number;
}

/**
 * The times that admissions with these entries bear on: each from its beginning to its end, and a minute at least,
 * since it counts for the limit of the minute. $1 entries.
 */
export const TIMES_OF_PASSES = {
  name: 'audit-times-of-passes',
  text: `
    select a.concert_id, ${MICROSECONDS('a.admitted_at')} as first,
      ${MICROSECONDS(`greatest(least(coalesce(a.ended_at, entry.ended_at, entry.expires_at), timestamptz '2200-01-01'),
        a.admitted_at + interval '60 seconds')`)} as last
    from admission a left join queue_entry entry on entry.id = a.queue_entry_id
    where a.queue_entry_id = any($1::uuid[])`,
};

/** The times of the admissions that a row of the history of limits may bind. $1 rows of the history. */
export const TIMES_OF_LIMITS = {
  name: 'audit-times-of-limits',
  text: `
    select a.concert_id, ${MICROSECONDS('min(a.admitted_at)')} as first, ${MICROSECONDS('max(a.admitted_at)')} as last
    from (select concert_id, min(after_admission) as after from queue_limit where id = any($1::bigint[])
      group by concert_id) l join admission a on a.concert_id = l.concert_id and (a.nth > l.after or a.nth is null)
    group by a.concert_id`,
};
