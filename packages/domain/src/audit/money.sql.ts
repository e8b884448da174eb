import { checkOf, NOW, type Scope } from './audit-check.ts';

/** Finds users without an account, and compares each balance, and each `balance_after`, with the sum of the ledger entries up to it. */
const balances = (of: Scope) => `
    with ${NOW},
    entries as (
      select user_id, seq, amount, balance_after from ledger_entry
      where ${of({ units: 'user_id = any($1::uuid[])', concert: 'true' })}
    ),
    sums as (select user_id, sum(amount) as total from entries group by user_id),
    chain as (
      select user_id, seq, balance_after,
        sum(amount) over (partition by user_id order by seq) as expected
      from entries
    ),
    concerned as (
      select id as user_id from app_user, t
      where ${of({
        units: 'id = any($1::uuid[])',
        concert: `exists
        (select from payment where payment.user_id = app_user.id and payment.concert_id = $1)`,
      })}
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
    limit 20`;

export const [BALANCES, BALANCES_OF_USERS] = checkOf(
  { name: 'a balance is the sum of its ledger entries and not negative', unit: 'user' },
  balances,
);

/** Compares each paid or refunded reservation with its payment and its ledger entries. */
const payments = (of: Scope) => `
    with ${NOW},
    -- 1. The debits and credits of each payment.
    ledger as (
      select payment_id, count(*) filter (where type = 'PAYMENT') as debits,
        count(*) filter (where type = 'REFUND') as credits,
        coalesce(sum(amount) filter (where type = 'PAYMENT'), 0) as debited,
        coalesce(sum(amount) filter (where type = 'REFUND'), 0) as credited,
        min(user_id::text) as first_user, max(user_id::text) as last_user
      from ledger_entry where payment_id is not null
        and ${of({ units: 'payment_id in (select id from payment where reservation_id = any($1::uuid[]))', concert: 'true' })}
      group by payment_id
    ),
    -- 2. The reservations that have or should have a payment.
    paid as (
      select r.id, r.amount, r.status, r.user_id, count(payment.id) as payments,
        min(payment.id::text)::uuid as payment_id, min(payment.amount) as paid_amount,
        min(payment.status) as paid_status,
        min(payment.user_id::text)::uuid as payer
      from reservation r left join payment on payment.reservation_id = r.id, t
      where (r.status in ('PAID', 'REFUNDED') or payment.id is not null)
        and ${of({ units: 'r.id = any($1::uuid[])', concert: 'r.concert_id = $1' })}
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
    limit 20`;

export const [PAYMENTS, PAYMENTS_OF_RESERVATIONS] = checkOf(
  {
    name: 'a paid reservation has one payment and one debit, a refunded one also one credit',
    unit: 'reservation',
  },
  payments,
);
