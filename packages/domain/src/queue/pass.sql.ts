import type { QueueTokenStatus } from '@frontrow/contract/queue';

/**
 * Of a row looked up by its id. Written so that the planner does not take the partial index of the
 * active ones for it, which looks small while the statistics are young. Needs k.
 */
export const IS_ACTIVE = "(k.status || '') = 'ACTIVE'";

export interface TokenRow {
  id: string;
  concert_id: string;
  user_id: string;
  number: number | null;
  round: number | null;
  entry: number | null;
  status: QueueTokenStatus;
  joined_at: Date;
  admitted_at: Date | null;
  claimed_at: Date | null;
  deadline_at: Date | null;
  ends_at: Date | null;
  /** False once the pass has run out, whatever the status still says. */
  live: boolean;
  /** Whether the deadline is still ahead; past it a live pass may read, pay and release. */
  may_hold: boolean;
}

const TOKEN_COLUMNS = `
  k.id, k.concert_id, k.user_id, k.number, k.round, k.entry, k.status, k.joined_at, k.admitted_at,
  k.claimed_at, k.deadline_at, k.ends_at,
  (k.status in ('PREQUEUE', 'WAITING') or (k.status = 'ACTIVE' and k.ends_at > t.now)) as live,
  coalesce(k.deadline_at > t.now, false) as may_hold`;

/** $1 token ids, $2 now. */
export const TOKENS_BY_ID = {
  name: 'queue-tokens-by-id',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select ${TOKEN_COLUMNS} from queue_token k, t where k.id = any($1::uuid[])`,
};

/** With what an external issuer calls the users. $1 concert, $2 users, $3 now. */
export const LIVE_TOKENS_OF_USERS = {
  name: 'queue-tokens-of-users',
  text: `
    with t as materialized (select coalesce($3::timestamptz, clock_timestamp()) as now)
    select ${TOKEN_COLUMNS}, u.external_id
    from queue_token k join app_user u on u.id = k.user_id, t
    where k.concert_id = $1 and k.user_id = any($2::uuid[])
      and (k.status in ('PREQUEUE', 'WAITING') or (k.status = 'ACTIVE' and k.ends_at > t.now))`,
};

/** The first call with the token makes the pass last to its deadline. $1 token id, $2 now. */
export const CLAIM = {
  name: 'queue-claim',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    update queue_token k set claimed_at = t.now, ends_at = greatest(k.ends_at, k.deadline_at)
    from t where k.id = $1 and ${IS_ACTIVE} and k.claimed_at is null and k.ends_at > t.now
    returning k.ends_at`,
};

/** Ends a pass that is still live, as its holder leaves. $1 token id, $2 now. */
export const LEAVE_PASS = {
  name: 'queue-leave-pass',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    update queue_token k set status = 'LEFT', ended_at = t.now
    from t where k.id = $1 and ${IS_ACTIVE} and k.ends_at > t.now
    returning k.id`,
};

/** $1 token id. */
export const LOCK_TOKEN = {
  name: 'queue-lock-token',
  text: 'select id from queue_token where id = $1 for update',
};
