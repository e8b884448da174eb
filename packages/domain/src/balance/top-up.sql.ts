/** How long a call may work with the provider before another may take over. */
const LEASE_SECONDS = 60;

export interface TopUpRow {
  id: string;
  user_id: string;
  amount: number;
  status: 'PENDING' | 'CONFIRMING';
}

/** Until when a call that begins now has the top-up to itself. Needs t. */
export const LEASE = `t.now + interval '${LEASE_SECONDS} seconds'`;

/** An ended one begins anew under a new reference; an open one is taken over once its lease is up. */
export const takeOver = (ended: string) => `
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
 * Writes the intent of a charge. A charge that was credited is not begun again.
 * $1 id, $2 user, $3 amount, $4 procedure, $5 key or null, $6 now.
 */
export const BEGIN_CHARGE = {
  name: 'top-up-begin-charge',
  text: `
    with t as materialized (select coalesce($6::timestamptz, clock_timestamp()) as now)
    insert into top_up as u (id, user_id, amount, procedure, idempotency_key, lease_until, created_at)
    select $1, $2, $3, $4, $5, ${LEASE}, t.now from t
    ${takeOver("'DECLINED', 'FAILED'")}`,
};

/** A finished charge, with what its entry says. $1 user, $2 procedure, $3 key. */
export const FIND_CREDITED = {
  name: 'top-up-find-credited',
  text: `
    select u.amount, u.entry_id, e.balance_after from top_up u join ledger_entry e on e.id = u.entry_id
    where u.user_id = $1 and u.procedure = $2 and u.idempotency_key = $3`,
};

/**
 * Takes over what calls that died left behind: sees the confirmed ones through, gives up the others,
 * for which no money can have been taken. $1 now.
 */
export const TAKE_ABANDONED = {
  name: 'top-up-take-abandoned',
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

/** From one status to the next; no row when it was not in it. $1 id, $2 from, $3 to, $4 entry. */
export const MOVE_TOP_UP = {
  name: 'top-up-move',
  text: 'update top_up set status = $3, entry_id = $4 where id = $1 and status = $2 returning id',
};

/** Lets the next call go on at once. $1 id, $2 now. */
export const GIVE_UP_LEASE = {
  name: 'top-up-give-up-lease',
  text: `
    update top_up set lease_until = coalesce($2::timestamptz, clock_timestamp())
    where id = $1 and status in ('PENDING', 'CONFIRMING')`,
};
