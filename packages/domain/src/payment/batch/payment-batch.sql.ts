import { NEW_ID } from '@frontrow/database/new-id';
import type { KeyOfItem } from '../../kernel/group-commit/keys-of-batch.ts';
import { STORED_OF } from '../../kernel/idempotency/stored-answer.sql.ts';
import { IS_ACTIVE } from '../../queue/entry/entry.sql.ts';
import { IS_HELD, RESERVATIONS_OF, STATUS_NOW, TERMS } from '../../reservation/reservation.sql.ts';
import type { PayableFacts } from '../payable.ts';

/** One payment of a batch, as the statement gets it. */
export interface PaymentItemRow extends KeyOfItem {
  payment_id: string;
  user_id: string;
  reservation_id: string;
  entry_id: string;
  /** Whether to charge a shortfall. */
  charges: boolean;
  /** The ids of the ledger entries of the charge and of the payment. */
  charge_entry_id: string;
  ledger_entry_id: string;
}

/** What was found for one payment. It is made if `paid_at` is not null; all else is of the snapshot. */
export interface PaymentFacts extends Omit<PayableFacts, 'status'> {
  payment_id: string;
  /** The call has a stored answer. */
  stored: boolean;
  pass_seen: boolean;
  /** Null: the reservation does not exist, or is not the user's. */
  status: PayableFacts['status'] | null;
  performance_id: string | null;
  amount: number | null;
  /** As it was when everything was locked and allowed the payment, but perhaps the balance itself; else null. */
  balance: number | null;
  paid_at: Date | null;
  balance_after: number | null;
}

/**
 * Makes each payment for which everything is in order, as PAY does, and returns what it found for all. It waits for no
 * user, pass, reservation, performance, seat or account: what another transaction has locked, it leaves out with its
 * item. An item that it does not pay changes nothing.
 *
 * It judges as PAY does: locked rows by their newest version, the clock and the start of the performance again after the
 * locks, the other holds by `hold_seq`. No two items are of the same user, so no two have a pass, hold or account in common.
 *
 * Who changes a check of PAY has to change this one. $1 now, $2 largest charge and $3 largest balance in minor units,
 * $4 the items, all with passes of one concert.
 */
