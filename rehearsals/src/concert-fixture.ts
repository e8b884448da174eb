import type pg from 'pg';
import { type ApiClient, type Credentials, RefusedError } from './api-client.ts';
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
  /** Seats that nobody is known to have bought. */
  free: string[];
}

const SEATS_PER_ROW = 100;
const DAY_MILLISECONDS = 86_400_000;
const MAX_ATTEMPTS = 200;

export interface ConcertFixtureOptions {
  seats: number;
  /** The time of the sale. */
  now: Date;
  queue: QueueLimits;
}

/** Puts a concert with one date on sale, as an operator does. */
export async function createConcertFixture(
  api: ApiClient,
  sql: pg.Client,
  plan: ConcertFixtureOptions,
): Promise<ConcertFixture> {
  const operator = { bearer: createOperatorBearer() };
  const { id: concertId } = await api.mutate<{ id: string }>('admin.createConcert', operator, [
    { title: 'Rehearsal', artist: 'Crowd', venue: 'Loopback', holdLimit: 4, queue: plan.queue },
  ]);
  const rows = Math.floor(plan.seats / SEATS_PER_ROW);
  const rest = plan.seats % SEATS_PER_ROW;
  const section = (name: string, rows: number, seatsPerRow: number) =>
    rows > 0 && seatsPerRow > 0 ? [{ name, rows, seatsPerRow, price: 10_000 }] : [];
  const startsAt = new Date(plan.now.getTime() + DAY_MILLISECONDS);
  const sections = [...section('Stalls', rows, SEATS_PER_ROW), ...section('Balcony', 1, rest)];
  const { performanceId } = await api.mutate<{ performanceId: string }>(
    'admin.createPerformance',
    operator,
    [{ concertId, startsAt, sections }, { startsAt: ['Date'] }],
  );
  const { rows: seats } = await sql.query<{ id: string }>(
    'select id from seat where performance_id = $1 order by id',
    [performanceId],
  );
  return { concertId, performanceId, free: seats.map(({ id }) => id) };
}

/**
 * Holds a seat that seems free and pays for it, trying others where somebody else was faster. False
 * when none is left. `think` passes the time between the two.
 */
export async function buySeat(
  api: ApiClient,
  { fixture, user }: { fixture: ConcertFixture; user: Credentials },
  think: () => Promise<unknown> = async () => {},
): Promise<boolean> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS && fixture.free.length > 0; attempt++) {
    const index = Math.floor(Math.random() * fixture.free.length);
    const seatId = fixture.free[index] ?? '';
    try {
      const { performanceId } = fixture;
      const hold = await api.mutate<{ id: string }>('reservation.hold', user, [
        { performanceId, seatIds: [seatId] },
      ]);
      take(fixture, seatId);
      await think();
      await api.mutate('payment.pay', user, [{ reservationId: hold.id, topUp: true }]);
      return true;
    } catch (error) {
      if (!(error instanceof RefusedError) || error.errorCode !== 'SEAT_UNAVAILABLE') throw error;
    }
  }
  return false;
}

function take({ free }: ConcertFixture, seatId: string): void {
  const index = free.indexOf(seatId);
  const last = free.pop();
  if (index >= 0 && last !== undefined && index < free.length) free[index] = last;
}
