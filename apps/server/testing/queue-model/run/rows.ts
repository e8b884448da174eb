import type { Pool } from 'pg';

/** What the database has of one concert's queue. Times are milliseconds since 1970. */
export interface QueueRows {
  tokens: TokenFacts[];
  admissions: AdmissionFacts[];
  draws: DrawFacts[];
  reservations: ReservationFacts[];
  round: number;
  lastNumber: number;
}

export interface TokenFacts {
  id: string;
  userId: string;
  number: number | null;
  round: number | null;
  entry: number | null;
  status: 'PREQUEUE' | 'WAITING' | 'ACTIVE' | 'COMPLETED' | 'EXPIRED' | 'LEFT';
  joinedAt: number;
  admittedAt: number | null;
  claimedAt: number | null;
  deadlineAt: number | null;
  endsAt: number | null;
  endedAt: number | null;
}

export interface AdmissionFacts {
  tokenId: string;
  number: number;
  at: number;
  /** When the pass ended, or will. */
  endedAt: number;
  maxActive: number;
  admitPerMinute: number;
}

export interface DrawFacts {
  round: number;
  afterNumber: number | null;
  entrants: number | null;
  numbered: number;
  source: string | null;
  publicValue: string | null;
  frozen: boolean;
  listed: boolean;
}

export interface ReservationFacts {
  id: string;
  tokenId: string;
  status: string;
  expiresAt: number;
  seatId: string;
}

const ms = (time: string) => `(extract(epoch from ${time}) * 1000)::float8`;

const ROWS = `
  select q.round, q.last_number::int as "lastNumber",
    (select coalesce(json_agg(json_build_object('id', k.id, 'userId', k.user_id, 'number', k.number,
        'round', k.round, 'entry', k.entry, 'status', k.status, 'joinedAt', ${ms('k.joined_at')},
        'admittedAt', ${ms('k.admitted_at')}, 'claimedAt', ${ms('k.claimed_at')},
        'deadlineAt', ${ms('k.deadline_at')}, 'endsAt', ${ms('k.ends_at')},
        'endedAt', ${ms('k.ended_at')}) order by k.joined_at, k.number, k.entry), '[]')
      from queue_token k where k.concert_id = $1) as tokens,
    (select coalesce(json_agg(json_build_object('tokenId', a.token_id, 'number', a.number,
        'at', ${ms('a.admitted_at')}, 'maxActive', a.max_active,
        'admitPerMinute', a.admit_per_minute,
        'endedAt', ${ms('coalesce(a.ended_at, k.ended_at, k.ends_at)')}) order by a.id), '[]')
      from admission a left join queue_token k on k.id = a.token_id
      where a.concert_id = $1) as admissions,
    (select coalesce(json_agg(json_build_object('round', d.round, 'afterNumber', d.after_number,
        'entrants', d.entrants, 'numbered', d.numbered, 'source', d.source,
        'publicValue', d.public_value, 'frozen', d.frozen_at is not null,
        'listed', d.entrants_hash is not null) order by d.round), '[]')
      from draw d where d.concert_id = $1) as draws,
    (select coalesce(json_agg(json_build_object('id', r.id, 'tokenId', r.token_id,
        'status', r.status, 'expiresAt', ${ms('r.hold_expires_at')}, 'seatId', x.seat_id)
        order by r.id), '[]')
      from reservation r join reservation_seat x on x.reservation_id = r.id
      where r.concert_id = $1) as reservations
  from queue q where q.concert_id = $1`;

export async function rowsOf(pool: Pick<Pool, 'query'>, concertId: string): Promise<QueueRows> {
  const { rows } = await pool.query<QueueRows>(ROWS, [concertId]);
  const [found] = rows;
  if (!found) throw new Error('there is no such queue');
  return found;
}

const MINUTE = 60_000;

/** What breaks invariants 4 and 6, told by the rows alone. */
export function brokenIn({ tokens, admissions }: QueueRows): string[] {
  const broken: string[] = [];
  let highest = 0;
  for (const { number, at, maxActive, admitPerMinute } of admissions) {
    const active = admissions.filter((other) => other.at <= at && other.endedAt > at).length;
    if (active > maxActive) broken.push(`${active} active at ${number}, of ${maxActive}`);
    const recent = admissions.filter((other) => other.at <= at && other.at > at - MINUTE).length;
    if (recent > admitPerMinute) broken.push(`${recent} in a minute, of ${admitPerMinute}`);
    if (number < highest) broken.push(`${number} admitted after ${highest}`);
    highest = Math.max(highest, number);
  }
  for (const { status, number } of tokens) {
    if (status === 'WAITING' && (number ?? 0) < highest) {
      broken.push(`${number} waits, ${highest} was admitted`);
    }
  }
  return broken;
}
