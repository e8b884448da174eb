import { IS_ACTIVE } from '../entry/entry.sql.ts';

/**
 * The first call with a pass extends it to `hold_until`. Reads the clock once the pass is locked: a call
 * that waits for the lock until the pass has expired does not claim it. Returns a row if the pass is claimed, now or
 * before. $1 entry id, $2 now.
 */
export const CLAIM = {
  name: 'queue-claim',
  text: `
    with pass as materialized (
      select entry.id, entry.expires_at from queue_entry entry
      where entry.id = $1 and ${IS_ACTIVE} and entry.claimed_at is null for update of entry
    ),
    t as materialized (
      select pass.expires_at, coalesce($2::timestamptz, clock_timestamp()) as now from pass
    ),
    claimed as (
      update queue_entry entry set claimed_at = t.now, expires_at = greatest(entry.expires_at, entry.hold_until)
      from t where entry.id = $1 and t.expires_at > t.now
      returning entry.id
    )
    select id from claimed union all
    select entry.id from queue_entry entry where entry.id = $1 and entry.claimed_at is not null`,
};

/** Ends a live pass because its user leaves. Reads the clock once it is locked. $1 entry id, $2 now. */
export const LEAVE_PASS = {
  name: 'queue-leave-pass',
  text: `
    with pass as materialized (
      select entry.id, entry.expires_at from queue_entry entry
      where entry.id = $1 and ${IS_ACTIVE} for update of entry
    ),
    t as materialized (
      select pass.expires_at, coalesce($2::timestamptz, clock_timestamp()) as now from pass
    )
    update queue_entry entry set status = 'LEFT', ended_at = t.now
    from t where entry.id = $1 and t.expires_at > t.now
    returning entry.id`,
};

/** $1 entry id. */
export const LOCK_ENTRY = {
  name: 'queue-lock-entry',
  text: 'select id from queue_entry where id = $1 for update',
};

/**
 * Ends all passes of a user; one that expired before reads EXPIRED. Reads the clock once they are locked.
 * $1 user, $2 now.
 */
export const END_PASSES_OF_USER = {
  name: 'queue-end-passes-of-user',
  text: `
    with passes as materialized (
      select entry.id, entry.expires_at from queue_entry entry
      where entry.user_id = $1 and entry.status = 'ACTIVE' order by entry.id for update of entry
    ),
    t as materialized (
      select coalesce($2::timestamptz, clock_timestamp()) as now from (select count(*) from passes) as locked
    )
    update queue_entry entry set
      status = case when passes.expires_at <= t.now then 'EXPIRED' else 'LEFT' end,
      ended_at = least(passes.expires_at, t.now)
    from passes, t where entry.id = passes.id
    returning entry.id`,
};
