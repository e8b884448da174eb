import { IS_ACTIVE } from '../entry/entry.sql.ts';

/** The first call with a pass extends it to `hold_until`. $1 entry id, $2 now. */
export const CLAIM = {
  name: 'queue-claim',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    update queue_entry entry set claimed_at = t.now, expires_at = greatest(entry.expires_at, entry.hold_until)
    from t where entry.id = $1 and ${IS_ACTIVE} and entry.claimed_at is null and entry.expires_at > t.now
    returning entry.expires_at`,
};

/** Ends a live pass because its user leaves. $1 entry id, $2 now. */
export const LEAVE_PASS = {
  name: 'queue-leave-pass',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    update queue_entry entry set status = 'LEFT', ended_at = t.now
    from t where entry.id = $1 and ${IS_ACTIVE} and entry.expires_at > t.now
    returning entry.id`,
};

/** $1 entry id. */
export const LOCK_ENTRY = {
  name: 'queue-lock-entry',
  text: 'select id from queue_entry where id = $1 for update',
};

/** Ends all passes of a user; one that expired before reads EXPIRED. $1 user, $2 now. */
export const END_PASSES_OF_USER = {
  name: 'queue-end-passes-of-user',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    update queue_entry entry set
      status = case when entry.expires_at <= t.now then 'EXPIRED' else 'LEFT' end,
      ended_at = least(entry.expires_at, t.now)
    from t where entry.user_id = $1 and entry.status = 'ACTIVE'
    returning entry.id`,
};
