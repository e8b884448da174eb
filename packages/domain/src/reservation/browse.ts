import type { AvailabilityInput, AvailabilityView } from '@frontrow/contract/chart';
import type { DatesView, SeatMapInput, SeatMapView, SeatsView } from '@frontrow/contract/concert';
import type { PerformanceRow } from '../concert/concert.sql.ts';
import { concertOf, getConcert, peekPerformance, showPerformance } from '../concert/concert.ts';
import type { Caller } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import { queueWaiting, requirePass } from '../queue/pass/pass.ts';
import { ticketOrPass } from '../queue/poll/poll.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import type { TicketOrPass, TokenHolder } from '../queue/token/queue-caller.ts';
import type { QueueTokenClaims } from '../queue/token/queue-token.ts';
import {
  availabilityOf,
  listDates,
  listSeats,
  readAvailability,
  readSeatMap,
} from '../seating/seating.ts';

/*
 * Reads that need an active pass. A user who still waits is refused with QUEUE_WAITING and the position,
 * without a statement; the other refusals come in the same order for both.
 */

/**
 * The bookable dates.
 *
 * @throws QUEUE_TOKEN_EXPIRED, CONCERT_NOT_FOUND, QUEUE_TOKEN_INVALID, QUEUE_WAITING, NO_DATES_AVAILABLE
 */
export async function datesFor(
  ctx: QueueContext,
  holder: TokenHolder,
  concertId: string,
): Promise<DatesView> {
  const user = await ticketOrCheckedPass(ctx, holder);
  const ownConcert = user.claims.concertId === concertId;
  if ('waiting' in user && ownConcert) throw queueWaiting(user.waiting);
  if (!ownConcert) {
    await getConcert(ctx, concertId);
    throw new DomainError('QUEUE_TOKEN_INVALID');
  }
  return listDates(ctx, concertId);
}

/**
 * The available seats of a performance.
 *
 * @throws QUEUE_TOKEN_EXPIRED, PERFORMANCE_NOT_FOUND, QUEUE_TOKEN_INVALID, QUEUE_WAITING,
 * NO_DATES_AVAILABLE, NO_SEATS_AVAILABLE
 */
export async function seatsFor(
  ctx: QueueContext,
  holder: TokenHolder,
  performanceId: string,
): Promise<SeatsView> {
  return listSeats(ctx, (await requireAdmittedTo(ctx, holder, performanceId)).performance);
}

/**
 * The seat map of a performance: all seats, or the seats that changed since a version.
 *
 * @throws QUEUE_TOKEN_EXPIRED, PERFORMANCE_NOT_FOUND, QUEUE_TOKEN_INVALID, QUEUE_WAITING,
 * NO_DATES_AVAILABLE
 */
export async function seatMapFor(
  ctx: QueueContext,
  holder: TokenHolder,
  { performanceId, sinceVersion }: SeatMapInput,
): Promise<SeatMapView> {
  const { performance, caller } = await requireAdmittedTo(ctx, holder, performanceId);
  return readSeatMap(ctx, caller, { performance, sinceVersion });
}

/**
 * Which places of a performance are available: all of them, or what changed since a version.
 *
 * @throws QUEUE_TOKEN_EXPIRED, PERFORMANCE_NOT_FOUND, QUEUE_TOKEN_INVALID, QUEUE_WAITING, NO_DATES_AVAILABLE
 */
export async function availabilityFor(
  ctx: QueueContext,
  holder: TokenHolder,
  { performanceId, sinceVersion }: AvailabilityInput,
): Promise<AvailabilityView> {
  const { performance, caller } = await requireAdmittedTo(ctx, holder, performanceId);
  return readAvailability(ctx, caller, { performance, sinceVersion });
}

async function requireAdmittedTo(
  ctx: QueueContext,
  holder: TokenHolder,
  performanceId: string,
): Promise<{ performance: PerformanceRow; caller: Caller }> {
  const user = await ticketOrCheckedPass(ctx, holder);
  if ('waiting' in user) {
    const concertId = await concertOf(ctx, performanceId);
    if (concertId !== user.claims.concertId) throw new DomainError('QUEUE_TOKEN_INVALID');
    throw queueWaiting(user.waiting);
  }
  const { caller, claims } = user;
  const performance = await showPerformance(ctx, performanceId);
  if (performance.concert_id !== claims.concertId) throw new DomainError('QUEUE_TOKEN_INVALID');
  return { performance, caller };
}

/** The ticket of a user who waits, or a pass that is live, which may have been checked less than a second ago. */
async function ticketOrCheckedPass(ctx: QueueContext, holder: TokenHolder): Promise<TicketOrPass> {
  const { passChecks } = ctx.queue;
  const checked = holder.claims && passChecks.get(ctx.clock, holder.claims);
  if (holder.claims && checked) return { claims: holder.claims, caller: checked };
  const began = performance.now();
  const user = await ticketOrPass(ctx, holder);
  if ('waiting' in user) return user;
  const { caller, claims } = user;
  const { expires_at: expiresAt } = await requirePass(ctx, claims, null);
  if (expiresAt) passChecks.add(claims, { caller, began, expiresAt: expiresAt.getTime() });
  return user;
}

/**
 * As `availabilityFor`, from memory alone, and so at once: null if something has to be read, or the call would be
 * refused.
 */
export function availabilityInMemory(
  ctx: QueueContext,
  claims: QueueTokenClaims,
  { performanceId, sinceVersion }: AvailabilityInput,
): AvailabilityView | null {
  const caller = ctx.queue.passChecks.get(ctx.clock, claims);
  if (!caller) return null;
  const shown = peekPerformance(ctx, performanceId);
  if (!shown?.bookable || shown.concert_id !== claims.concertId) return null;
  const snapshot = ctx.seating.snapshots.peekFresh(ctx, performanceId);
  return snapshot && availabilityOf(snapshot, caller.userId, sinceVersion);
}
