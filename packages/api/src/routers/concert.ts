import {
  adminPerformanceView,
  cancelPerformanceInput,
  cancelPerformanceView,
  createPerformanceInput,
  createPerformanceView,
  performancesView,
  updatePerformanceInput,
} from '@frontrow/contract/catalog/performances';
import {
  adminChartView,
  availabilityInput,
  availabilityView,
  blockPlacesInput,
  blockPlacesView,
  chartInput,
  chartPage,
  chartView,
  createChartInput,
  createChartView,
  getChartInput,
  listChartsInput,
} from '@frontrow/contract/chart';
import {
  concertDetails,
  concertInput,
  concertListInput,
  concertPage,
  createConcertInput,
  datesView,
  seatMapInput,
  seatMapView,
  seatsInput,
  seatsView,
  updateConcertInput,
} from '@frontrow/contract/concert';
import {
  operatorProcedure,
  publicProcedure,
  verifiedTokenProcedure,
  watchProcedure,
} from '../procedures.ts';
import { untilExpiry } from '../streams/until-expiry.ts';
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
      plain: seatsView,
      errors: [
        'PERFORMANCE_NOT_FOUND',
        'QUEUE_WAITING',
        'NO_DATES_AVAILABLE',
        'NO_SEATS_AVAILABLE',
      ],
    })
    .input(seatsInput)
    .query(({ ctx, input }) => ctx.services.concert.seats(ctx.tokenHolder, input.performanceId)),

  /** Every seat with its status, or what changed since a version. */
  seatMap: verifiedTokenProcedure
    .meta({
      plain: seatMapView,
      errors: ['PERFORMANCE_NOT_FOUND', 'QUEUE_WAITING', 'NO_DATES_AVAILABLE'],
    })
    .input(seatMapInput)
    .query(({ ctx, input }) => ctx.services.concert.seatMap(ctx.tokenHolder, input)),

  /** The drawing of a performance's house, with its prices. Cached for a minute by anybody. */
  chart: publicProcedure
    .meta({ plain: chartView, errors: ['PERFORMANCE_NOT_FOUND'] })
    .input(chartInput)
    .query(({ ctx, input }) => ctx.services.concert.chart(input)),

  /** A letter for each place: available, held, sold or not for sale; or what changed since a version. */
  availability: verifiedTokenProcedure
    .meta({
      plain: availabilityView,
      errors: ['PERFORMANCE_NOT_FOUND', 'QUEUE_WAITING', 'NO_DATES_AVAILABLE'],
    })
    .input(availabilityInput)
    .query(({ ctx, input }) => ctx.services.concert.availability(ctx.tokenHolder, input)),

  /**
   * Streams the availability at once, and then what changed, at most 4 times a second. Ends within a second of the
   * pass, with the error that the next call would get.
   */
  watchAvailability: watchProcedure
    .meta({
      events: availabilityView,
      errors: ['PERFORMANCE_NOT_FOUND', 'QUEUE_WAITING', 'NO_DATES_AVAILABLE'],
    })
    .input(availabilityInput)
    .subscription(({ ctx, input, signal }) => {
      ctx.onStream();
      return untilExpiry(ctx.bearer, signal, (until) =>
        ctx.services.concert.watchAvailability(ctx.queueCaller, { ...input, signal: until }),
      );
    }),
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

  /** Keeps a drawing of a house. It is checked whole, and never changes. */
  createChart: operatorProcedure
    .input(createChartInput)
    .output(createChartView)
    .mutation(({ ctx, input }) => ctx.services.admin.createChart(ctx.caller, input)),

  /** One chart with its drawing. */
  getChart: operatorProcedure
    .meta({ errors: ['CHART_NOT_FOUND'] })
    .input(getChartInput)
    .output(adminChartView)
    .query(({ ctx, input }) => ctx.services.admin.getChart(input)),

  /** The charts that operators made, the oldest first. */
  listCharts: operatorProcedure
    .input(listChartsInput.prefault({}))
    .output(chartPage)
    .query(({ ctx, input }) => ctx.services.admin.listCharts(input)),

  /** Takes places off sale. Held and sold ones are left as they are, and counted. */
  blockPlaces: operatorProcedure
    .meta({ errors: ['PERFORMANCE_NOT_FOUND', 'PLACE_NOT_FOUND', 'SECTION_NOT_FOUND'] })
    .input(blockPlacesInput)
    .output(blockPlacesView)
    .mutation(({ ctx, input }) => ctx.services.admin.blockPlaces(ctx.caller, input)),

  /** Puts places back on sale that were taken off it. */
  unblockPlaces: operatorProcedure
    .meta({ errors: ['PERFORMANCE_NOT_FOUND', 'PLACE_NOT_FOUND', 'SECTION_NOT_FOUND'] })
    .input(blockPlacesInput)
    .output(blockPlacesView)
    .mutation(({ ctx, input }) => ctx.services.admin.unblockPlaces(ctx.caller, input)),

  /** Creates a performance of a concert with all of its places: of a chart, or of straight rows. */
  createPerformance: operatorProcedure
    .meta({ errors: ['CONCERT_NOT_FOUND', 'CHART_NOT_FOUND'] })
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
