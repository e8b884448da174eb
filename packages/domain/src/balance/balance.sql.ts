import type { EntryView } from '@frontrow/contract/balance';

/** $1 users. */
export const GET_BALANCES = {
  name: 'balance-get',
  text: 'select user_id, balance from account where user_id = any($1::uuid[])',
};

/** Makes sure that the user has an account. $1 user. */
export const OPEN_ACCOUNT = {
  name: 'account-open',
  text: 'insert into account (user_id, balance) values ($1, 0) on conflict do nothing',
};

/** $1 user. */
export const LOCK_ACCOUNT = {
  name: 'account-lock',
  text: 'select balance from account where user_id = $1 for update',
};

/**
 * Waits for a deletion of the user that is under way. No row: the user is deleted. $1 user.
 */
export const LOCK_USER = {
  name: 'balance-lock-user',
  text: 'select id from app_user where id = $1 and deleted_at is null for key share',
};

/**
 * Adds to the balance and writes the ledger entry. No row: the balance would be above the limit, or the user is
 * deleted, whose money of top-ups is still credited. Charges that come together run as CREDIT_BATCH instead
 * (batch/credit-batch.sql.ts), which makes the same checks: who changes one has to change the other.
 * $1 user, $2 amount, $3 highest balance, $4 ledger entry id, $5 now, $6 the top-up that brought the money,
 * or null.
 */
export const CREDIT = {
  name: 'balance-credit',
  text: `
    with live as materialized (
      select id from app_user where id = $1 and deleted_at is null for key share
    ),
    credited as (
      insert into account as a (user_id, balance) select $1, $2::bigint
      where $2::bigint <= $3::bigint and ($6::uuid is not null or exists (select from live))
      on conflict (user_id) do update set balance = a.balance + excluded.balance
        where a.balance + excluded.balance <= $3::bigint
      returning balance
    )
    insert into ledger_entry (id, user_id, type, amount, balance_after, top_up_id, origin, created_at)
    select $4, $1, 'CHARGE', $2, balance, $6::uuid,
      case when $6::uuid is null then 'DIRECT' else 'PROVIDER' end,
      coalesce($5::timestamptz, clock_timestamp())
    from credited
    returning balance_after`,
};

/**
 * Takes money of a top-up out of the balance. No row: the balance is too low. $1 user, $2 amount above 0, or
 * below 0 to undo it, $3 ledger entry id, $4 top-up, $5 now.
 */
export const WITHDRAW = {
  name: 'balance-withdraw',
  text: `
    with debited as (
      update account a set balance = a.balance - $2::bigint
      where a.user_id = $1 and a.balance >= $2::bigint
      returning balance
    )
    insert into ledger_entry (id, user_id, type, amount, balance_after, top_up_id, created_at)
    select $3, $1, 'WITHDRAWAL', -$2::bigint, balance, $4, coalesce($5::timestamptz, clock_timestamp())
    from debited
    returning id`,
};

export interface LedgerEntryRow {
  seq: number;
  id: string;
  type: EntryView['type'];
  amount: number;
  balance_after: number;
  payment_id: string | null;
  top_up_id: string | null;
  created_at: Date;
}

/** Newest first. $1 user, $2 before this seq or null, $3 limit. */
export const LIST_LEDGER_ENTRIES = {
  name: 'balance-history',
  text: `
    select seq, id, type, amount, balance_after, payment_id, top_up_id, created_at from ledger_entry
    where user_id = $1 and ($2::bigint is null or seq < $2) order by seq desc limit $3`,
};
