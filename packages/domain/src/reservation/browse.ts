import type { DatesView, SeatMapInput, SeatMapView, SeatsView } from '@frontrow/contract/concert';
import {
  getConcert,
  getPerformance,
  listDates,
  listSeats,
  seatMap,
} from '../concert/concert.service.ts';
import type { PerformanceRow } from '../concert/concert.sql.ts';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import { requirePass } from '../queue/pass.ts';
import type { QueueTokenClaims } from '../queue/queue-token.ts';

/**
 * The bookable dates, for a pass of the concert.
 *
 * @throws what the token deserves, CONCERT_NOT_FOUND, NO_DATES_AVAILABLE
 */
export async function datesFor(
  ctx: DomainContext,
  claims: QueueTokenClaims,
  concertId: string,
): Promise<DatesView> {
  await requirePass(ctx, claims, null);
  if (claims.concertId !== concertId) {
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
  claims: QueueTokenClaims,
  performanceId: string,
): Promise<SeatsView> {
  return listSeats(ctx, await admittedTo(ctx, claims, performanceId));
}

/**
 * The seat map of a performance, whole or since a version, for a pass of its concert.
 *
 * @throws what the token deserves, PERFORMANCE_NOT_FOUND, NO_DATES_AVAILABLE
 */
export async function seatMapFor(
  ctx: DomainContext,
  { caller, claims }: { caller: Caller; claims: QueueTokenClaims },
  { performanceId, sinceVersion }: SeatMapInput,
): Promise<SeatMapView> {
  const performance = await admittedTo(ctx, claims, performanceId);
  return seatMap(ctx, caller, { performance, sinceVersion });
}

async function admittedTo(
  ctx: DomainContext,
  claims: QueueTokenClaims,
  performanceId: string,
): Promise<PerformanceRow> {
  await requirePass(ctx, claims, null);
  const performance = await getPerformance(ctx, performanceId);
  if (performance.concert_id !== claims.concertId) throw new DomainError('QUEUE_TOKEN_INVALID');
  return performance;
}
