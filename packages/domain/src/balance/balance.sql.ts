/** $1 user. */
export const GET_BALANCE = {
  name: 'balance-get',
  text: 'select balance from account where user_id = $1',
};

/**
 * Adds to the balance and writes the ledger entry. No row: the balance would be above the limit.
 * $1 user, $2 amount, $3 highest balance, $4 ledger entry id, $5 now.
 */
export const CREDIT = {
  name: 'balance-credit',
  text: `
    with credited as (
      insert into account as a (user_id, balance) select $1, $2::bigint where $2::bigint <= $3::bigint
      on conflict (user_id) do update set balance = a.balance + excluded.balance
        where a.balance + excluded.balance <= $3::bigint
      returning balance
    )
    insert into ledger_entry (id, user_id, type, amount, balance_after, payment_id, created_at)
    select $4, $1, 'CHARGE', $2, balance, null, coalesce($5::timestamptz, clock_timestamp())
    from credited
    returning balance_after`,
};

export interface LedgerEntryRow {
  seq: number;
  id: string;
  type: 'CHARGE' | 'PAYMENT' | 'REFUND';
  amount: number;
  balance_after: number;
  payment_id: string | null;
  created_at: Date;
}

/** Newest first. $1 user, $2 before this seq or null, $3 limit. */
export const LIST_LEDGER_ENTRIES = {
  name: 'balance-history',
  text: `
    select seq, id, type, amount, balance_after, payment_id, created_at from ledger_entry
    where user_id = $1 and ($2::bigint is null or seq < $2) order by seq desc limit $3`,
};
