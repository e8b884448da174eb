import { joinInput, leaveView, ticketView } from '@frontrow/contract/queue';
import { guestProcedure, router, userProcedure } from '../trpc.ts';

export const queueRouter = router({
  /** Takes a place, or returns the one that the user has. Admits at once if there is room. */
  join: userProcedure
    .input(joinInput)
    .output(ticketView)
    .mutation(({ ctx, input }) => ctx.services.queue.join(ctx.caller, input)),

  /** The ticket as it stands; poll it every `pollAfterSeconds`. */
  status: guestProcedure
    .output(ticketView)
    .query(({ ctx }) => ctx.services.queue.status(ctx.guest.claims)),

  /** Ends the place or pass at once, and releases its live holds. */
  leave: guestProcedure
    .output(leaveView)
    .mutation(({ ctx }) => ctx.services.queue.leave(ctx.guest.claims)),
});
