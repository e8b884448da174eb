import {
  adminPaymentPage,
  adminTicketPage,
  adminTicketView,
  listPaymentsInput,
  listTicketsInput,
  payInput,
  paymentInput,
  paymentPage,
  paymentView,
  redeemTicketInput,
  redeemTicketView,
  refundInput,
  ticketsView,
  undoRedeemInput,
} from '@frontrow/contract/payment';
import { pageInput } from '@frontrow/contract/primitives';
import { IDEMPOTENCY_ERRORS } from '../errors/declared-errors.ts';
import {
  doorProcedure,
  operatorProcedure,
  queueTokenProcedure,
  userProcedure,
} from '../procedures.ts';
import { router } from '../trpc.ts';

export const paymentRouter = router({
  /** Pays for a hold from the balance and uses up the pass. */
  pay: queueTokenProcedure
    .meta({
      errors: [
        'QUEUE_WAITING',
        'RESERVATION_NOT_FOUND',
        'ALREADY_PAID',
        'ALREADY_REFUNDED',
        'HOLD_EXPIRED',
        'NO_DATES_AVAILABLE',
        'NO_SEATS_AVAILABLE',
        'INSUFFICIENT_BALANCE',
        'INVALID_AMOUNT',
        'TOPUP_UNAVAILABLE',
        'TOPUP_DECLINED',
        'TOPUP_ACTION_REQUIRED',
        ...IDEMPOTENCY_ERRORS,
      ],
    })
    .input(payInput)
    .output(paymentView)
    .mutation(({ ctx, input }) => ctx.services.payment.pay(ctx.queueCaller, input)),

  /** One payment of the user. */
  get: userProcedure
    .meta({ errors: ['PAYMENT_NOT_FOUND'] })
    .input(paymentInput)
    .output(paymentView)
    .query(({ ctx, input }) => ctx.services.payment.get(ctx.caller, input.paymentId)),

  /** The payments of the user, newest first. */
  list: userProcedure
    .input(pageInput.prefault({}))
    .output(paymentPage)
    .query(({ ctx, input }) => ctx.services.payment.list(ctx.caller, input)),

  /** The tickets of a payment, each with its signed code. */
  tickets: userProcedure
    .meta({ errors: ['PAYMENT_NOT_FOUND'] })
    .input(paymentInput)
    .output(ticketsView)
    .query(({ ctx, input }) => ctx.services.payment.tickets(ctx.caller, input.paymentId)),
});

/** The operator's procedures of this domain, part of the router `admin`. */
export const paymentAdminProcedures = {
  /** The payments of all users, newest first. */
  listPayments: operatorProcedure
    .input(listPaymentsInput.prefault({}))
    .output(adminPaymentPage)
    .query(({ ctx, input }) => ctx.services.admin.listPayments(input)),

  /**
   * Refunds a payment: the money returns to the balance, the seats are free, the tickets are void.
   */
  refund: operatorProcedure
    .meta({ errors: ['PAYMENT_NOT_FOUND', 'ALREADY_REFUNDED', ...IDEMPOTENCY_ERRORS] })
    .input(refundInput)
    .output(paymentView)
    .mutation(({ ctx, input }) => ctx.services.admin.refund(ctx.caller, input)),

  /** Redeems a ticket, once. With `performanceId` a ticket of another performance is refused and stays valid. */
  redeemTicket: doorProcedure
    .meta({
      errors: [
        'TICKET_NOT_FOUND',
        'TICKET_VOID',
        'TICKET_ALREADY_REDEEMED',
        'TICKET_WRONG_PERFORMANCE',
      ],
    })
    .input(redeemTicketInput)
    .output(redeemTicketView)
    .mutation(({ ctx, input }) => ctx.services.admin.redeemTicket(ctx.caller, input)),

  /**
   * Makes a ticket that was redeemed in the last 10 minutes valid again. The role `door` may undo only
   * what it redeemed itself. A valid ticket is returned as it is.
   */
  undoRedeem: doorProcedure
    .meta({ errors: ['TICKET_NOT_FOUND', 'TICKET_VOID', 'TICKET_ALREADY_REDEEMED'] })
    .input(undoRedeemInput)
    .output(adminTicketView)
    .mutation(({ ctx, input }) =>
      ctx.services.admin.undoRedeem(ctx.caller, { ...input, onlyOwn: ctx.user.role === 'door' }),
    ),

  /** The tickets of all users, newest first, without their codes. */
  listTickets: doorProcedure
    .input(listTicketsInput.prefault({}))
    .output(adminTicketPage)
    .query(({ ctx, input }) => ctx.services.admin.listTickets(input)),
};
