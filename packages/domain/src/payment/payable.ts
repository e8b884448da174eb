import type { DomainContext } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import type { QueueCaller } from '../queue/token/queue-caller.ts';
import type { QueueTokenClaims } from '../queue/token/queue-token.ts';
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

/** What is known of a reservation and its performance. */
export interface PayableFacts extends Pick<ReservationRow, 'concert_id' | 'status'> {
  /** Its payment. */
  paid_by: string | null;
  /** The performance is scheduled, and in the future. */
  upcoming: boolean;
  seats_total: number;
}

/**
 * Throws the refusal of a reservation that cannot be paid; null: the user has no such reservation.
 *
 * @throws the refusals of `requirePayable`
 */
export function refuseUnpayable(
  facts: PayableFacts | null,
  { concertId }: Pick<QueueTokenClaims, 'concertId'>,
): void {
  if (!facts) throw new DomainError('RESERVATION_NOT_FOUND');
  if (facts.concert_id !== concertId) throw new DomainError('QUEUE_TOKEN_INVALID');
  const { paid_by: paymentId, status } = facts;
  if (paymentId !== null) {
    if (status === 'REFUNDED') throw new DomainError('ALREADY_REFUNDED', { paymentId });
    throw new DomainError('ALREADY_PAID', { paymentId });
  }
  if (status !== 'HELD') throw new DomainError('HOLD_EXPIRED');
  if (!facts.upcoming) throw new DomainError('NO_DATES_AVAILABLE');
  if (facts.seats_total === 0) throw new DomainError('NO_SEATS_AVAILABLE');
}

/**
 * Requires a live hold of the caller, for the concert of the pass and an upcoming performance.
 *
 * @throws RESERVATION_NOT_FOUND, QUEUE_TOKEN_INVALID, ALREADY_PAID, ALREADY_REFUNDED, HOLD_EXPIRED,
 * NO_DATES_AVAILABLE, NO_SEATS_AVAILABLE
 */
export async function requirePayable(
  ctx: DomainContext,
  { caller, claims }: QueueCaller,
  reservationId: string,
): Promise<void> {
  const reservation = await ownReservation(ctx, caller, reservationId);
  const values = [reservation.performance_id, ctx.now()];
  const [performance] = await ctx.sql.rows<Pick<PayableFacts, 'seats_total' | 'upcoming'>>(
    IS_UPCOMING,
    values,
  );
  const { seats_total = 0, upcoming = false } = performance ?? {};
  const { concert_id, status, payment_id: paid_by } = reservation;
  refuseUnpayable({ concert_id, status, paid_by, upcoming, seats_total }, claims);
}
