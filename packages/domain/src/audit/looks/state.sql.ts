/** Which database this is: in a copy that was restored from a dump, the numbers of transactions mean nothing. */
const DATABASE = `(select system_identifier::text from pg_control_system()) || '/'
      || (select oid::text from pg_database where datname = current_database())`;

/** All transactions before it have ended, and every later statement sees what they have committed. */
const WATERMARK = 'pg_snapshot_xmin(pg_current_snapshot())';

/** A row may be 2^31 transactions older than the newest one before its age cannot be told any more. */
const MOST_TRANSACTIONS = 2 ** 30;

export interface ChangesRow {
  /** Where the look before stopped; null if everything has to be looked at anew. */
  since: string | null;
  /** Where the next look has to begin. */
  watermark: string;
  begun: string;
}

/** What a look at changes begins with. $1 now. */
export const BEGIN_CHANGES = {
  name: 'audit-begin-changes',
  text: `
    select coalesce($1::timestamptz, clock_timestamp())::text as begun, ${WATERMARK}::text as watermark,
      (select since::text from audit_look where name = 'changes' and database = ${DATABASE}
        and since <= ${WATERMARK}
        and ${WATERMARK}::text::bigint - since::text::bigint < ${MOST_TRANSACTIONS}) as since`,
};

/** Begins everything anew: the whole look is due, and changes from now on are those of the next look. $1 run. */
export const BEGIN_ANEW = {
  name: 'audit-begin-anew',
  text: `
    insert into audit_look as look (name, database, since, run, place)
    values ('changes', ${DATABASE}, ${WATERMARK}, null, null), ('whole', null, null, $1, '{"table": 0, "block": 0}')
    on conflict (name) do update set database = excluded.database, since = excluded.since, run = excluded.run,
      place = excluded.place`,
};

export interface FindingRow {
  id: number;
  unit: string;
  ids: string[];
  first_time: number | null;
  last_time: number | null;
}

export const FINDINGS = {
  name: 'audit-findings',
  text: 'select id, unit, ids::text[], first_time, last_time from audit_finding order by id',
};

/** $1 unit, $2 ids, $3 and $4 times. */
export const ADD_FINDING = {
  name: 'audit-add-finding',
  text: 'insert into audit_finding (unit, ids, first_time, last_time) values ($1, $2, $3, $4)',
};

/** $1 the findings that were checked again. */
export const DELETE_FINDINGS = {
  name: 'audit-delete-findings',
  text: 'delete from audit_finding where id = any($1::bigint[])',
};

/** Ends a look at changes, unless another one was faster. $1 since, $2 watermark, $3 when it began, $4 now. */
export const END_CHANGES = {
  name: 'audit-end-changes',
  text: `
    update audit_look set since = $2::xid8, begun_at = $3::timestamptz,
      finished_at = coalesce($4::timestamptz, clock_timestamp())
    where name = 'changes' and since = $1::xid8`,
};

/** The holds, which end without a change of their row, and performances whose hour after the cancellation has passed since the look before. */
export const DUE_BY_TIME = (cancellation: string) => ({
  name: 'audit-due-by-time',
  text: `
    select array(select id::text from reservation where status = 'HELD') as reservation,
      array(select p.id::text from performance p, audit_look look
        where look.name = 'changes' and p.status = 'CANCELLED'
          and p.cancelled_at > coalesce(look.begun_at, '-infinity') - ${cancellation}) as performance`,
});

export interface WholeRow {
  run: string;
  place: Place | null;
}

/** Where a whole look goes on: the number of the table, and the first block that was not read. */
export interface Place {
  table: number;
  block: number;
  /** The file of the table. If it has changed, the table is read from its beginning. */
  file?: string;
}

/** The whole look that goes on or is due, which begins. $1 run, $2 the seconds between two, $3 now. */
export const BEGIN_WHOLE = {
  name: 'audit-begin-whole',
  text: `
    update audit_look set run = coalesce(case when place is not null then run end, $1),
      place = coalesce(place, '{"table": 0, "block": 0}')
    where name = 'whole' and (place is not null or finished_at is null
      or finished_at <= coalesce($3::timestamptz, clock_timestamp()) - make_interval(secs => $2))
    returning run, place`,
};

/** Keeps how far a whole look is, unless another one was faster. $1 run, $2 place. */
export const KEEP_PLACE = {
  name: 'audit-keep-place',
  text: `update audit_look set place = $2::jsonb where name = 'whole' and run = $1 and place is not null`,
};

/** $1 run, $2 now. */
export const END_WHOLE = {
  name: 'audit-end-whole',
  text: `
    update audit_look set place = null, finished_at = coalesce($2::timestamptz, clock_timestamp())
    where name = 'whole' and run = $1 and place is not null`,
};

export const FINISHED = {
  name: 'audit-finished',
  text: 'select name, finished_at from audit_look where finished_at is not null',
};
