import {
  holdInput,
  reservationInput,
  reservationListInput,
  reservationPage,
  reservationView,
} from '@frontrow/contract/reservation';
import { guestProcedure, router, userProcedure } from '../trpc.ts';

export const reservationRouter = router({
  /** Holds all of the seats, or none. */
  hold: guestProcedure
    .input(holdInput)
    .output(reservationView)
    .mutation(({ ctx, input }) => ctx.services.reservation.hold(ctx.guest, input)),

  /** Gives a hold back; one that has ended is returned as it is. */
  release: userProcedure
    .input(reservationInput)
    .output(reservationView)
    .mutation(({ ctx, input }) =>
      ctx.services.reservation.release(ctx.caller, input.reservationId),
    ),

  /** One of one's own. */
  get: userProcedure
    .input(reservationInput)
    .output(reservationView)
    .query(({ ctx, input }) => ctx.services.reservation.get(ctx.caller, input.reservationId)),

  /** One's own, newest first. */
  list: userProcedure
    .input(reservationListInput.prefault({}))
    .output(reservationPage)
    .query(({ ctx, input }) => ctx.services.reservation.list(ctx.caller, input)),
});
