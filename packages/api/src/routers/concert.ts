import {
  adminConcertView,
  cancelPerformanceInput,
  cancelPerformanceView,
  concertInput,
  concertPage,
  concertView,
  createConcertInput,
  createPerformanceInput,
  createPerformanceView,
  datesView,
  seatMapInput,
  seatMapView,
  seatsInput,
  seatsView,
} from '@frontrow/contract/concert';
import { pageInput } from '@frontrow/contract/primitives';
import { operatorProcedure, publicProcedure, verifiedTokenProcedure } from '../procedures.ts';
import { router } from '../trpc.ts';

export const concertRouter = router({
  /** All concerts, on sale or not. */
  list: publicProcedure
    .input(pageInput.prefault({}))
    .output(concertPage)
    .query(({ ctx, input }) => ctx.services.concert.list(input)),

  /** One concert. */
  get: publicProcedure
    .meta({ errors: ['CONCERT_NOT_FOUND'] })
    .input(concertInput)
    .output(concertView)
    .query(({ ctx, input }) => ctx.services.concert.get(input.concertId)),

  /** The performances that can be booked. */
  dates: verifiedTokenProcedure
    .meta({ errors: ['CONCERT_NOT_FOUND', 'QUEUE_WAITING', 'NO_DATES_AVAILABLE'] })
    .input(concertInput)
    .output(datesView)
    .query(({ ctx, input }) => ctx.services.concert.dates(ctx.tokenHolder, input.concertId)),

  /** The seats that can be held. */
  seats: verifiedTokenProcedure
    .meta({
      errors: [
        'PERFORMANCE_NOT_FOUND',
        'QUEUE_WAITING',
        'NO_DATES_AVAILABLE',
        'NO_SEATS_AVAILABLE',
      ],
    })
    .input(seatsInput)
    .output(seatsView)
    .query(({ ctx, input }) => ctx.services.concert.seats(ctx.tokenHolder, input.performanceId)),

  /** Every seat with its status, or what changed since a version. */
  seatMap: verifiedTokenProcedure
    .meta({ errors: ['PERFORMANCE_NOT_FOUND', 'QUEUE_WAITING', 'NO_DATES_AVAILABLE'] })
    .input(seatMapInput)
    .output(seatMapView)
    .query(({ ctx, input }) => ctx.services.concert.seatMap(ctx.tokenHolder, input)),
});

/** The operator's procedures of this domain, part of the router `admin`. */
export const concertAdminProcedures = {
  /** Creates a concert without performances, and its queue. */
  createConcert: operatorProcedure
    .input(createConcertInput)
    .output(adminConcertView)
    .mutation(({ ctx, input }) => ctx.services.admin.createConcert(ctx.caller, input)),

  /** Creates a performance of a concert with all of its seats. */
  createPerformance: operatorProcedure
    .meta({ errors: ['CONCERT_NOT_FOUND'] })
    .input(createPerformanceInput)
    .output(createPerformanceView)
    .mutation(({ ctx, input }) => ctx.services.admin.createPerformance(ctx.caller, input)),

  /**
   * Cancels a performance: releases all holds and refunds all payments. Call it again to resume a
   * call that was cut off; the counts are those of this call.
   */
  cancelPerformance: operatorProcedure
    .meta({ errors: ['PERFORMANCE_NOT_FOUND'] })
    .input(cancelPerformanceInput)
    .output(cancelPerformanceView)
    .mutation(({ ctx, input }) => ctx.services.admin.cancelPerformance(ctx.caller, input)),
};
