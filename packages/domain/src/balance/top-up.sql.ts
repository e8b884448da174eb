/** How long one call has a top-up to itself. After that another call may take it over. */
const LEASE_SECONDS = 60;

export interface TopUpRow {
  id: string;
  user_id: string;
  amount: number;
  status: 'PENDING' | 'CONFIRMING';
}

/** The end of a lease that begins now. Needs t. */
export const LEASE = `t.now + interval '${LEASE_SECONDS} seconds'`;

/**
 * For a charge with the same key as an earlier one. If the earlier one has ended, it starts again under a
 * new reference. If it is open and its lease has expired, this call continues it. Otherwise no row.
 */
export const onSameKey = (ended: string) => `
    on conflict (user_id, procedure, idempotency_key) do update
      set lease_until = excluded.lease_until,
        id = case when u.status in (${ended}) then excluded.id else u.id end,
        amount = case when u.status in (${ended}) then excluded.amount else u.amount end,
        entry_id = null,
        status = case when u.status in (${ended}) then 'PENDING' else u.status end
      where u.status in (${ended})
        or (u.status in ('PENDING', 'CONFIRMING') and u.lease_until <= excluded.created_at)
    returning u.id, u.user_id, u.amount, u.status`;

/**
 * Records a charge before the provider is called. No row: the charge of this key is credited, or another
 * call has the lease. $1 id, $2 user, $3 amount, $4 procedure, $5 key or null, $6 now.
 */
export const BEGIN_CHARGE = {
  name: 'top-up-begin-charge',
  text: `
    with t as materialized (select coalesce($6::timestamptz, clock_timestamp()) as now)
    insert into top_up as u (id, user_id, amount, procedure, idempotency_key, lease_until, created_at)
    select $1, $2, $3, $4, $5, ${LEASE}, t.now from t
    ${onSameKey("'DECLINED', 'FAILED'")}`,
};

/** A credited charge with the balance after it. $1 user, $2 procedure, $3 key. */
export const FIND_CREDITED = {
  name: 'top-up-find-credited',
  text: `
    select u.amount, u.entry_id, e.balance_after from top_up u join ledger_entry e on e.id = u.entry_id
    where u.user_id = $1 and u.procedure = $2 and u.idempotency_key = $3`,
};

/**
 * Takes over top-ups whose lease has expired, because their call was interrupted. A PENDING one becomes
 * FAILED: no money can have been taken. A CONFIRMING one is returned for the caller to finish. $1 now.
 */
export const TAKE_OVER_EXPIRED = {
  name: 'top-up-take-over-expired',
  text: `
    with t as materialized (select coalesce($1::timestamptz, clock_timestamp()) as now),
    due as materialized (
      select u.id from top_up u, t
      where u.status in ('PENDING', 'CONFIRMING') and u.lease_until <= t.now
      order by u.lease_until limit 100 for update of u skip locked
    )
    update top_up u set lease_until = ${LEASE},
      status = case u.status when 'PENDING' then 'FAILED' else u.status end
    from due, t where u.id = due.id
    returning u.id, u.user_id, u.amount, u.status`,
};

/** No row: the top-up is not in the expected status. $1 id, $2 expected, $3 new, $4 ledger entry or null. */
export const SET_STATUS = {
  name: 'top-up-set-status',
  text: 'update top_up set status = $3, entry_id = $4 where id = $1 and status = $2 returning id',
};

/** Ends the lease, so that the next call can take over at once. $1 id, $2 now. */
export const RELEASE_LEASE = {
  name: 'top-up-release-lease',
  text: `
    update top_up set lease_until = coalesce($2::timestamptz, clock_timestamp())
    where id = $1 and status in ('PENDING', 'CONFIRMING')`,
};
