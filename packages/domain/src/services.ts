import type { SalesStatsInput } from '@frontrow/contract/operations';
import type { BoardInput } from '@frontrow/contract/operators/board';
import type { PayInput } from '@frontrow/contract/payment';
import type { QueueTicket } from '@frontrow/contract/queue';
import { audit } from './audit/audit.ts';
import { getBalance, history } from './balance/balance.ts';
import { withCreditBatches } from './balance/batch/credit-batches.ts';
import { board, placesForOperators } from './board/board.ts';
import { blockPlaces, unblockPlaces } from './catalog/block-places.ts';
import { createChart, getChart, listCharts } from './catalog/charts.ts';
import { createConcert } from './catalog/create-concert.ts';
import { createPerformance } from './catalog/create-performance.ts';
import { listPerformances, updatePerformance } from './catalog/performances.ts';
import { updateConcert } from './catalog/update-concert.ts';
import { getConcert, listConcerts } from './concert/concert.ts';
import { exportRows } from './exports/export-rows.ts';
import { health } from './health/health.ts';
import { listActions } from './operator-log/operator-log.ts';
import { withPaymentBatches } from './payment/batch/payment-batches.ts';
import { cancelPerformance } from './payment/cancel-performance.ts';
import { pay } from './payment/pay.ts';
import { getPayment, listAllPayments, listPayments } from './payment/payments.ts';
import { refund } from './payment/refund.ts';
import { redeemTicket, undoRedeem } from './payment/ticket/redeem-ticket.ts';
import { listAllTickets, listTickets } from './payment/ticket/ticket.ts';
import { findPeople } from './people/find-people.ts';
import { person } from './people/person.ts';
import { publishedDraw } from './queue/draw/published-draw.ts';
import { join } from './queue/join/join.ts';
import { configureQueue } from './queue/operator/configure-queue.ts';
import { forecastQueue } from './queue/operator/forecast-queue.ts';
import { publishDrawValue } from './queue/operator/publish-draw-value.ts';
import { queueStats } from './queue/operator/queue-stats.ts';
import { claim } from './queue/pass/pass.ts';
import { poll, waitingTicketInMemory } from './queue/poll/poll.ts';
import type { QueueContext } from './queue/queue-context.ts';
import { type KnownToken, KnownTokens } from './queue/token/known-tokens.ts';
import type { QueueCaller } from './queue/token/queue-caller.ts';
import type { QueueTokenClaims } from './queue/token/queue-token.ts';
import { watchQueue } from './queue/watch/watch.ts';
import { withHoldBatches } from './reservation/batch/hold-batches.ts';
import {
  availabilityFor,
  availabilityInMemory,
  datesFor,
  seatMapFor,
  seatsFor,
} from './reservation/browse.ts';
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
import { createUser, findUsers } from './user/users.ts';

/**
 * Binds the use cases to the context of a process. This is what routers and jobs get: they cannot reach
 * the database, and no type of the ORM appears in the types of the API.
 */
export const bindServices = (processContext: QueueContext) => {
  const ctx = withPaymentBatches(withCreditBatches(withHoldBatches(processContext)));
  const tokens = new KnownTokens(ctx.queueKeys);
  const { passChecks } = ctx.queue;
  /** Fills in the context, the first argument of every use case. */
  const bind =
    <Input extends unknown[], Result>(useCase: (context: typeof ctx, ...input: Input) => Result) =>
    (...input: Input): Result =>
      useCase(ctx, ...input);
  /** The same, for use cases that change what everybody is shown of concerts. */
  const bindChange =
    <Input extends unknown[], Result>(
      useCase: (context: typeof ctx, ...input: Input) => Promise<Result>,
    ) =>
    (...input: Input): Promise<Result> =>
      useCase(ctx, ...input).finally(() => {
        ctx.catalogue.changes++;
      });
  /** The same, for use cases that end users. */
  const bindUserChange =
    <Input extends unknown[], Result>(
      useCase: (context: typeof ctx, ...input: Input) => Promise<Result>,
    ) =>
    (...input: Input): Promise<Result> =>
      useCase(ctx, ...input).finally(() => passChecks.noteUsersChanged());
  const salesContext = { ...ctx, sales: createSalesMemory() };
  return {
    session: {
      requireUser: bind(requireUser),
      devSignIn: bind(devSignIn),
    },
    queue: {
      /** The claims of a token that one of our keys signed, or null. Makes no statement. */
      verifyToken: (token: string): QueueTokenClaims | null => tokens.open(token)?.claims ?? null,
      /** What is known of a token that one of our keys signed, or null. Makes no statement. */
      openToken: (token: string): KnownToken | null => tokens.open(token),
      /** The ticket of an entry that waits, if memory has all that it tells. Makes no statement. */
      ticketInMemory: (poll: { known: KnownToken; sent: string }): QueueTicket | null =>
        waitingTicketInMemory(ctx, tokens, poll),
      join: bind(join),
      poll: bind(poll),
      watch: bind(watchQueue),
      draw: bind(publishedDraw),
      leave: (claims: QueueTokenClaims) =>
        leaveQueue(ctx, claims).finally(() => passChecks.noteChange(claims.userId)),
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
      /** The same if memory has all that it tells; else null. Makes no statement. */
      availabilityInMemory: bind(availabilityInMemory),
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
      pay: (user: QueueCaller, input: PayInput) =>
        pay(ctx, user, input).finally(() => passChecks.noteChange(user.claims.userId)),
      get: bind(getPayment),
      list: bind(listPayments),
      tickets: bind(listTickets),
    },
    admin: {
      createConcert: bindChange(createConcert),
      updateConcert: bindChange(updateConcert),
      createChart: bind(createChart),
      blockPlaces: bind(blockPlaces),
      unblockPlaces: bind(unblockPlaces),
      getChart: bind(getChart),
      listCharts: bind(listCharts),
      createPerformance: bindChange(createPerformance),
      updatePerformance: bindChange(updatePerformance),
      listPerformances: bind(listPerformances),
      cancelPerformance: bindChange(cancelPerformance),
      configureQueue: bindChange(configureQueue),
      publishDrawValue: bindChange(publishDrawValue),
      queueStats: bind(queueStats),
      forecastQueue: bind(forecastQueue),
      createUser: bind(createUser),
      deleteUser: bindUserChange(deleteUser),
      restoreUser: bind(restoreUser),
      eraseUser: bindUserChange(eraseUser),
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
      health: bind(health),
      exportRows: bind(exportRows),
      board: (input: BoardInput) => board(salesContext, input),
      availability: bind(placesForOperators),
      findPeople: bind(findPeople),
      person: bind(person),
      salesStats: (input: SalesStatsInput) => salesStats(salesContext, input),
    },
  };
};

export type Services = ReturnType<typeof bindServices>;
