import type { Pool } from 'pg';

/** Sells one place to each of as many users: all that a sale leaves, in order. $1 performance, $2 concert, $3 places, $4 days ago. */
const SELL = `
  with sales as materialized (
    select gen_random_uuid() as user_id, gen_random_uuid() as entry, gen_random_uuid() as reservation,
      gen_random_uuid() as payment, s.id as seat, s.label, n + q.admitted as n,
      now() - make_interval(days => $4) + (n + q.admitted) * interval '100 milliseconds' as at
    from (select *, row_number() over (order by place) as n from seat
      where performance_id = $1 and reservation_id is null order by place limit $3) s, queue q
    where q.concert_id = $2
  ),
  users as (
    insert into app_user (id, name, role, created_at)
    select user_id, 'buyer ' || user_id, 'customer', at from sales
  ),
  accounts as (insert into account (user_id, balance) select user_id, 0 from sales),
  entries as (
    insert into queue_entry (id, concert_id, user_id, number, status, joined_at, admitted_at, claimed_at, hold_until,
      expires_at, ended_at)
    select entry, $2, user_id, n, 'COMPLETED', at, at, at, at + interval '10 minutes', at + interval '5 minutes',
      at + interval '1 minute' from sales
  ),
  admissions as (
    insert into admission (concert_id, queue_entry_id, number, nth, admitted_at, max_active, admit_per_minute)
    select $2, entry, n, n, at, 1000000, 1000000 from sales order by n
  ),
  reservations as (
    insert into reservation (id, user_id, concert_id, performance_id, queue_entry_id, status, amount, seat_count,
      held_at, hold_expires_at, ended_at)
    select reservation, user_id, $2, $1, entry, 'PAID', 1000, 1, at, at + interval '5 minutes', at from sales
  ),
  lines as (
    insert into reservation_seat (reservation_id, seat_id, label, price, paid)
    select reservation, seat, label, 1000, true from sales
  ),
  payments as (
    insert into payment (id, reservation_id, user_id, concert_id, performance_id, amount, balance_after, status, paid_at)
    select payment, reservation, user_id, $2, $1, 1000, 0, 'PAID', at from sales
  ),
  tickets as (
    insert into ticket (id, payment_id, seat_id, performance_id, label)
    select gen_random_uuid(), payment, seat, $1, label from sales
  ),
  ledger as (
    insert into ledger_entry (id, user_id, type, amount, balance_after, payment_id, origin, created_at)
    select gen_random_uuid(), user_id, type, amount, greatest(amount, 0), case type when 'PAYMENT' then payment end,
      case type when 'CHARGE' then 'DIRECT' end, at
    from sales, (values (1, 'CHARGE', 1000), (2, 'PAYMENT', -1000)) as entry(nth, type, amount) order by n, nth
  ),
  counted as (
    update queue set admitted = admitted + (select count(*) from sales), last_number = last_number + (select count(*) from sales)
    where concert_id = $2
  )
  update seat set reservation_id = reservation, holder_id = user_id, sold = true
  from sales where seat.id = sales.seat`;

/** Lets so many entries in that end without a purchase. $1 concert, $2 entries, $3 days ago. */
const LET_IN = `
  with passes as materialized (
    select gen_random_uuid() as entry, gen_random_uuid() as user_id, n + q.admitted as n,
      now() - make_interval(days => $3) + (n + q.admitted) * interval '100 milliseconds' as at
    from generate_series(1, $2::int) n, queue q where q.concert_id = $1
  ),
  entries as (
    insert into queue_entry (id, concert_id, user_id, number, status, joined_at, admitted_at, claimed_at, hold_until,
      expires_at, ended_at)
    select entry, $1, user_id, n, 'EXPIRED', at, at, at, at + interval '1 minute', at + interval '1 minute',
      at + interval '1 minute' from passes
  ),
  admissions as (
    insert into admission (concert_id, queue_entry_id, number, nth, admitted_at, max_active, admit_per_minute)
    select $1, entry, n, n, at, 1000000, 1000000 from passes order by n
  )
  update queue set admitted = admitted + $2, last_number = last_number + $2 where concert_id = $1`;

export interface Sale {
  concertId: string;
  performanceId: string;
  /** When it began. */
  daysAgo: number;
}

/** The pool connects as the owner, without foreign keys and triggers. */
export async function sell(pool: Pool, sale: Sale, places: number): Promise<void> {
  await pool.query(SELL, [sale.performanceId, sale.concertId, places, sale.daysAgo]);
}

export async function letIn(
  pool: Pool,
  { concertId, daysAgo }: Sale,
  entries: number,
): Promise<void> {
  await pool.query(LET_IN, [concertId, entries, daysAgo]);
}
