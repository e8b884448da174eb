import { Pool } from 'pg';

/** Entries of a queue that are inserted at once, in the order of their numbers. */
export interface FilledQueue {
  concertId: string;
  waiting: number;
  /** Passes that last for an hour. */
  active?: number;
  /** Passes that ended a day ago. */
  ended?: number;
}

/** Copies of a concert with its queue, where nobody has joined. Returns their ids. */
export async function copyConcert(pool: Pool, concertId: string, count: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `with copies as materialized (select gen_random_uuid() as id from generate_series(1, $2::int)),
     concerts as (
       insert into concert select (jsonb_populate_record(c, jsonb_build_object('id', copies.id))).*
       from concert c, copies where c.id = $1 returning id
     )
     insert into queue select (jsonb_populate_record(q, jsonb_build_object('concert_id', concerts.id))).*
     from queue q, concerts where q.concert_id = $1 returning concert_id as id`,
    [concertId, count],
  );
  return rows.map(({ id }) => id);
}

/**
 * Inserts entries of users that do not exist, as joins and admissions would have left them. The pool connects
 * as the owner, without foreign keys and triggers.
 */
export async function fillQueue(pool: Pool, queue: FilledQueue): Promise<void> {
  const { concertId, waiting, active = 0, ended = 0 } = queue;
  const values = [concertId, ended, ended + active, ended + active + waiting];
  await pool.query(
    `insert into queue_entry (id, concert_id, user_id, number, status, joined_at, admitted_at, claimed_at,
       hold_until, expires_at, ended_at)
     select gen_random_uuid(), $1, gen_random_uuid(), n,
       case when n <= $2 then 'EXPIRED' when n <= $3 then 'ACTIVE' else 'WAITING' end,
       at, case when n <= $3 then at end, case when n <= $3 then at end,
       case when n <= $3 then until end, case when n <= $3 then until end, case when n <= $2 then until end
     from generate_series(1, $4::int) n,
       lateral (select clock_timestamp() - case when n <= $2 then interval '1 day' else interval '2 minutes' end as at) t,
       lateral (select case when n <= $2 then t.at else t.at + interval '1 hour' end as until) e`,
    values,
  );
  await pool.query(
    `insert into admission (concert_id, queue_entry_id, number, nth, admitted_at, max_active, admit_per_minute)
     select concert_id, id, number, number, admitted_at, 1000000, 1000000 from queue_entry
     where concert_id = $1 and admitted_at is not null order by number`,
    [concertId],
  );
  await pool.query(
    `insert into queue_change (concert_id, seq, at, watermark, left_numbers, left_arrivals, round, open_round)
     select $1, n, clock_timestamp() - (least(10000, $2::int) - n) * interval '20 milliseconds', n, '{}', '{}', 1, 1
     from generate_series(1, least(10000, $2::int)) n`,
    [concertId, ended],
  );
  await pool.query(
    `update queue set last_number = $4::int, admitted = $3::int, watermark = $3::int, seq = least(10000, $2::int)
     where concert_id = $1`,
    values,
  );
}

/** The same number of entries that wait in each of these queues, which are empty. */
export async function fillQueues(pool: Pool, concertIds: string[], waiting: number): Promise<void> {
  await pool.query(
    `insert into queue_entry (id, concert_id, user_id, number, status, joined_at)
     select gen_random_uuid(), id, gen_random_uuid(), n, 'WAITING', clock_timestamp()
     from unnest($1::uuid[]) id, generate_series(1, $2::int) n`,
    [concertIds, waiting],
  );
  await pool.query('update queue set last_number = $2 where concert_id = any($1)', [
    concertIds,
    waiting,
  ]);
}

/** Runs `fill` without foreign keys and triggers, which check rows one by one. */
export async function fillUnchecked(
  ownerUrl: string,
  fill: (pool: Pool) => Promise<void>,
): Promise<void> {
  const pool = new Pool({
    connectionString: ownerUrl,
    options: '-c session_replication_role=replica',
  });
  // Dropping the database closes its connections.
  pool.on('error', () => {});
  try {
    await fill(pool);
  } finally {
    await pool.end();
  }
}
