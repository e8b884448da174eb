import type { Pool } from 'pg';

export interface ExpiredHolds {
  userId: string;
  entryId: string;
  concertId: string;
  performanceId: string;
  /** Available seats. Each gets a hold of its own. */
  seatIds: string[];
}

/** Inserts holds of one seat each that expired a minute ago, by the database's clock, and are not swept. */
export async function insertExpiredHolds(pool: Pool, holds: ExpiredHolds): Promise<void> {
  await pool.query(
    `with wanted as (
       select gen_random_uuid() as id, s.id as seat_id, s.label
       from seat s where s.id = any($5::uuid[])
     ), held as (
       insert into reservation (id, user_id, queue_entry_id, concert_id, performance_id, status, amount,
         seat_count, held_at, hold_expires_at)
       select id, $1, $2, $3, $4, 'HELD', 1000, 1, now() - interval '6 minutes', now() - interval '1 minute'
       from wanted
     ), linked as (
       insert into reservation_seat (reservation_id, seat_id, label, price)
       select id, seat_id, label, 1000 from wanted
     )
     update seat s set reservation_id = w.id, holder_id = $1,
       hold_expires_at = now() - interval '1 minute'
     from wanted w where w.seat_id = s.id`,
    [holds.userId, holds.entryId, holds.concertId, holds.performanceId, holds.seatIds],
  );
}
