import { NEW_ID } from '@frontrow/database/new-id';
import { IS_ACTIVE } from '../queue/pass.sql.ts';
import { IS_HELD } from '../reservation/reservation.sql.ts';

/** What a payment attempt found; the payment is made when `balance_after` is not null. */
export interface PayFacts {
  /** Whether the pass was good as of the snapshot; see HOLD_SEATS for why both are asked. */
  pass_seen: boolean;
  /** Whether the pass, then the hold, then all of its seats were good when their rows were locked. */
  pass_ok: boolean;
  hold_ok: boolean;
  seats_ok: boolean;
  /** Whether the performance still is to take place, and has seats. */
  takes_place: boolean;
  balance: number | null;
  amount: number | null;
  paid_at: Date | null;
  balance_after: number | null;
}

/**
 * Turns a hold into sold seats, in one statement: locks the pass, the reservation, the seats and the
 * account, in this order, reads the time again, and writes only when all of them agree. The
 * performance is locked against its cancellation. A top-up charges what the balance lacks. The pass is used up unless the user has
 * other live holds of the concert: these are counted in the snapshot, so hold_seq has to be the
 * snapshot's when the pass is locked, as in HOLD_SEATS. The new balance is made of the locked one: a
 * check constraint would judge a sum with the snapshot's before the row's newest version is looked at.
 *
 * $1 payment id, $2 user, $3 reservation, $4 token id, $5 charge a shortfall, $6 id of the entry of
 * the charge, $7 id of the entry of the payment, $8 most minor units of the charge, $9 of the balance,
 * $10 now. Always one row.
 */
export const PAY = {
  name: 'pay',
  text: `
    with t as materialized (select coalesce($10::timestamptz, clock_timestamp()) as now),
    seen as materialized (
      select k.id, k.hold_seq from queue_token k, t
      where k.id = $4 and k.user_id = $2 and ${IS_ACTIVE} and k.ends_at > t.now
    ),
    pass as materialized (
      select k.id, k.concert_id, k.ends_at from queue_token k, seen, t
      where k.id = $4 and k.hold_seq = seen.hold_seq
        and ${IS_ACTIVE} and k.ends_at > t.now
      for update of k
    ),
    hold as materialized (
      select r.id, r.concert_id, r.performance_id, r.amount, r.seat_count, r.hold_expires_at
      from reservation r, pass, t
      where r.id = $3 and r.user_id = $2 and r.concert_id = pass.concert_id
        and ${IS_HELD} and r.hold_expires_at > t.now
      for update of r
    ),
    perf as materialized (
      select p.id from performance p, hold, t
      where p.id = hold.performance_id and p.status = 'SCHEDULED' and p.starts_at > t.now
        and p.seats_total > 0
      for key share of p
    ),
    seats as materialized (
      select s.id, s.label from seat s, hold, perf, t
      where s.reservation_id = hold.id
        and s.id in (select seat_id from reservation_seat where reservation_id = $3)
        and not s.sold and s.hold_expires_at > t.now
      order by s.id
      for update of s
    ),
    purse as materialized (
      select a.balance, greatest(0, hold.amount - a.balance) as shortfall
      from account a, hold
      where a.user_id = $2 and (select count(*) from seats) = hold.seat_count
      for update of a
    ),
    locked as materialized (
      select coalesce($10::timestamptz, clock_timestamp()) as now from purse
    ),
    ok as materialized (
      select hold.*, purse.balance, purse.shortfall, locked.now from hold, pass, purse, locked
      where hold.hold_expires_at > locked.now and pass.ends_at > locked.now
        and (purse.shortfall = 0 or ($5::boolean and purse.shortfall <= $8::bigint
          and purse.balance + purse.shortfall <= $9::bigint))
    ),
    debited as (
      update account a set balance = ok.balance + ok.shortfall - ok.amount
      from ok where a.user_id = $2
      returning a.balance
    ),
    paid as (
      insert into payment (id, reservation_id, user_id, concert_id, performance_id, amount,
        balance_after, status, paid_at)
      select $1, ok.id, $2, ok.concert_id, ok.performance_id, ok.amount, debited.balance, 'PAID', ok.now
      from ok, debited
      returning id, paid_at, balance_after
    ),
    charged as (
      insert into ledger_entry (id, user_id, type, amount, balance_after, payment_id, created_at)
      select $6::uuid, $2, 'CHARGE', ok.shortfall, ok.balance + ok.shortfall, null, paid.paid_at
      from ok, paid where ok.shortfall > 0
      returning seq
    ),
    entered as (
      insert into ledger_entry (id, user_id, type, amount, balance_after, payment_id, created_at)
      select $7::uuid, $2, 'PAYMENT', -ok.amount, paid.balance_after, paid.id, paid.paid_at
      from ok, paid where (select count(*) from charged) >= 0
    ),
    confirmed as (
      update reservation r set status = 'PAID', ended_at = paid.paid_at
      from ok, paid where r.id = ok.id
    ),
    owned as (
      update reservation_seat x set paid = true from ok, paid where x.reservation_id = ok.id
    ),
    sold as (
      update seat s set sold = true, hold_expires_at = null, version = null
      from seats, paid where s.id = seats.id
    ),
    issued as (
      insert into ticket (id, payment_id, seat_id, performance_id, label)
      select ${NEW_ID}, paid.id, seats.id, t.performance_id, seats.label from seats, ok as t, paid
    ),
    others as materialized (
      select max(r.hold_expires_at) as ends_at from reservation r, ok, t
      where r.user_id = $2 and r.concert_id = ok.concert_id and r.id <> ok.id
        and r.status = 'HELD' and r.hold_expires_at > t.now
    ),
    used as (
      update queue_token k set hold_seq = k.hold_seq + 1,
        status = case when others.ends_at is null then 'COMPLETED' else k.status end,
        ended_at = case when others.ends_at is null then paid.paid_at end,
        ends_at = greatest(k.deadline_at, others.ends_at, paid.paid_at),
        claimed_at = coalesce(k.claimed_at, paid.paid_at)
      from paid, others where k.id = $4
    )
    select exists (select from seen) as pass_seen, exists (select from pass) as pass_ok, exists (select from hold) as hold_ok,
      exists (select from perf) as takes_place,
      (select count(*) from seats) = (select seat_count from hold) as seats_ok,
      purse.balance, hold.amount, paid.paid_at, paid.balance_after
    from (values (1)) as always
      left join hold on true left join purse on true left join paid on true`,
};

