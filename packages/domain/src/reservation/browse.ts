import type { DatesView, SeatMapInput, SeatMapView, SeatsView } from '@frontrow/contract/concert';
import type { QueueTicket } from '@frontrow/contract/queue';
import {
  concertOf,
  getConcert,
  getPerformance,
  listDates,
  listSeats,
  seatMap,
} from '../concert/concert.service.ts';
import type { PerformanceRow } from '../concert/concert.sql.ts';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import { queueWaiting, requirePass } from '../queue/pass.ts';
import type { QueueTokenClaims } from '../queue/queue-token.ts';

/** With a token that may be a pass, or with the ticket of a place that waits. */
type Turn =
  | { guest: { caller: Caller; claims: QueueTokenClaims } }
  | { claims: QueueTokenClaims; waiting: QueueTicket };

/**
 * The bookable dates, for a pass of the concert.
 *
 * @throws what the token deserves, CONCERT_NOT_FOUND, NO_DATES_AVAILABLE
 */
export async function datesFor(
  ctx: DomainContext,
  turn: Turn,
  concertId: string,
): Promise<DatesView> {
  const { claims } = 'waiting' in turn ? turn : turn.guest;
  const own = claims.concertId === concertId;
  if (!('waiting' in turn)) await requirePass(ctx, claims, null);
  else if (own) throw queueWaiting(turn.waiting);
  if (!own) {
    await getConcert(ctx, concertId);
    throw new DomainError('QUEUE_TOKEN_INVALID');
  }
  return listDates(ctx, concertId);
}

/**
 * The available seats of a performance, for a pass of its concert.
 *
 * @throws what the token deserves, PERFORMANCE_NOT_FOUND, NO_DATES_AVAILABLE, NO_SEATS_AVAILABLE
 */
export async function seatsFor(
  ctx: DomainContext,
  turn: Turn,
  performanceId: string,
): Promise<SeatsView> {
  return listSeats(ctx, (await admittedTo(ctx, turn, performanceId)).performance);
}

/**
 * The seat map of a performance, whole or since a version, for a pass of its concert.
 *
 * @throws what the token deserves, PERFORMANCE_NOT_FOUND, NO_DATES_AVAILABLE
 */
export async function seatMapFor(
  ctx: DomainContext,
  turn: Turn,
  { performanceId, sinceVersion }: SeatMapInput,
): Promise<SeatMapView> {
  const { performance, caller } = await admittedTo(ctx, turn, performanceId);
  return seatMap(ctx, caller, { performance, sinceVersion });
}

async function admittedTo(
  ctx: DomainContext,
  turn: Turn,
  performanceId: string,
): Promise<{ performance: PerformanceRow; caller: Caller }> {
  if ('waiting' in turn) {
    const concertId = await concertOf(ctx, performanceId);
    if (concertId !== turn.claims.concertId) throw new DomainError('QUEUE_TOKEN_INVALID');
    throw queueWaiting(turn.waiting);
  }
  const { caller, claims } = turn.guest;
  await requirePass(ctx, claims, null);
  const performance = await getPerformance(ctx, performanceId);
  if (performance.concert_id !== claims.concertId) throw new DomainError('QUEUE_TOKEN_INVALID');
  return { performance, caller };
}
