import type { Page } from '@frontrow/contract/primitives';
import type {
  HoldInput,
  ReservationListInput,
  ReservationView,
} from '@frontrow/contract/reservation';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { pageFrom, uuidCursor } from '../kernel/cursor.ts';
import { DomainError } from '../kernel/errors.ts';
import { once } from '../kernel/idempotency.ts';
import { behindPass, requirePass } from '../queue/pass.ts';
import type { QueueTokenClaims } from '../queue/queue-token.ts';
import type { HoldFacts, ReservationRow } from './reservation.sql.ts';
import * as statements from './reservation.sql.ts';

/**
 * Holds all of the seats, or none, for the deployment's holdSeconds. Needs an active pass of the
 * performance's concert that has not passed its deadline.
 *
 * @throws PERFORMANCE_NOT_FOUND, NO_DATES_AVAILABLE, NO_SEATS_AVAILABLE, SEAT_NOT_FOUND,
 * HOLD_LIMIT_EXCEEDED, SEAT_UNAVAILABLE, in this order; before them what the token deserves
 */
export async function hold(
  ctx: DomainContext,
  { caller, claims }: { caller: Caller; claims: QueueTokenClaims },
  { idempotencyKey, ...input }: HoldInput,
): Promise<ReservationView> {
  const { userId } = caller;
  const call = { userId, procedure: 'reservation.hold', key: idempotencyKey, input };
  return once(ctx, call, (tx) => holdSeats(tx, claims, input));
}

async function holdSeats(
  ctx: DomainContext,
  claims: QueueTokenClaims,
  input: { performanceId: string; seatIds: string[] },
): Promise<ReservationView> {
  const first = await attempt(ctx, claims, input);
  const decided =
    first === 'again' ? await behindPass(ctx, claims, (tx) => attempt(tx, claims, input)) : first;
  if (decided === 'again') throw new DomainError('QUEUE_TOKEN_EXPIRED');
  return decided;
}

async function attempt(
  ctx: DomainContext,
  claims: QueueTokenClaims,
  { performanceId, seatIds }: { performanceId: string; seatIds: string[] },
): Promise<ReservationView | 'again'> {
  const reservationId = ctx.newId();
  const { holdSeconds, currency } = ctx.settings;
  const values = [reservationId, claims.userId, performanceId, seatIds, claims.tokenId];
  const [facts] = await ctx.sql.rows<HoldFacts>(statements.HOLD_SEATS, [
    ...values,
    holdSeconds,
    ctx.now,
  ]);
  if (facts?.held_at && facts.hold_expires_at) {
    return {
      id: reservationId,
      performanceId,
      concertId: facts.concert_id,
      status: 'HELD',
      seats: facts.seats ?? [],
      amount: facts.amount ?? 0,
      currency,
      heldAt: facts.held_at,
      holdExpiresAt: facts.hold_expires_at,
      paymentId: null,
    };
  }
  if (!facts?.pass_seen) {
    const token = await requirePass(ctx, claims, facts?.concert_id ?? null);
    if (facts && token.may_hold) return 'again';
    if (facts) throw new DomainError('QUEUE_TOKEN_EXPIRED');
  }
  refuse(facts, seatIds);
  return 'again';
}

/**
 * Returns only when none of the facts forbids the hold: another hold of the user was faster, or the
 * pass ran out while the statement waited for a lock.
 */
function refuse(facts: HoldFacts | undefined, seatIds: string[]): void {
  if (!facts) throw new DomainError('PERFORMANCE_NOT_FOUND');
  if (!facts.bookable) throw new DomainError('NO_DATES_AVAILABLE');
  if (facts.seats_total === 0) throw new DomainError('NO_SEATS_AVAILABLE');
  const unknown = seatIds.filter((id) => !facts.known.includes(id));
  if (unknown.length > 0) throw new DomainError('SEAT_NOT_FOUND', { seatIds: unknown });
  if (facts.owned + seatIds.length > facts.hold_limit) {
    throw new DomainError('HOLD_LIMIT_EXCEEDED', { limit: facts.hold_limit });
  }
  if (!facts.pass_locked) return;
  if (!facts.still_on) throw new DomainError('NO_DATES_AVAILABLE');
  const refused = seatIds.filter((id) => !facts.free.includes(id));
  if (refused.length > 0) throw new DomainError('SEAT_UNAVAILABLE', { seatIds: refused });
}

/**
 * Gives a hold back. One that has ended already is left as it is, and returned.
 *
 * @throws RESERVATION_NOT_FOUND, ALREADY_PAID
 */
export async function release(
  ctx: DomainContext,
  caller: Caller,
  reservationId: string,
): Promise<ReservationView> {
  const { token_id: tokenId } = await ownReservation(ctx, caller, reservationId);
  const released = await behindPass(ctx, { tokenId }, (tx) =>
    tx.sql.rows(statements.RELEASE_HOLDS, [tokenId, reservationId, null, tx.now]),
  );
  const reservation = await ownReservation(ctx, caller, reservationId);
  if (released.length === 0 && reservation.status === 'PAID' && reservation.payment_id) {
    throw new DomainError('ALREADY_PAID', { paymentId: reservation.payment_id });
  }
  return reservationView(ctx, reservation);
}

/** @throws RESERVATION_NOT_FOUND, also for another user's */
export async function getReservation(
  ctx: DomainContext,
  caller: Caller,
  reservationId: string,
): Promise<ReservationView> {
  return reservationView(ctx, await ownReservation(ctx, caller, reservationId));
}

/** The caller's reservations, newest first. */
export async function listReservations(
  ctx: DomainContext,
  caller: Caller,
  { cursor, limit, status }: ReservationListInput,
): Promise<Page<ReservationView>> {
  const filters = [caller.userId, null, null, status ?? null];
  const values = [...filters, uuidCursor(cursor), limit + 1, ctx.now];
  const rows = await ctx.sql.rows<ReservationRow>(statements.LIST_RESERVATIONS, values);
  return pageFrom(rows, limit, {
    item: (reservation) => reservationView(ctx, reservation),
    cursor: ({ id }) => id,
  });
}

/** @throws RESERVATION_NOT_FOUND, also for another user's */
export async function ownReservation(
  ctx: DomainContext,
  caller: Caller,
  reservationId: string,
): Promise<ReservationRow> {
  const values = [reservationId, ctx.now];
  const [reservation] = await ctx.sql.rows<ReservationRow>(statements.GET_RESERVATION, values);
  if (!reservation || reservation.user_id !== caller.userId) {
    throw new DomainError('RESERVATION_NOT_FOUND');
  }
  return reservation;
}

export const reservationView = (
  { settings }: DomainContext,
  reservation: ReservationRow,
): ReservationView => ({
  id: reservation.id,
  performanceId: reservation.performance_id,
  concertId: reservation.concert_id,
  status: reservation.status,
  seats: reservation.seats,
  amount: reservation.amount,
  currency: settings.currency,
  heldAt: reservation.held_at,
  holdExpiresAt: reservation.hold_expires_at,
  paymentId: reservation.payment_id,
});
