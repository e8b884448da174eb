import * as contract from '@frontrow/contract/admin';
import { concertInput } from '@frontrow/contract/concert';
import { paymentView } from '@frontrow/contract/payment';
import { drawView, queueSettingsView, queueStatsView } from '@frontrow/contract/queue';
import { operatorProcedure, router } from '../trpc.ts';

export const adminRouter = router({
  /** A concert without dates yet, and its queue. */
  createConcert: operatorProcedure
    .input(contract.createConcertInput)
    .output(contract.adminConcertView)
    .mutation(({ ctx, input }) => ctx.services.admin.createConcert(ctx.caller, input)),

  /** A date of a concert, with all of its seats. */
  createPerformance: operatorProcedure
    .input(contract.createPerformanceInput)
    .output(contract.createPerformanceView)
    .mutation(({ ctx, input }) => ctx.services.admin.createPerformance(ctx.caller, input)),

  /** Releases all holds and refunds all payments; call again to go on after a cut. */
  cancelPerformance: operatorProcedure
    .input(contract.cancelPerformanceInput)
    .output(contract.cancelPerformanceView)
    .mutation(({ ctx, input }) => ctx.services.admin.cancelPerformance(ctx.caller, input)),

  /** Changes the settings that are given; answers with those in force. */
  configureQueue: operatorProcedure
    .input(contract.configureQueueInput)
    .output(queueSettingsView)
    .mutation(({ ctx, input }) => ctx.services.admin.configureQueue(ctx.caller, input)),

  /** Tells what the public value that a draw is mixed with came out as. */
  publishDrawValue: operatorProcedure
    .input(contract.publishDrawValueInput)
    .output(drawView)
    .mutation(({ ctx, input }) => ctx.services.admin.publishDrawValue(ctx.caller, input)),

  /** Who waits, who is in, and the settings in force. */
  queueStats: operatorProcedure
    .input(concertInput)
    .output(queueStatsView)
    .query(({ ctx, input }) => ctx.services.admin.queueStats(input.concertId)),

  /** A customer, known by an external issuer's id where one is given. */
  createUser: operatorProcedure
    .input(contract.createUserInput)
    .output(contract.adminUserView)
    .mutation(({ ctx, input }) => ctx.services.admin.createUser(ctx.caller, input)),

  /** Shuts a user out; ledger, payments and tickets stay. */
  deleteUser: operatorProcedure
    .input(contract.deleteUserInput)
    .output(contract.deleteUserView)
    .mutation(({ ctx, input }) => ctx.services.admin.deleteUser(ctx.caller, input)),

  /** Users by a part of their name or by external id, newest first. */
  findUsers: operatorProcedure
    .input(contract.findUsersInput.prefault({}))
    .output(contract.adminUserPage)
    .query(({ ctx, input }) => ctx.services.admin.findUsers(input)),

  /** Everybody's, newest first. */
  listReservations: operatorProcedure
    .input(contract.listReservationsInput.prefault({}))
    .output(contract.adminReservationPage)
    .query(({ ctx, input }) => ctx.services.admin.listReservations(input)),

  /** Everybody's, newest first. */
  listPayments: operatorProcedure
    .input(contract.listPaymentsInput.prefault({}))
    .output(contract.adminPaymentPage)
    .query(({ ctx, input }) => ctx.services.admin.listPayments(input)),

  /** Money back, seats free, tickets void. */
  refund: operatorProcedure
    .input(contract.refundInput)
    .output(paymentView)
    .mutation(({ ctx, input }) => ctx.services.admin.refund(ctx.caller, input)),

  /** Lets one person in with a ticket, once. */
  redeemTicket: operatorProcedure
    .input(contract.redeemTicketInput)
    .output(contract.redeemTicketView)
    .mutation(({ ctx, input }) => ctx.services.admin.redeemTicket(ctx.caller, input)),

  /** What operators did, newest first. */
  actions: operatorProcedure
    .input(contract.actionsInput.prefault({}))
    .output(contract.actionPage)
    .query(({ ctx, input }) => ctx.services.admin.actions(input)),

  /** Checks the invariants on one consistent snapshot of the live data. */
  audit: operatorProcedure
    .input(contract.auditInput.prefault({}))
    .output(contract.auditView)
    .query(({ ctx, input }) => ctx.services.admin.audit(input)),
});
