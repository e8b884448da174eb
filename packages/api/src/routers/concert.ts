import {
  adminPerformanceView,
  cancelPerformanceInput,
  cancelPerformanceView,
  concertDetails,
  concertInput,
  concertListInput,
  concertPage,
  createConcertInput,
  createPerformanceInput,
  createPerformanceView,
  datesView,
  performancesView,
  seatMapInput,
  seatMapView,
  seatsInput,
  seatsView,
  updateConcertInput,
  updatePerformanceInput,
} from '@frontrow/contract/concert';
import { operatorProcedure, publicProcedure, verifiedTokenProcedure } from '../procedures.ts';
import { router } from '../trpc.ts';

export const concertRouter = router({
  /** The concerts, on sale or not. Cached for 3 seconds by anybody. */
  list: publicProcedure
    .input(concertListInput.prefault({}))
    .output(concertPage)
    .query(({ ctx, input }) => ctx.services.concert.list(input)),

  /** One concert, its dates, and what people want to know before they join. Cached for 3 seconds by anybody. */
  get: publicProcedure
    .meta({ errors: ['CONCERT_NOT_FOUND'] })
    .input(concertInput)
    .output(concertDetails)
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
    .output(concertDetails)
    .mutation(({ ctx, input }) => ctx.services.admin.createConcert(ctx.caller, input)),

  /** Changes the fields of a concert that are given. */
  updateConcert: operatorProcedure
    .meta({ errors: ['CONCERT_NOT_FOUND'] })
    .input(updateConcertInput)
    .output(concertDetails)
    .mutation(({ ctx, input }) => ctx.services.admin.updateConcert(ctx.caller, input)),

  /** Creates a performance of a concert with all of its seats. */
  createPerformance: operatorProcedure
    .meta({ errors: ['CONCERT_NOT_FOUND'] })
    .input(createPerformanceInput)
    .output(createPerformanceView)
    .mutation(({ ctx, input }) => ctx.services.admin.createPerformance(ctx.caller, input)),

  /** Changes date, time zone or prices of a performance. New prices apply to later holds. */
  updatePerformance: operatorProcedure
    .meta({ errors: ['PERFORMANCE_NOT_FOUND'] })
    .input(updatePerformanceInput)
    .output(adminPerformanceView)
    .mutation(({ ctx, input }) => ctx.services.admin.updatePerformance(ctx.caller, input)),

  /** All performances of a concert, past and cancelled ones too, with their seats by status. */
  listPerformances: operatorProcedure
    .meta({ errors: ['CONCERT_NOT_FOUND'] })
    .input(concertInput)
    .output(performancesView)
    .query(({ ctx, input }) => ctx.services.admin.listPerformances(input)),

  /**
   * Cancels a performance: releases all holds and refunds all payments. A refund that fails keeps no other
   * from its own; its payment is listed in `failed`. Call it again to try those again, or to resume a call
   * that was cut off; the counts are those of this call.
   */
  cancelPerformance: operatorProcedure
    .meta({ errors: ['PERFORMANCE_NOT_FOUND'] })
    .input(cancelPerformanceInput)
    .output(cancelPerformanceView)
    .mutation(({ ctx, input }) => ctx.services.admin.cancelPerformance(ctx.caller, input)),
};
