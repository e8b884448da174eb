import type pg from 'pg';
import type { ApiClient } from './api-client.ts';
import { createOperatorBearer } from './users.ts';

export interface QueueLimits {
  maxActive: number;
  admitPerMinute: number;
  activeSeconds: number;
  claimSeconds: number;
  pollAfterSeconds: number;
}

export interface ConcertFixture {
  concertId: string;
  performanceId: string;
  /** Ids of the seats that no simulated user is known to have taken. `buySeat` removes some. */
  availableSeatIds: string[];
}

export interface ConcertFixtureOptions {
  seats: number;
  /** The servers' time; the performance starts a day later. */
  now: Date;
  queue: QueueLimits;
}

const SEATS_PER_ROW = 100;
const DAY_MILLISECONDS = 86_400_000;

/** Creates a concert with one performance on the operator's procedures. */
export async function createConcertFixture(
  api: ApiClient,
  sql: pg.Client,
  { seats, now, queue }: ConcertFixtureOptions,
): Promise<ConcertFixture> {
  const operator = { bearer: createOperatorBearer() };
  const { id: concertId } = await api.mutate<{ id: string }>('admin.createConcert', operator, [
    { title: 'Rehearsal', artist: 'Rehearsal', venue: 'Loopback', holdLimit: 4, queue },
  ]);
  const section = (name: string, rows: number, seatsPerRow: number) =>
    rows > 0 && seatsPerRow > 0 ? [{ name, rows, seatsPerRow, price: 10_000 }] : [];
  const sections = [
    ...section('Stalls', Math.floor(seats / SEATS_PER_ROW), SEATS_PER_ROW),
    ...section('Balcony', 1, seats % SEATS_PER_ROW),
  ];
  const startsAt = new Date(now.getTime() + DAY_MILLISECONDS);
  const { performanceId } = await api.mutate<{ performanceId: string }>(
    'admin.createPerformance',
    operator,
    [{ concertId, startsAt, sections }, { startsAt: ['Date'] }],
  );
  const { rows } = await sql.query<{ id: string }>(
    'select id from seat where performance_id = $1 order by id',
    [performanceId],
  );
  return { concertId, performanceId, availableSeatIds: rows.map(({ id }) => id) };
}
