import {
  payInput,
  paymentInput,
  paymentPage,
  paymentView,
  ticketsView,
} from '@frontrow/contract/payment';
import { pageInput } from '@frontrow/contract/primitives';
import { guestProcedure, router, userProcedure } from '../trpc.ts';

export const paymentRouter = router({
  /** Pays for a hold from the balance and uses up the pass. */
  pay: guestProcedure
    .input(payInput)
    .output(paymentView)
    .mutation(({ ctx, input }) => ctx.services.payment.pay(ctx.guest, input)),

  /** One of one's own. */
  get: userProcedure
    .input(paymentInput)
    .output(paymentView)
    .query(({ ctx, input }) => ctx.services.payment.get(ctx.caller, input.paymentId)),

  /** One's own, newest first. */
  list: userProcedure
    .input(pageInput.prefault({}))
    .output(paymentPage)
    .query(({ ctx, input }) => ctx.services.payment.list(ctx.caller, input)),

  /** The tickets of a payment, each with its signed code. */
  tickets: userProcedure
    .input(paymentInput)
    .output(ticketsView)
    .query(({ ctx, input }) => ctx.services.payment.tickets(ctx.caller, input.paymentId)),
});
