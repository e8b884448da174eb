import {
  adminReservationPage,
  holdBestInput,
  holdInput,
  listReservationsInput,
  reservationInput,
  reservationListInput,
  reservationPage,
  reservationView,
} from '@frontrow/contract/reservation';
import { IDEMPOTENCY_ERRORS } from '../errors/declared-errors.ts';
import { operatorProcedure, queueTokenProcedure, userProcedure } from '../procedures.ts';
import { router } from '../trpc.ts';

export const reservationRouter = router({
  /** Holds all of the seats, or none. With `replaces` it swaps an earlier hold for them, or changes nothing. */
  hold: queueTokenProcedure
    .meta({
      errors: [
        'QUEUE_WAITING',
        'PERFORMANCE_NOT_FOUND',
        'NO_DATES_AVAILABLE',
        'NO_SEATS_AVAILABLE',
        'RESERVATION_NOT_FOUND',
        'ALREADY_PAID',
        'HOLD_EXPIRED',
        'SEAT_NOT_FOUND',
        'PLACE_NOT_FOUND',
        'SECTION_NOT_FOUND',
        'HOLD_LIMIT_EXCEEDED',
        'SEAT_UNAVAILABLE',
        'NOT_ENOUGH_LEFT',
        'LEAVES_ORPHAN',
        ...IDEMPOTENCY_ERRORS,
      ],
    })
    .input(holdInput)
    .output(reservationView)
    .mutation(({ ctx, input }) => ctx.services.reservation.hold(ctx.queueCaller, input)),

  /**
   * Holds the best seats that are left: side by side, near to the stage, and so that none is left alone. Never refused
   * only because somebody else was faster while seats are left that fit.
   */
  holdBest: queueTokenProcedure
    .meta({
      errors: [
        'QUEUE_WAITING',
        'PERFORMANCE_NOT_FOUND',
        'NO_DATES_AVAILABLE',
        'NO_SEATS_AVAILABLE',
        'RESERVATION_NOT_FOUND',
        'ALREADY_PAID',
        'HOLD_EXPIRED',
        'SECTION_NOT_FOUND',
        'HOLD_LIMIT_EXCEEDED',
        'NOT_ENOUGH_LEFT',
        'NOT_ENOUGH_TOGETHER',
        ...IDEMPOTENCY_ERRORS,
      ],
    })
    .input(holdBestInput)
    .output(reservationView)
    .mutation(({ ctx, input }) => ctx.services.reservation.holdBest(ctx.queueCaller, input)),

  /** Releases a hold. A reservation that has ended is returned as it is. */
  release: userProcedure
    .meta({ errors: ['RESERVATION_NOT_FOUND', 'ALREADY_PAID'] })
    .input(reservationInput)
    .output(reservationView)
    .mutation(({ ctx, input }) =>
      ctx.services.reservation.release(ctx.caller, input.reservationId),
    ),

  /** One reservation of the user. */
  get: userProcedure
    .meta({ errors: ['RESERVATION_NOT_FOUND'] })
    .input(reservationInput)
    .output(reservationView)
    .query(({ ctx, input }) => ctx.services.reservation.get(ctx.caller, input.reservationId)),

  /** The reservations of the user, newest first. */
  list: userProcedure
    .input(reservationListInput.prefault({}))
    .output(reservationPage)
    .query(({ ctx, input }) => ctx.services.reservation.list(ctx.caller, input)),
});

/** The operator's procedures of this domain, part of the router `admin`. */
export const reservationAdminProcedures = {
  /** The reservations of all users, newest first. */
  listReservations: operatorProcedure
    .input(listReservationsInput.prefault({}))
    .output(adminReservationPage)
    .query(({ ctx, input }) => ctx.services.admin.listReservations(input)),
};
