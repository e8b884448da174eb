import { ADMISSION_LIMITS, ADMISSION_RECORD, FIRST_COME } from './admissions.sql.ts';
import { type AuditCheck, NOW } from './audit-check.ts';
import { PLACES_AS_DRAWN, SECTIONS_AS_DRAWN } from './drawings.sql.ts';
import { LIVE, PLACE_STATES, STANDING_AREAS } from './places.sql.ts';
import { CANCELLED_PERFORMANCES, LINES_AND_TICKETS } from './sales.sql.ts';

/** Compares the seats of live reservations with the owners that the seats name. */
const SEAT_OWNERS: AuditCheck = {
  name: 'a seat has at most one live owner',
  text: `
    with ${NOW},
    owners as (
      select reservation_seat.seat_id, r.id as reservation_id, r.status, r.user_id, reservation_seat.paid
      from reservation_seat join reservation r on r.id = reservation_seat.reservation_id, t
      where ${LIVE} and ($1::uuid is null or r.concert_id = $1)
    )
    select 'two live owners' as problem, seat_id as "seatId",
      array_agg(reservation_id::text) as "reservationIds"
    from owners group by seat_id having count(*) > 1
    union all
    select 'the seat does not name its owner', o.seat_id, array[o.reservation_id::text]
    from owners o join seat s on s.id = o.seat_id
    where s.reservation_id is distinct from o.reservation_id
      or s.holder_id is distinct from o.user_id
      or s.sold <> (o.status = 'PAID') or o.paid <> (o.status = 'PAID')
    union all
    select 'the seat names an owner that does not have it', s.id, array[s.reservation_id::text]
    from seat s join performance p on p.id = s.performance_id, t
    where (s.sold or s.hold_expires_at > t.now) and ($1::uuid is null or p.concert_id = $1)
      and not exists (select from owners o
        where o.seat_id = s.id and o.reservation_id = s.reservation_id)
    limit 20`,
};

/** Finds users without an account, and compares each balance, and each `balance_after`, with the sum of the ledger entries up to it. */
const BALANCES: AuditCheck = {
  name: 'a balance is the sum of its ledger entries and not negative',
  text: `
    with ${NOW},
    sums as (select user_id, sum(amount) as total from ledger_entry group by user_id),
    chain as (
      select user_id, seq, balance_after,
        sum(amount) over (partition by user_id order by seq) as expected
      from ledger_entry
    ),
    concerned as (
      select id as user_id from app_user, t
      where $1::uuid is null or exists
        (select from payment where payment.user_id = app_user.id and payment.concert_id = $1)
    )
    select 'the user has no account' as problem, user_id as "userId", a.balance,
      coalesce(s.total, 0) as "ledgerTotal"
    from concerned left join account a using (user_id) left join sums s using (user_id)
    where a.user_id is null
    union all
    select 'balance and ledger differ', user_id as "userId", a.balance,
      coalesce(s.total, 0) as "ledgerTotal"
    from concerned join account a using (user_id) left join sums s using (user_id)
    where a.balance <> coalesce(s.total, 0) or a.balance < 0
    union all
    select 'an entry does not follow from the ones before', user_id, balance_after, expected
    from chain join concerned using (user_id) where balance_after <> expected or expected < 0
    limit 20`,
};

/** Compares each paid or refunded reservation with its payment and its ledger entries. */
const PAYMENTS: AuditCheck = {
  name: 'a paid reservation has one payment and one debit, a refunded one also one credit',
  text: `
    with ${NOW},
    -- 1. The debits and credits of each payment.
    ledger as (
      select payment_id, count(*) filter (where type = 'PAYMENT') as debits,
        count(*) filter (where type = 'REFUND') as credits,
        coalesce(sum(amount) filter (where type = 'PAYMENT'), 0) as debited,
        coalesce(sum(amount) filter (where type = 'REFUND'), 0) as credited,
        min(user_id::text) as first_user, max(user_id::text) as last_user
      from ledger_entry where payment_id is not null group by payment_id
    ),
    -- 2. The reservations that have or should have a payment.
    paid as (
      select r.id, r.amount, r.status, r.user_id, count(payment.id) as payments,
        min(payment.id::text)::uuid as payment_id, min(payment.amount) as paid_amount,
        min(payment.status) as paid_status,
        min(payment.user_id::text)::uuid as payer
      from reservation r left join payment on payment.reservation_id = r.id, t
      where (r.status in ('PAID', 'REFUNDED') or payment.id is not null)
        and ($1::uuid is null or r.concert_id = $1)
      group by r.id
    )
    -- 3. Those where status, payment and ledger disagree.
    select 'reservation, payment and ledger disagree' as problem, p.id as "reservationId",
      p.payment_id as "paymentId", p.status, p.payments, l.debits, l.credits
    from paid p left join ledger l on l.payment_id = p.payment_id
    where p.payments <> 1 or p.paid_status is distinct from p.status
      or p.paid_amount is distinct from p.amount or p.payer is distinct from p.user_id
      or coalesce(l.debits, 0) <> 1 or coalesce(l.debited, 0) <> -p.amount
      or coalesce(l.credits, 0) <> (case p.status when 'REFUNDED' then 1 else 0 end)
      or coalesce(l.credited, 0) <> (case p.status when 'REFUNDED' then p.amount else 0 end)
      or l.first_user is distinct from p.user_id::text or l.last_user is distinct from p.user_id::text
    limit 20`,
};

/** Invariants 1 to 4 and 6, in this order, then the places. The names are part of the API. */
export const AUDIT_CHECKS = [
  SEAT_OWNERS,
  BALANCES,
  PAYMENTS,
  LINES_AND_TICKETS,
  CANCELLED_PERFORMANCES,
  ADMISSION_LIMITS,
  ADMISSION_RECORD,
  FIRST_COME,
  PLACE_STATES,
  STANDING_AREAS,
  SECTIONS_AS_DRAWN,
  PLACES_AS_DRAWN,
];
