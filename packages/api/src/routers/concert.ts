import {
  concertInput,
  concertPage,
  concertView,
  datesView,
  seatMapInput,
  seatMapView,
  seatsInput,
  seatsView,
} from '@frontrow/contract/concert';
import { pageInput } from '@frontrow/contract/primitives';
import { publicProcedure, router, turnProcedure } from '../trpc.ts';

export const concertRouter = router({
  /** Every concert, on sale or not. */
  list: publicProcedure
    .input(pageInput.prefault({}))
    .output(concertPage)
    .query(({ ctx, input }) => ctx.services.concert.list(input)),

  /** One concert. */
  get: publicProcedure
    .input(concertInput)
    .output(concertView)
    .query(({ ctx, input }) => ctx.services.concert.get(input.concertId)),

  /** The dates that can be booked. */
  dates: turnProcedure
    .input(concertInput)
    .output(datesView)
    .query(({ ctx, input }) => ctx.services.concert.dates(ctx.turn, input.concertId)),

  /** The seats that can be held. */
  seats: turnProcedure
    .input(seatsInput)
    .output(seatsView)
    .query(({ ctx, input }) => ctx.services.concert.seats(ctx.turn, input.performanceId)),

  /** Every seat with its status, or what changed since a version. */
  seatMap: turnProcedure
    .input(seatMapInput)
    .output(seatMapView)
    .query(({ ctx, input }) => ctx.services.concert.seatMap(ctx.turn, input)),
});
