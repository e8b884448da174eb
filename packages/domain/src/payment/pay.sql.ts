import { NEW_ID } from '@frontrow/database/new-id';
import { IS_ACTIVE } from '../queue/entry/entry.sql.ts';
import { IS_HELD, RESERVATIONS_OF, TERMS } from '../reservation/reservation.sql.ts';

/** What a payment attempt found. The payment is made if `balance_after` is not null. */
export interface PayFacts {
  /** The pass was good in the snapshot; see HOLD_SEATS for why this is asked as well. */
  pass_seen: boolean;
  /** The pass, the hold and all of its seats were good when their rows were locked. */
  pass_ok: boolean;
  hold_ok: boolean;
  seats_ok: boolean;
  /** The performance is scheduled, in the future, and has seats. */
  takes_place: boolean;
  balance: number | null;
  amount: number | null;
  performance_id: string | null;
  paid_at: Date | null;
  balance_after: number | null;
}

/**
 * Turns a hold into sold seats, in one statement. It locks the pass, the reservation, the performance,
 * the seats and the account, in this order, reads the time again, and writes only if all of them agree.
 * The user's other live holds are counted in the snapshot, so the locked pass must still have the
 * `hold_seq` of the snapshot, as in HOLD_SEATS. The new balance is computed from the locked row: a check
 * constraint on `balance - amount` would be evaluated on the snapshot's balance before PostgreSQL looks at
 * the newest version of the row.
 *
 * Payments that come together run as PAY_BATCH instead (batch/payment-batch.sql.ts), which makes the same checks: who
 * changes one has to change the other.
 *
 * $1 payment id, $2 user, $3 reservation, $4 entry id, $5 whether to charge a shortfall, $6 id of the
 * charge's ledger entry, $7 id of the payment's ledger entry, $8 largest charge and $9 largest balance in
 * minor units, $10 now. Always returns one row.
 */
