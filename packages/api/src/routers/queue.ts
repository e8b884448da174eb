import { drawInput, drawView, joinInput, leaveView, queueTicket } from '@frontrow/contract/queue';
import {
  guestProcedure,
  publicProcedure,
  router,
  turnProcedure,
  userProcedure,
  watcherProcedure,
} from '../trpc.ts';

export const queueRouter = router({
  /** Takes a place, or returns the one that the user has. Admits at once if there is room. */
  join: userProcedure
    .input(joinInput)
    .output(queueTicket)
    .mutation(({ ctx, input }) => ctx.services.queue.join(ctx.caller, input)),

  /** The ticket as it stands; poll it every `pollAfterSeconds`. */
  status: turnProcedure
    .output(queueTicket)
    .query(({ ctx: { turn, services } }) =>
      'waiting' in turn ? turn.waiting : services.queue.status(turn.guest.claims),
    ),

  /**
   * The ticket at once and at each change, over SSE; ends with QUEUE_TOKEN_EXPIRED when the place or
   * pass does. Come back after a cut: the first ticket says where one stands. Does not claim a pass.
   */
  watch: watcherProcedure.subscription(({ ctx, signal }) =>
    ctx.services.queue.watch(ctx.guest.claims, signal ?? new AbortController().signal),
  ),

  /** Ends the place or pass at once, and releases its live holds. */
  leave: guestProcedure
    .output(leaveView)
    .mutation(({ ctx }) => ctx.services.queue.leave(ctx.guest.claims)),

  /** A draw of the pre-queue, for everybody: its promise, its list, then its seed and its places. */
  draw: publicProcedure
    .input(drawInput)
    .output(drawView)
    .query(({ ctx, input }) => ctx.services.queue.draw(input)),
});
