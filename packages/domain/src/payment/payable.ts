import type { DomainContext } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import type { QueueCaller } from '../queue/token/queue-caller.ts';
import type { ReservationRow } from '../reservation/reservation.sql.ts';
import { ownReservation } from '../reservation/reservations.ts';

/** Whether a performance is scheduled and in the future. $1 performance, $2 now. */
const IS_UPCOMING = {
  name: 'performance-is-upcoming',
  text: `
    select seats_total,
      status = 'SCHEDULED' and starts_at > coalesce($2::timestamptz, clock_timestamp()) as upcoming
    from performance where id = $1`,
};

/**
 * Requires a live hold of the caller, for the concert of the pass and an upcoming performance. Returns its
 * row.
 *
 * @throws RESERVATION_NOT_FOUND, QUEUE_TOKEN_INVALID, ALREADY_PAID, ALREADY_REFUNDED, HOLD_EXPIRED,
 * NO_DATES_AVAILABLE, NO_SEATS_AVAILABLE
 */
export async function requirePayable(
  ctx: DomainContext,
  { caller, claims }: QueueCaller,
  reservationId: string,
): Promise<ReservationRow> {
  const reservation = await ownReservation(ctx, caller, reservationId);
  if (reservation.concert_id !== claims.concertId) throw new DomainError('QUEUE_TOKEN_INVALID');
  const { payment_id: paymentId, status } = reservation;
  if (paymentId !== null) {
    if (status === 'REFUNDED') throw new DomainError('ALREADY_REFUNDED', { paymentId });
    throw new DomainError('ALREADY_PAID', { paymentId });
  }
  if (status !== 'HELD') throw new DomainError('HOLD_EXPIRED');
  const values = [reservation.performance_id, ctx.now()];
  const [performance] = await ctx.sql.rows<{ seats_total: number; upcoming: boolean }>(
    IS_UPCOMING,
    values,
  );
  if (!performance?.upcoming) throw new DomainError('NO_DATES_AVAILABLE');
  if (performance.seats_total === 0) throw new DomainError('NO_SEATS_AVAILABLE');
  return reservation;
}