export const PAY = {
  name: 'pay',
  text: `
    -- 1. Read the clock once.
    with t as materialized (select coalesce($10::timestamptz, clock_timestamp()) as now),
    -- 2. The pass in the snapshot.
    pass_snapshot as materialized (
      select entry.id, entry.hold_seq from queue_entry entry, t
      where entry.id = $4 and entry.user_id = $2 and ${IS_ACTIVE} and entry.expires_at > t.now
    ),
    -- 3. Lock the pass.
    pass as materialized (
      select entry.id, entry.concert_id, entry.expires_at from queue_entry entry, pass_snapshot, t
      where entry.id = $4 and entry.hold_seq = pass_snapshot.hold_seq
        and ${IS_ACTIVE} and entry.expires_at > t.now
      for update of entry
    ),
    -- 4. Lock the live hold.
    hold as materialized (
      select r.id, r.concert_id, r.performance_id, r.amount, r.seat_count, r.hold_expires_at
      from reservation r, pass, t
      where r.id = $3 and r.user_id = $2 and r.concert_id = pass.concert_id
        and ${IS_HELD} and r.hold_expires_at > t.now
      for update of r
    ),
    -- 5. Lock the performance against its cancellation.
    perf as materialized (
      select p.id from performance p, hold, t
      where p.id = hold.performance_id and p.status = 'SCHEDULED' and p.starts_at > t.now
        and p.seats_total > 0
      for key share of p
    ),
    -- 6. Lock the seats of the hold.
    seats as materialized (
      select s.id, s.label, s.place from seat s, hold, perf, t
      where s.reservation_id = hold.id
        and s.id in (select seat_id from reservation_seat where reservation_id = $3)
        and not s.sold and s.hold_expires_at > t.now
      order by s.id
      for update of s
    ),
    -- 7. If they are all there: lock the account and compute what the balance lacks.
    locked_account as materialized (
      select a.balance, greatest(0, hold.amount - a.balance) as shortfall
      from account a, hold
      where a.user_id = $2 and (select count(*) from seats) = hold.seat_count
      for update of a
    ),
    -- 8. Now that everything is locked, read the clock again, and when the performance starts.
    locked as materialized (
      select coalesce($10::timestamptz, clock_timestamp()) as now, ${TERMS('(select id from perf)')} as terms
      from locked_account
    ),
    -- 9. The payment is made if the hold and the pass are still live, the performance has not started, and
    --    the balance is enough, or may be charged. The steps below do nothing otherwise.
    ok as materialized (
      select hold.*, locked_account.balance, locked_account.shortfall, locked.now
      from hold, pass, locked_account, locked
      where hold.hold_expires_at > locked.now and pass.expires_at > locked.now
        and (locked.terms).starts_at > locked.now
        and (locked_account.shortfall = 0 or ($5::boolean and locked_account.shortfall <= $8::bigint
          and locked_account.balance + locked_account.shortfall <= $9::bigint))
    ),
    -- 10. The new balance, from the locked row.
    debited as (
      update account a set balance = ok.balance + ok.shortfall - ok.amount
      from ok where a.user_id = $2
      returning a.balance
    ),
    -- 11. The payment and its ledger entries.
    paid as (
      insert into payment (id, reservation_id, user_id, concert_id, performance_id, amount,
        balance_after, status, paid_at)
      select $1, ok.id, $2, ok.concert_id, ok.performance_id, ok.amount, debited.balance, 'PAID', ok.now
      from ok, debited
      returning id, paid_at, balance_after
    ),
    charged as (
      insert into ledger_entry (id, user_id, type, amount, balance_after, origin, created_at)
      select $6::uuid, $2, 'CHARGE', ok.shortfall, ok.balance + ok.shortfall, 'DIRECT', paid.paid_at
      from ok, paid where ok.shortfall > 0
      returning seq
    ),
    entered as (
      insert into ledger_entry (id, user_id, type, amount, balance_after, payment_id, created_at)
      select $7::uuid, $2, 'PAYMENT', -ok.amount, paid.balance_after, paid.id, paid.paid_at
      from ok, paid where (select count(*) from charged) >= 0
    ),
    -- 12. The reservation is paid, the seats are sold, each seat has a ticket.
    confirmed as (
      update reservation r set status = 'PAID', ended_at = paid.paid_at
      from ok, paid where r.id = ok.id
    ),
    owned as (
      update reservation_seat set paid = true from ok, paid where reservation_seat.reservation_id = ok.id
    ),
    sold as (
      update seat s set sold = true, hold_expires_at = null
      from seats, paid where s.id = seats.id
    ),
    noted as (
      insert into seat_change (performance_id, places)
      select ok.performance_id, array(select place from seats) from ok, paid
    ),
    issued as (
      insert into ticket (id, payment_id, seat_id, performance_id, label)
      select ${NEW_ID}, paid.id, seats.id, t.performance_id, seats.label from seats, ok as t, paid
    ),
    -- 13. The user's other live holds of the concert. Without any, the pass is used up.
    others as materialized (
      select max(r.hold_expires_at) as expires_at from (${RESERVATIONS_OF('$2')}) as r, ok
      where r.concert_id = ok.concert_id and r.id <> ok.id
        and r.status = 'HELD' and r.hold_expires_at > ok.now
    ),
    used as (
      update queue_entry entry set hold_seq = entry.hold_seq + 1,
        status = case when others.expires_at is null then 'COMPLETED' else entry.status end,
        ended_at = case when others.expires_at is null then paid.paid_at end,
        expires_at = greatest(entry.hold_until, others.expires_at, paid.paid_at),
        claimed_at = coalesce(entry.claimed_at, paid.paid_at)
      from paid, others where entry.id = $4
    )
    -- 14. What was found, for the refusal.
    select exists (select from pass_snapshot) as pass_seen, exists (select from pass) as pass_ok,
      exists (select from hold) as hold_ok,
      exists (select from perf) as takes_place,
      (select count(*) from seats) = (select seat_count from hold) as seats_ok,
      locked_account.balance, hold.amount, hold.performance_id, paid.paid_at, paid.balance_after
    from (values (1)) as always
      left join hold on true left join locked_account on true left join paid on true`,
};
