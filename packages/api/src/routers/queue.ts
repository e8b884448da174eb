import { concertInput } from '@frontrow/contract/concert';
import {
  configureQueueInput,
  drawInput,
  drawView,
  forecastQueueInput,
  forecastQueueView,
  joinInput,
  leaveView,
  publishDrawValueInput,
  queueSettingsView,
  queueStatsView,
  queueTicket,
} from '@frontrow/contract/queue';
import {
  operatorProcedure,
  publicProcedure,
  queueTokenProcedure,
  userProcedure,
  verifiedTokenProcedure,
  watchProcedure,
} from '../procedures.ts';
import { untilExpiry } from '../streams/until-expiry.ts';
import { router } from '../trpc.ts';

export const queueRouter = router({
  /**
   * Joins the queue of a concert, or returns the live entry that the user has. Admits at once if the
   * limits allow it and nobody waits.
   */
  join: userProcedure
    .meta({ errors: ['CONCERT_NOT_FOUND', 'QUEUE_CLOSED'] })
    .input(joinInput)
    .output(queueTicket)
    .mutation(({ ctx, input }) => ctx.services.queue.join(ctx.caller, input)),

  /** The ticket as it stands. Poll it every `pollAfterSeconds`. */
  status: verifiedTokenProcedure
    .output(queueTicket)
    .query(({ ctx }) => ctx.services.queue.poll(ctx.tokenHolder)),

  /**
   * Streams the ticket at once and at each change, as server-sent events. Ends with
   * QUEUE_TOKEN_EXPIRED when the entry ends. After a lost connection, watch again: the first ticket
   * is always the current one. The stream also ends, without an error, when its bearer token expires. A
   * watch does not claim a pass. A user may have 8 open on a server (`WATCHES_PER_USER`); the next is
   * RATE_LIMITED.
   */
  watch: watchProcedure.meta({ events: queueTicket }).subscription(({ ctx, signal }) => {
    ctx.onStream();
    return untilExpiry(ctx.bearer, signal, (until) =>
      ctx.services.queue.watch(ctx.queueCaller.claims, until),
    );
  }),

  /** Ends the queue entry or pass at once, and releases its live holds. */
  leave: queueTokenProcedure
    .output(leaveView)
    .mutation(({ ctx }) => ctx.services.queue.leave(ctx.queueCaller.claims)),

  /**
   * The public part of a draw of the pre-queue: first the hash of its seed, then its list, then its
   * seed and the places.
   */
  draw: publicProcedure
    .meta({ errors: ['CONCERT_NOT_FOUND'] })
    .input(drawInput)
    .output(drawView)
    .query(({ ctx, input }) => ctx.services.queue.draw(input)),
});

/** The operator's procedures of this domain, part of the router `admin`. */
export const queueAdminProcedures = {
  /** Changes the queue settings that are given, and returns the settings in force. */
  configureQueue: operatorProcedure
    .meta({ errors: ['CONCERT_NOT_FOUND'] })
    .input(configureQueueInput)
    .output(queueSettingsView)
    .mutation(({ ctx, input }) => ctx.services.admin.configureQueue(ctx.caller, input)),

  /** Publishes the public value that a draw names as its source. */
  publishDrawValue: operatorProcedure
    .meta({ errors: ['CONCERT_NOT_FOUND'] })
    .input(publishDrawValueInput)
    .output(drawView)
    .mutation(({ ctx, input }) => ctx.services.admin.publishDrawValue(ctx.caller, input)),

  /** The numbers of a queue at this moment, and its settings. */
  queueStats: operatorProcedure
    .meta({ errors: ['CONCERT_NOT_FOUND'] })
    .input(concertInput)
    .output(queueStatsView)
    .query(({ ctx, input }) => ctx.services.admin.queueStats(input.concertId)),

  /**
   * How long the last in line waits by the settings in force, and how long by those that are given, from what happened
   * in the last minutes. Changes nothing.
   */
  forecastQueue: operatorProcedure
    .meta({ errors: ['CONCERT_NOT_FOUND'] })
    .input(forecastQueueInput)
    .output(forecastQueueView)
    .query(({ ctx, input }) => ctx.services.admin.forecastQueue(input)),
};
