import type { SalesStatsInput } from '@frontrow/contract/operations';
import { audit } from './audit/audit.ts';
import { getBalance, history } from './balance/balance.ts';
import { withCreditBatches } from './balance/batch/credit-batches.ts';
import { blockPlaces, unblockPlaces } from './catalog/block-places.ts';
import { createChart, getChart, listCharts } from './catalog/charts.ts';
import { createConcert } from './catalog/create-concert.ts';
import { createPerformance } from './catalog/create-performance.ts';
import { listPerformances, updatePerformance } from './catalog/performances.ts';
import { updateConcert } from './catalog/update-concert.ts';
import { getConcert, listConcerts } from './concert/concert.ts';
import { listActions } from './operator-log/operator-log.ts';
import { withPaymentBatches } from './payment/batch/payment-batches.ts';
import { cancelPerformance } from './payment/cancel-performance.ts';
import { pay } from './payment/pay.ts';
import { getPayment, listAllPayments, listPayments } from './payment/payments.ts';
import { refund } from './payment/refund.ts';
import { redeemTicket, undoRedeem } from './payment/ticket/redeem-ticket.ts';
import { listAllTickets, listTickets } from './payment/ticket/ticket.ts';
import { publishedDraw } from './queue/draw/published-draw.ts';
import { join } from './queue/join/join.ts';
import { configureQueue } from './queue/operator/configure-queue.ts';
import { publishDrawValue } from './queue/operator/publish-draw-value.ts';
import { queueStats } from './queue/operator/queue-stats.ts';
import { claim } from './queue/pass/pass.ts';
import { poll } from './queue/poll/poll.ts';
import type { QueueContext } from './queue/queue-context.ts';
import { openQueueToken, type QueueTokenClaims } from './queue/token/queue-token.ts';
import { watchQueue } from './queue/watch/watch.ts';
import { withHoldBatches } from './reservation/batch/hold-batches.ts';
import { availabilityFor, datesFor, seatMapFor, seatsFor } from './reservation/browse.ts';
import { hold, holdBest } from './reservation/hold.ts';
import { leaveQueue } from './reservation/leave-queue.ts';
import { release } from './reservation/release.ts';
import {
  getReservation,
  listAllReservations,
  listReservations,
} from './reservation/reservations.ts';
import { createSalesMemory } from './sales-stats/sales-memory.ts';
import { salesStats } from './sales-stats/sales-stats.ts';
import { watchAvailability } from './seat-watch/watch-availability.ts';
import { readChart } from './seating/seating.ts';
import { charge, startTopUp } from './top-up/charge.ts';
import { listTopUps } from './top-up/operator/list-top-ups.ts';
import { refundTopUp } from './top-up/operator/refund-top-up.ts';
import { resolveTopUp } from './top-up/operator/resolve-top-up.ts';
import { cancelTopUp, listOwnTopUps, readTopUp } from './top-up/top-ups.ts';
import { deleteUser } from './user/delete-user.ts';
import { eraseUser, restoreUser } from './user/deleted-users.ts';
import { devSignIn, requireUser } from './user/sign-in.ts';
import { withUserLookUps } from './user/user-look-ups.ts';
import { createUser, findUsers } from './user/users.ts';

/**
 * Binds the use cases to the context of a process. This is what routers and jobs get: they cannot reach
 * the database, and no type of the ORM appears in the types of the API.
 */
export const bindServices = (processContext: QueueContext) => {
  const ctx = withUserLookUps(
    withPaymentBatches(withCreditBatches(withHoldBatches(processContext))),
  );
  /** Fills in the context, the first argument of every use case. */
  const bind =
    <Input extends unknown[], Result>(useCase: (context: typeof ctx, ...input: Input) => Result) =>
    (...input: Input): Result =>
      useCase(ctx, ...input);
  const salesContext = { ...ctx, sales: createSalesMemory() };
  return {
    session: {
      requireUser: bind(requireUser),
      devSignIn: bind(devSignIn),
    },
    queue: {
      /** The claims of a token that one of our keys signed, or null. Makes no statement. */
      verifyToken: (token: string): QueueTokenClaims | null => openQueueToken(ctx.queueKeys, token),
      join: bind(join),
      poll: bind(poll),
      watch: bind(watchQueue),
      draw: bind(publishedDraw),
      leave: bind(leaveQueue),
      claim: bind(claim),
    },
    concert: {
      list: bind(listConcerts),
      get: bind(getConcert),
      dates: bind(datesFor),
      seats: bind(seatsFor),
      seatMap: bind(seatMapFor),
      chart: bind(readChart),
      availability: bind(availabilityFor),
      watchAvailability: bind(watchAvailability),
    },
    reservation: {
      hold: bind(hold),
      holdBest: bind(holdBest),
      release: bind(release),
      get: bind(getReservation),
      list: bind(listReservations),
    },
    balance: {
      get: bind(getBalance),
      charge: bind(charge),
      startTopUp: bind(startTopUp),
      topUp: bind(readTopUp),
      topUps: bind(listOwnTopUps),
      cancelTopUp: bind(cancelTopUp),
      history: bind(history),
    },
    payment: {
      pay: bind(pay),
      get: bind(getPayment),
      list: bind(listPayments),
      tickets: bind(listTickets),
    },
    admin: {
      createConcert: bind(createConcert),
      updateConcert: bind(updateConcert),
      createChart: bind(createChart),
      blockPlaces: bind(blockPlaces),
      unblockPlaces: bind(unblockPlaces),
      getChart: bind(getChart),
      listCharts: bind(listCharts),
      createPerformance: bind(createPerformance),
      updatePerformance: bind(updatePerformance),
      listPerformances: bind(listPerformances),
      cancelPerformance: bind(cancelPerformance),
      configureQueue: bind(configureQueue),
      publishDrawValue: bind(publishDrawValue),
      queueStats: bind(queueStats),
      createUser: bind(createUser),
      deleteUser: bind(deleteUser),
      restoreUser: bind(restoreUser),
      eraseUser: bind(eraseUser),
      findUsers: bind(findUsers),
      listReservations: bind(listAllReservations),
      listPayments: bind(listAllPayments),
      refund: bind(refund),
      listTopUps: bind(listTopUps),
      refundTopUp: bind(refundTopUp),
      resolveTopUp: bind(resolveTopUp),
      redeemTicket: bind(redeemTicket),
      undoRedeem: bind(undoRedeem),
      listTickets: bind(listAllTickets),
      actions: bind(listActions),
      audit: bind(audit),
      salesStats: (input: SalesStatsInput) => salesStats(salesContext, input),
    },
  };
};

export type Services = ReturnType<typeof bindServices>;
