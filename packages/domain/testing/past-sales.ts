import type { Pool } from 'pg';

export interface PastSales {
  concertId: string;
  performanceId: string;
  userId: string;
  /** How many were sold. */
  count: number;
  /** They are spread evenly over the time before this one. */
  before: Date;
  seconds: number;
  /** The queue number of the first one; 1 unless given. */
  firstNumber?: number;
}

/** $1 concert, $2 performance, $3 user, $4 how many, $5 the last time, $6 seconds, $7 numbers before. */
const INSERT = `
  with sales as materialized (
    select gen_random_uuid() as entry, gen_random_uuid() as reservation, gen_random_uuid() as payment, n,
      $5::timestamptz - make_interval(secs => $6::float8 * ($4::int - n) / $4::int) as at
    from generate_series(1, $4::int) as n
  ),
  entries as (
    insert into queue_entry (id, concert_id, user_id, number, status, joined_at, admitted_at, claimed_at, hold_until,
      expires_at, ended_at)
    select entry, $1, $3, n + $7::int, 'COMPLETED', at, at, at, at + interval '10 minutes', at, at from sales
  ),
  admissions as (
    insert into admission (concert_id, queue_entry_id, number, nth, admitted_at, max_active, admit_per_minute)
    select $1, entry, n + $7::int, n + $7::int, at, 1000000, 1000000 from sales
  ),
  reservations as (
    insert into reservation (id, user_id, concert_id, performance_id, queue_entry_id, status, amount, seat_count,
      held_at, hold_expires_at, ended_at)
    select reservation, $3, $1, $2, entry, 'PAID', 1000, 1, at, at + interval '5 minutes', at from sales
  ),
  payments as (
    insert into payment (id, reservation_id, user_id, concert_id, performance_id, amount, balance_after, status, paid_at)
    select payment, reservation, $3, $1, $2, 1000, 0, 'PAID', at from sales
  )
  insert into ledger_entry (id, user_id, type, amount, balance_after, payment_id, created_at)
  select gen_random_uuid(), $3, 'PAYMENT', -1000, 0, payment, at from sales`;

/**
 * Inserts what past sales leave behind: a queue entry, an admission, a reservation, a payment of 1,000 and a ledger
 * entry each, without seats. Then brings the statistics of the tables up to date.
 */
export async function insertPastSales(pool: Pool, sales: PastSales): Promise<void> {
  const { concertId, performanceId, userId, count, before, seconds, firstNumber = 1 } = sales;
  const values = [concertId, performanceId, userId, count, before, seconds, firstNumber - 1];
  await pool.query(INSERT, values);
  const counted = 'update queue set last_number = $2, admitted = $2 where concert_id = $1';
  await pool.query(counted, [concertId, firstNumber - 1 + count]);
  await pool.query('analyze queue_entry, admission, reservation, payment, ledger_entry');
}
