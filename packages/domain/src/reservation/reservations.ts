import type { Page } from '@frontrow/contract/primitives';
import type {
  ListReservationsInput,
  ReservationListInput,
  ReservationView,
} from '@frontrow/contract/reservation';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { pageFrom, uuidCursor } from '../kernel/cursor.ts';
import { DomainError } from '../kernel/errors.ts';
import { GET_RESERVATION, LIST_RESERVATIONS, type ReservationRow } from './reservation.sql.ts';

/** @throws RESERVATION_NOT_FOUND, also for a reservation of another user */
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
  const values = [...filters, uuidCursor(cursor), limit + 1, ctx.now()];
  const rows = await ctx.sql.rows<ReservationRow>(LIST_RESERVATIONS, values);
  return pageFrom(rows, limit, {
    item: (reservation) => reservationView(ctx, reservation),
    cursor: ({ id }) => id,
  });
}

/** A reservation of the caller. @throws RESERVATION_NOT_FOUND, also for one of another user */
export async function ownReservation(
  ctx: DomainContext,
  caller: Caller,
  reservationId: string,
): Promise<ReservationRow> {
  const values = [reservationId, ctx.now()];
  const [reservation] = await ctx.sql.rows<ReservationRow>(GET_RESERVATION, values);
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
  startsAt: reservation.starts_at,
  timezone: reservation.timezone,
  status: reservation.status,
  seats: reservation.seats,
  amount: reservation.amount,
  currency: settings.currency,
  heldAt: reservation.held_at,
  holdExpiresAt: reservation.hold_expires_at,
  paymentId: reservation.payment_id,
});

/**
 * The answer of a hold. One that was stored by a version before 0.2 lacks when and where in the house; the
 * repeat of a call reads that anew.
 */
export async function completeAnswer(
  ctx: DomainContext,
  caller: Caller,
  answer: ReservationView,
): Promise<ReservationView> {
  if ((answer as Partial<ReservationView>).startsAt) return answer;
  const { startsAt, timezone, seats } = await getReservation(ctx, caller, answer.id);
  const complete = answer.seats.map((seat) => ({
    ...seats.find(({ id }) => id === seat.id),
    ...seat,
  }));
  return { ...answer, startsAt, timezone, seats: complete };
}

/** The reservations of all users that match all given filters, newest first. */
export async function listAllReservations(
  ctx: DomainContext,
  { cursor, limit, userId, concertId, performanceId, status }: ListReservationsInput,
): Promise<Page<ReservationView & { userId: string }>> {
  const filters = [userId ?? null, concertId ?? null, performanceId ?? null, status ?? null];
  const values = [...filters, uuidCursor(cursor), limit + 1, ctx.now()];
  const rows = await ctx.sql.rows<ReservationRow>(LIST_RESERVATIONS, values);
  return pageFrom(rows, limit, {
    item: (reservation) => ({ ...reservationView(ctx, reservation), userId: reservation.user_id }),
    cursor: ({ id }) => id,
  });
}
