import type { ReservationView } from '@frontrow/contract/reservation';
import type { Caller } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import { withPassLock } from '../queue/pass/pass.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { noteChange } from '../seating/seating-context.ts';
import { RELEASE_HOLDS } from './reservation.sql.ts';
import { ownReservation, reservationView } from './reservations.ts';

/**
 * Releases a hold. A reservation that has ended is returned unchanged.
 *
 * @throws RESERVATION_NOT_FOUND, ALREADY_PAID
 */
export async function release(
  ctx: QueueContext,
  caller: Caller,
  reservationId: string,
): Promise<ReservationView> {
  const own = await ownReservation(ctx, caller, reservationId);
  const entryId = own.queue_entry_id;
  const released = await withPassLock(ctx, { entryId }, (tx) => {
    noteChange(tx, own.performance_id);
    return tx.sql.rows(RELEASE_HOLDS, [entryId, reservationId, null, tx.now()]);
  });
  const reservation = await ownReservation(ctx, caller, reservationId);
  if (released.length === 0 && reservation.status === 'PAID' && reservation.payment_id) {
    throw new DomainError('ALREADY_PAID', { paymentId: reservation.payment_id });
  }
  return reservationView(ctx, reservation);
}
