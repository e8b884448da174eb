export interface TopUpRow {
  id: string;
  user_id: string;
  amount: number;
  status: 'PENDING' | 'CREDITED' | 'DECLINED';
}

/** How long a call may work with the provider before another may take over. */
export const LEASE_SECONDS = 60;

/**
 * Writes the intent, or takes over the one that an earlier call with the same key left unfinished;
 * a declined one begins anew, under a new reference. $1 id, $2 user, $3 amount,
 * $4 procedure, $5 key or null, $6 now.
 */
export const BEGIN_TOP_UP = {
  name: 'top-up-begin',
  text: `
    with t as materialized (select coalesce($6::timestamptz, clock_timestamp()) as now)
    insert into top_up as u (id, user_id, amount, procedure, idempotency_key, lease_until, created_at)
    select $1, $2, $3, $4, $5, t.now + interval '${LEASE_SECONDS} seconds', t.now from t
    on conflict (user_id, procedure, idempotency_key) do update
      set lease_until = excluded.lease_until, status = 'PENDING',
        id = case u.status when 'DECLINED' then excluded.id else u.id end,
        amount = case u.status when 'DECLINED' then excluded.amount else u.amount end
      where u.status = 'DECLINED'
        or (u.status = 'PENDING' and u.lease_until <= excluded.created_at)
    returning u.id, u.user_id, u.amount, u.status`,
};

/** A finished one, with what its entry says. $1 user, $2 procedure, $3 key. */
export const FIND_CREDITED = {
  name: 'top-up-find-credited',
  text: `
    select u.amount, u.entry_id, e.balance_after from top_up u join ledger_entry e on e.id = u.entry_id
    where u.user_id = $1 and u.procedure = $2 and u.idempotency_key = $3`,
};

/** Takes over what calls that died left behind. $1 now. */
export const TAKE_ABANDONED = {
  name: 'top-up-take-abandoned',
  text: `
    with t as materialized (select coalesce($1::timestamptz, clock_timestamp()) as now),
    due as (
      select u.id from top_up u, t where u.status = 'PENDING' and u.lease_until <= t.now
      order by u.lease_until limit 100 for update of u skip locked
    )
    update top_up u set lease_until = t.now + interval '${LEASE_SECONDS} seconds'
    from due, t where u.id = due.id
    returning u.id, u.user_id, u.amount, u.status`,
};

/** $1 id, $2 status, $3 entry id or null. */
export const SETTLE_TOP_UP = {
  name: 'top-up-settle',
  text: `
    update top_up set status = $2, entry_id = $3 where id = $1 and status = 'PENDING'
    returning id`,
};

/** Lets the next call go on at once. $1 id, $2 now. */
export const GIVE_UP_LEASE = {
  name: 'top-up-give-up-lease',
  text: `
    update top_up set lease_until = coalesce($2::timestamptz, clock_timestamp())
    where id = $1 and status = 'PENDING'`,
};