export const PAY_BATCH = {
  name: 'pay-batch',
  text: `
    with t as materialized (select coalesce($1::timestamptz, clock_timestamp()) as now),
    item as materialized (
      select * from json_to_recordset($4::json) as item(n int, payment_id uuid, user_id uuid, reservation_id uuid,
        entry_id uuid, charges boolean, charge_entry_id uuid, ledger_entry_id uuid, procedure text, key text, call uuid)
    ),
    -- 1. What is known of each item in the snapshot, and whether it forbids the payment.
    seen as materialized (
      select item.*, stored.found is not null as stored, entry.hold_seq, entry.concert_id as pass_concert_id,
        r.concert_id, r.performance_id, r.status, r.amount, paid.payment_id as paid_by, p.upcoming, p.seats_total
      from item cross join t
        left join lateral (
          select entry.hold_seq, entry.concert_id from queue_entry entry
          where entry.id = item.entry_id and entry.user_id = item.user_id and ${IS_ACTIVE} and entry.expires_at > t.now
          offset 0
        ) as entry on true
        left join lateral (
          select r.concert_id, r.performance_id, r.amount, ${STATUS_NOW} as status from reservation r
          where r.id = item.reservation_id and r.user_id = item.user_id offset 0
        ) as r on true
        left join lateral (
          select payment.id as payment_id from payment
          where payment.reservation_id = item.reservation_id and r.status <> 'HELD' offset 0
        ) as paid on true
        left join lateral (
          select p.seats_total, p.status = 'SCHEDULED' and p.starts_at > t.now as upcoming from performance p
          where p.id = r.performance_id offset 0
        ) as p on true
        ${STORED_OF('item')}
    ),
    -- 2. Lock the users, to which the new rows refer, the passes and the live holds; the performances; the seats.
    held as materialized (
      select item.*, entry.expires_at as pass_expires_at, r.hold_expires_at, r.seat_count
      from seen item cross join t
        cross join lateral (
          select u.id from app_user u where u.id = item.user_id for key share of u skip locked
        ) as u
        cross join lateral (
          select entry.expires_at from queue_entry entry
          where entry.id = item.entry_id and entry.hold_seq = item.hold_seq and ${IS_ACTIVE} and entry.expires_at > t.now
          for update of entry skip locked
        ) as entry
        cross join lateral (
          select r.hold_expires_at, r.seat_count from reservation r
          where r.id = item.reservation_id and ${IS_HELD} and r.hold_expires_at > t.now
          for update of r skip locked
        ) as r
      where not item.stored and item.status = 'HELD' and item.concert_id = item.pass_concert_id
        and item.upcoming and item.seats_total > 0
    ),
    perf as materialized (
      select p.id from (select distinct performance_id from held) as wanted cross join t
        cross join lateral (
          select p.id from performance p
          where p.id = wanted.performance_id and p.status = 'SCHEDULED' and p.starts_at > t.now and p.seats_total > 0
          for key share of p skip locked
        ) as p
    ),
    seats as materialized (
      select held.n, s.id, s.label, s.place
      from perf join held on held.performance_id = perf.id cross join t
        cross join lateral (
          select seat_id from reservation_seat where reservation_id = held.reservation_id offset 0
        ) as listed
        cross join lateral (
          select s.id, s.label, s.place from seat s
          where s.id = listed.seat_id and s.reservation_id = held.reservation_id and not s.sold
            and s.hold_expires_at > t.now
          for update of s skip locked
        ) as s
    ),
    -- 3. Of the items whose seats are all there: lock the accounts and compute what the balances lack.
    funded as materialized (
      select held.*, account.balance, greatest(0, held.amount - account.balance) as lacks
      from (select n, count(*) as count from seats group by n) as locked_seats
        join held on held.n = locked_seats.n and held.seat_count = locked_seats.count
        cross join lateral (
          select a.balance from account a where a.user_id = held.user_id for update of a skip locked
        ) as account
    ),
    -- 4. Now that everything is locked, read the clock again, and when the performances start.
    locked as materialized (
      select coalesce($1::timestamptz, clock_timestamp()) as now, perf.performance_id,
        ${TERMS('perf.performance_id')} as terms
      from (select performance_id from funded group by performance_id) as perf
    ),
    -- 5. What can be paid but for the money, and what is paid. The steps below write what PAY writes.
    due as materialized (
      select funded.*, funded.balance + funded.lacks - funded.amount as balance_after, locked.now as paid_at
      from funded join locked on locked.performance_id = funded.performance_id
      where funded.hold_expires_at > locked.now and funded.pass_expires_at > locked.now
        and (locked.terms).starts_at > locked.now
    ),
    ok as materialized (
      select * from due
      where lacks = 0 or (charges and lacks <= $2::bigint and balance + lacks <= $3::bigint)
    ),
    ok_seats as materialized (
      select seats.id, seats.label, seats.place, ok.payment_id, ok.performance_id, ok.paid_at as now
      from ok join seats on seats.n = ok.n
    ),
    debited as (
      update account a set balance = ok.balance_after from ok where a.user_id = ok.user_id
    ),
    paid as (
      insert into payment (id, reservation_id, user_id, concert_id, performance_id, amount, balance_after, status, paid_at)
      select payment_id, reservation_id, user_id, concert_id, performance_id, amount, balance_after, 'PAID', paid_at from ok
    ),
    -- The charge of a user comes before the payment.
    entered as (
      insert into ledger_entry (id, user_id, type, amount, balance_after, payment_id, origin, created_at)
      select id, user_id, type, amount, balance_after, payment_id, origin, paid_at
      from (
        select n, 1 as step, charge_entry_id as id, user_id, 'CHARGE' as type, lacks as amount,
          balance + lacks as balance_after, null::uuid as payment_id, 'DIRECT' as origin, paid_at
        from ok where lacks > 0
        union all
        select n, 2, ledger_entry_id, user_id, 'PAYMENT', -amount, balance_after, payment_id, null, paid_at from ok
      ) as entry
      order by n, step
    ),
    confirmed as (
      update reservation r set status = 'PAID', ended_at = ok.paid_at from ok where r.id = ok.reservation_id
    ),
    owned as (
      update reservation_seat set paid = true from ok where reservation_seat.reservation_id = ok.reservation_id
    ),
    sold as (
      update seat s set sold = true, hold_expires_at = null from ok_seats where s.id = ok_seats.id
    ),
    noted as (
      insert into seat_change (performance_id, places)
      select performance_id, array_agg(place) from ok_seats group by performance_id
    ),
    issued as (
      insert into ticket (id, payment_id, seat_id, performance_id, label)
      select ${NEW_ID}, t.payment_id, t.id, t.performance_id, t.label from ok_seats as t
    ),
    -- 6. The users' other live holds of the concert. Without any, the pass is used up.
    others as materialized (
      select ok.entry_id, ok.paid_at, other.expires_at
      from ok cross join lateral (
        select max(r.hold_expires_at) as expires_at from (${RESERVATIONS_OF('ok.user_id')}) as r
        where r.concert_id = ok.concert_id and r.id <> ok.reservation_id
          and r.status = 'HELD' and r.hold_expires_at > ok.paid_at
      ) as other
    ),
    used as (
      update queue_entry entry set hold_seq = entry.hold_seq + 1,
        status = case when others.expires_at is null then 'COMPLETED' else entry.status end,
        ended_at = case when others.expires_at is null then others.paid_at end,
        expires_at = greatest(entry.hold_until, others.expires_at, others.paid_at),
        claimed_at = coalesce(entry.claimed_at, others.paid_at)
      from others where entry.id = others.entry_id
    )
    -- 7. What was found.
    select seen.payment_id, seen.stored, seen.hold_seq is not null as pass_seen, seen.concert_id, seen.performance_id,
      seen.status, seen.paid_by, seen.upcoming, seen.seats_total, seen.amount, due.balance, ok.paid_at, ok.balance_after
    from seen left join due on due.n = seen.n left join ok on ok.n = seen.n
    order by seen.n`,
};