export interface PaymentRow {
  id: string;
  reservation_id: string;
  user_id: string;
  amount: number;
  balance_after: number;
  status: 'PAID' | 'REFUNDED';
  paid_at: Date;
  refunded_at: Date | null;
}

const PAYMENT_COLUMNS =
  'id, reservation_id, user_id, amount, balance_after, status, paid_at, refunded_at';

/** $1 payment. */
export const GET_PAYMENT = {
  name: 'payment-get',
  text: `select ${PAYMENT_COLUMNS} from payment where id = $1`,
};

/**
 * Newest first. $1 user, $2 concert, $3 performance, $4 reservation, $5 status (each or null),
 * $6 before this id or null, $7 how many.
 */
export const LIST_PAYMENTS = {
  name: 'payment-list',
  text: `
    select ${PAYMENT_COLUMNS} from payment
    where ($1::uuid is null or user_id = $1) and ($2::uuid is null or concert_id = $2)
      and ($3::uuid is null or performance_id = $3) and ($4::uuid is null or reservation_id = $4)
      and ($5::text is null or status = $5) and ($6::uuid is null or id < $6)
    order by id desc limit $7`,
};

/**
 * Gives the money back, frees the seats and voids the tickets, in one statement. Locks in the order
 * of PAY. $1 payment, $2 id of the entry, $3 reason or null, $4 now. No row: not there, or refunded.
 */
export const REFUND = {
  name: 'refund',
  text: `
    with due as materialized (
      select r.id, y.id as payment_id, y.user_id, y.amount
      from payment y join reservation r on r.id = y.reservation_id
      where y.id = $1 and y.status = 'PAID' and r.status = 'PAID'
      for update of r, y
    ),
    seats as materialized (
      select s.id from seat s, due
      where s.reservation_id = due.id
        and s.id in (select seat_id from reservation_seat where reservation_id = due.id)
      order by s.id
      for update of s
    ),
    credited as (
      update account a set balance = a.balance + due.amount
      from due where a.user_id = due.user_id and (select count(*) from seats) >= 0
      returning a.balance
    ),
    t as materialized (
      select balance, coalesce($4::timestamptz, clock_timestamp()) as now from credited
    ),
    refunded as (
      update payment y set status = 'REFUNDED', refunded_at = t.now, refund_reason = $3
      from due, t where y.id = due.payment_id
      returning y.id, y.reservation_id, y.user_id, y.amount, y.balance_after, y.status, y.paid_at,
        y.refunded_at
    ),
    entered as (
      insert into ledger_entry (id, user_id, type, amount, balance_after, payment_id, created_at)
      select $2::uuid, due.user_id, 'REFUND', due.amount, t.balance, due.payment_id, t.now
      from due, t
    ),
    ended as (
      update reservation r set status = 'REFUNDED', ended_at = t.now
      from due, t where r.id = due.id
    ),
    disowned as (
      update reservation_seat x set paid = false from due where x.reservation_id = due.id
    ),
    freed as (
      update seat s set reservation_id = null, holder_id = null, sold = false, version = null
      from seats where s.id = seats.id
    ),
    voided as (
      update ticket k set status = 'VOID' from due where k.payment_id = due.payment_id
    )
    select * from refunded`,
};

/** Payments of a performance that are not refunded yet. $1 performance, $2 how many. */
export const PAID_OF_PERFORMANCE = {
  name: 'payments-of-performance',
  text: `
    select id from payment where performance_id = $1 and status = 'PAID' order by id limit $2`,
};
