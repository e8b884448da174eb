import type { KeyOfItem } from '../../kernel/group-commit/keys-of-batch.ts';
import { STORED_OF } from '../../kernel/idempotency/stored-answer.sql.ts';

/** One charge of a batch, as the statement gets it. */
export interface CreditItemRow extends KeyOfItem {
  ledger_entry_id: string;
  user_id: string;
  amount: number;
}

/** What was found for one charge. It is credited if `balance_after` is not null. */
export interface CreditFacts {
  ledger_entry_id: string;
  balance_after: number | null;
  /** It would bring the balance above the highest one, by the newest version of the account. */
  above: boolean;
}

/**
 * Adds to the balances of several users and writes their ledger entries, as CREDIT does for charges. It waits for no row:
 * a user or an account that another transaction has locked is left out, and so is a deleted user, a user without an
 * account, and a call that has a stored answer. What it leaves out has neither a new balance nor `above`.
 *
 * Who changes a check of CREDIT has to change this one. $1 highest balance, $2 now, $3 the items, of different users.
 */
export const CREDIT_BATCH = {
  name: 'balance-credit-batch',
  text: `
    with item as materialized (
      select * from json_to_recordset($3::json) as item(n int, ledger_entry_id uuid, user_id uuid, amount bigint,
        procedure text, key text, call uuid)
    ),
    fresh as materialized (
      select item.* from item ${STORED_OF('item')} where stored.found is null
    ),
    -- 1. Lock the users against their deletion, and the accounts.
    live as materialized (
      select item.* from fresh item
        cross join lateral (
          select u.id from app_user u where u.id = item.user_id and u.deleted_at is null for key share of u skip locked
        ) as u
    ),
    locked as materialized (
      select item.*, account.balance + item.amount as balance_after, account.balance + item.amount > $1::bigint as above
      from live item
        cross join lateral (
          select a.balance from account a where a.user_id = item.user_id for update of a skip locked
        ) as account
    ),
    -- 2. Read the clock once all is locked.
    t as materialized (
      select coalesce($2::timestamptz, clock_timestamp()) as now
      from (select count(*) as n from locked where not above) as items where items.n > 0
    ),
    -- 3. The new balances, from the locked rows, and the ledger entries.
    credited as (
      update account a set balance = locked.balance_after from locked, t
      where a.user_id = locked.user_id and not locked.above
    ),
    entered as (
      insert into ledger_entry (id, user_id, type, amount, balance_after, origin, created_at)
      select locked.ledger_entry_id, locked.user_id, 'CHARGE', locked.amount, locked.balance_after, 'DIRECT', t.now
      from locked, t where not locked.above
    )
    select item.ledger_entry_id, case when not locked.above then locked.balance_after end as balance_after,
      coalesce(locked.above, false) as above
    from item left join locked on locked.n = item.n
    order by item.n`,
};
