import type { Pool } from 'pg';

/** The rows of one concert's queue. Times are milliseconds since 1970. */
export interface QueueRows {
  entries: EntryRow[];
  admissions: AdmissionRow[];
  draws: DrawRow[];
  reservations: ReservationRow[];
  round: number;
  lastNumber: number;
}

export interface EntryRow {
  id: string;
  userId: string;
  number: number | null;
  round: number | null;
  arrival: number | null;
  status: 'PREQUEUE' | 'WAITING' | 'ACTIVE' | 'COMPLETED' | 'EXPIRED' | 'LEFT';
  joinedAt: number;
  admittedAt: number | null;
  claimedAt: number | null;
  holdUntil: number | null;
  expiresAt: number | null;
  endedAt: number | null;
}

export interface AdmissionRow {
  entryId: string;
  number: number;
  at: number;
  /** When the pass ended; of an active pass, when it will expire. */
  endedAt: number;
  maxActive: number;
  admitPerMinute: number;
}

export interface DrawRow {
  round: number;
  afterNumber: number | null;
  entrants: number | null;
  /** How many entrants have their queue number. */
  numbered: number;
  source: string | null;
  publicValue: string | null;
  frozen: boolean;
  listed: boolean;
}

/** One seat of a reservation. The model's reservations have one seat each. */
export interface ReservationRow {
  id: string;
  entryId: string;
  status: string;
  expiresAt: number;
  seatId: string;
}

const ms = (time: string) => `(extract(epoch from ${time}) * 1000)::float8`;

/** One statement, so that all rows are of one snapshot. */
const SELECT_ROWS = `
  select q.round, q.last_number::int as "lastNumber",
    -- 1. The entries.
    (select coalesce(json_agg(json_build_object('id', k.id, 'userId', k.user_id, 'number', k.number,
        'round', k.round, 'arrival', k.arrival, 'status', k.status, 'joinedAt', ${ms('k.joined_at')},
        'admittedAt', ${ms('k.admitted_at')}, 'claimedAt', ${ms('k.claimed_at')},
        'holdUntil', ${ms('k.hold_until')}, 'expiresAt', ${ms('k.expires_at')},
        'endedAt', ${ms('k.ended_at')}) order by k.joined_at, k.number, k.arrival), '[]')
      from queue_entry k where k.concert_id = $1) as entries,
    -- 2. The record of admissions, which outlives the purge of entries.
    (select coalesce(json_agg(json_build_object('entryId', a.queue_entry_id, 'number', a.number,
        'at', ${ms('a.admitted_at')}, 'maxActive', a.max_active,
        'admitPerMinute', a.admit_per_minute,
        'endedAt', ${ms('coalesce(a.ended_at, k.ended_at, k.expires_at)')}) order by a.id), '[]')
      from admission a left join queue_entry k on k.id = a.queue_entry_id
      where a.concert_id = $1) as admissions,
    -- 3. The draws.
    (select coalesce(json_agg(json_build_object('round', d.round, 'afterNumber', d.after_number,
        'entrants', d.entrants, 'numbered', d.numbered, 'source', d.source,
        'publicValue', d.public_value, 'frozen', d.frozen_at is not null,
        'listed', d.entrants_hash is not null) order by d.round), '[]')
      from draw d where d.concert_id = $1) as draws,
    -- 4. The reservations.
    (select coalesce(json_agg(json_build_object('id', r.id, 'entryId', r.queue_entry_id,
        'status', r.status, 'expiresAt', ${ms('r.hold_expires_at')}, 'seatId', x.seat_id)
        order by r.id), '[]')
      from reservation r join reservation_seat x on x.reservation_id = r.id
      where r.concert_id = $1) as reservations
  from queue q where q.concert_id = $1`;

export async function readRows(pool: Pick<Pool, 'query'>, concertId: string): Promise<QueueRows> {
  const { rows } = await pool.query<QueueRows>(SELECT_ROWS, [concertId]);
  const [found] = rows;
  if (!found) throw new Error(`concert ${concertId} has no queue`);
  return found;
}
