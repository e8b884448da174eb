/**
 * The type of the API's router, for tRPC's own clients. Types alone: the file has no code.
 *
 * Generated from the API's routers and the contract by `npx -y pnpm@12 generate`; do not edit.
 */

import type {
  TRPC_ERROR_CODE_KEY,
  TRPCBuiltRouter,
  TRPCErrorShape,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
} from '@trpc/server';
import type {
  ActionPage,
  ActionsInput,
  AdminAvailabilityInput,
  AdminChart,
  AdminPaymentPage,
  AdminPerformance,
  AdminReservationPage,
  AdminTicket,
  AdminTicketPage,
  AdminTopUpPage,
  AdminUser,
  AdminUserPage,
  Audit,
  AuditInput,
  Availability,
  AvailabilityInput,
  Balance,
  BlockPlacesInput,
  BlockPlacesResult,
  Board,
  BoardInput,
  CancelPerformanceInput,
  CancelPerformanceResult,
  ChargeResult,
  Chart,
  ChartInput,
  ChartPage,
  ConcertDetails,
  ConcertInput,
  ConcertListInput,
  ConcertPage,
  ConfigureQueueInput,
  CreateChartInput,
  CreateChartResult,
  CreateConcertInput,
  CreatePerformanceInput,
  CreatePerformanceResult,
  CreateUserInput,
  Dates,
  DeleteUserInput,
  DeleteUserResult,
  DevSignInInput,
  DevSignInResult,
  Draw,
  DrawInput,
  EntryPage,
  EraseUserInput,
  EraseUserResult,
  ErrorCode,
  ExportRows,
  ExportRowsInput,
  FindPeopleInput,
  FindUsersInput,
  ForecastQueue,
  ForecastQueueInput,
  FoundPeople,
  GetChartInput,
  Health,
  HoldBestInput,
  HoldInput,
  JoinInput,
  LeaveResult,
  ListPaymentsInput,
  ListReservationsInput,
  ListTicketsInput,
  ListTopUpsInput,
  PageInput,
  PayInput,
  Payment,
  PaymentInput,
  PaymentPage,
  Performances,
  Person,
  PersonInput,
  PublishDrawValueInput,
  QueueSettings,
  QueueStats,
  QueueTicket,
  RedeemTicketInput,
  RedeemTicketResult,
  RefundInput,
  RefundTopUpInput,
  Reservation,
  ReservationInput,
  ReservationListInput,
  ReservationPage,
  ResolveTopUpInput,
  RestoreUserInput,
  SalesStats,
  SalesStatsInput,
  SeatMap,
  SeatMapInput,
  Seats,
  SeatsInput,
  StartTopUpInput,
  Tickets,
  TopUp,
  TopUpInput,
  TopUpPage,
  TopUpsInput,
  UndoRedeemInput,
  UpdateConcertInput,
  UpdatePerformanceInput,
  User,
} from './api.ts';
import type { ErrorDetails } from './transport/errors.ts';

/** `data` of an error, on the wire and in `TRPCClientError`. A check of `errorCode` narrows `details`. */
export type FrontrowErrorData<Code extends ErrorCode = ErrorCode> = Code extends ErrorCode
  ? {
      /** tRPC's code, such as `NOT_FOUND`. */
      code: TRPC_ERROR_CODE_KEY;
      httpStatus: number;
      /** The procedure, such as `concert.get`. */
      path: string | undefined;
      errorCode: Code;
      details: ErrorDetails<Code>;
      /** The id of the call in the server's log. */
      requestId: string;
    }
  : never;

interface FrontrowErrorShape extends TRPCErrorShape<FrontrowErrorData> {
  data: FrontrowErrorData;
}

interface Root {
  ctx: object;
  meta: object;
  errorShape: FrontrowErrorShape;
  /** superjson: pass `transformer: superjson` to tRPC's links. */
  transformer: true;
}

interface Definition<Input, Output> {
  meta: object;
  input: Input;
  output: Output;
  errorShape: FrontrowErrorShape;
}

type Query<Input, Output> = TRPCQueryProcedure<Definition<Input, Output>>;
type Mutation<Input, Output> = TRPCMutationProcedure<Definition<Input, Output>>;
type Subscription<Input, Event> = TRPCSubscriptionProcedure<
  Definition<Input, AsyncIterable<Event>>
>;

/**
 * The type of the API's router: `createTRPCClient<AppRouter>({ links: [httpBatchLink({ url, transformer: superjson })] })`.
 * `url` is the server's address with `/trpc`. Credentials travel in the headers `authorization` and `x-queue-token`.
 */
export type AppRouter = TRPCBuiltRouter<
  Root,
  {
    session: {
      /** Signs in by name alone, in development only. Creates the user if the name is new. */
      devSignIn: Mutation<DevSignInInput, DevSignInResult>;
      /** The user that the call is made for. */
      me: Query<undefined, User>;
    };
    queue: {
      /**
       * Joins the queue of a concert, or returns the live entry that the user has. Admits at once if the
       * limits allow it and nobody waits.
       */
      join: Mutation<JoinInput, QueueTicket>;
      /** The ticket as it stands. Poll it every `pollAfterSeconds`. */
      status: Query<undefined, QueueTicket>;
      /**
       * Streams the ticket at once and at each change, as server-sent events. Ends with
       * QUEUE_TOKEN_EXPIRED when the entry ends. After a lost connection, watch again: the first ticket
       * is always the current one. The stream also ends, without an error, when its bearer token expires. A
       * watch does not claim a pass. A user may have 8 open on a server (`WATCHES_PER_USER`); the next is
       * RATE_LIMITED.
       */
      watch: Subscription<undefined, QueueTicket>;
      /** Ends the queue entry or pass at once, and releases its live holds. */
      leave: Mutation<undefined, LeaveResult>;
      /**
       * The public part of a draw of the pre-queue: first the hash of its seed, then its list, then its
       * seed and the places.
       */
      draw: Query<DrawInput, Draw>;
    };
    concert: {
      /** The concerts, on sale or not. Cached for 3 seconds by anybody. */
      list: Query<ConcertListInput | undefined, ConcertPage>;
      /** One concert, its dates, and what people want to know before they join. Cached for 3 seconds by anybody. */
      get: Query<ConcertInput, ConcertDetails>;
      /** The performances that can be booked. */
      dates: Query<ConcertInput, Dates>;
      /** The seats that can be held. */
      seats: Query<SeatsInput, Seats>;
      /** Every seat with its status, or what changed since a version. */
      seatMap: Query<SeatMapInput, SeatMap>;
      /** The drawing of a performance's house, with its prices. Cached for a minute by anybody. */
      chart: Query<ChartInput, Chart>;
      /** A letter for each place: available, held, sold or not for sale; or what changed since a version. */
      availability: Query<AvailabilityInput, Availability>;
      /**
       * Streams the availability at once, and then what changed, at most 4 times a second. Ends within a second of the
       * pass, with the error that the next call would get.
       */
      watchAvailability: Subscription<AvailabilityInput, Availability>;
    };
    reservation: {
      /** Holds all of the seats, or none. With `replaces` it swaps an earlier hold for them, or changes nothing. */
      hold: Mutation<HoldInput, Reservation>;
      /**
       * Holds the best seats that are left: side by side, near to the stage, and so that none is left alone. Never refused
       * only because somebody else was faster while seats are left that fit.
       */
      holdBest: Mutation<HoldBestInput, Reservation>;
      /** Releases a hold. A reservation that has ended is returned as it is. */
      release: Mutation<ReservationInput, Reservation>;
      /** One reservation of the user. */
      get: Query<ReservationInput, Reservation>;
      /** The reservations of the user, newest first. */
      list: Query<ReservationListInput | undefined, ReservationPage>;
    };
    balance: {
      /** The balance of the user. */
      get: Query<undefined, Balance>;
      /**
       * Adds to the balance and returns the new one. A payment provider that needs the customer first leads to
       * TOPUP_ACTION_REQUIRED; the same call with its idempotency key answers the success once it is credited.
       */
      charge: Mutation<StartTopUpInput, ChargeResult>;
      /** Begins a top-up that the customer finishes at the payment provider. */
      startTopUp: Mutation<StartTopUpInput, TopUp>;
      /** A top-up of the user. An open one is looked up at the payment provider, once in 2 seconds. */
      topUp: Query<TopUpInput, TopUp>;
      /** The top-ups of the user, newest first; those that have not ended alone if asked for. The payment provider is not asked. */
      topUps: Query<TopUpsInput | undefined, TopUpPage>;
      /** Cancels an open top-up, so that it cannot be paid any more. One that ended stays as it ended. */
      cancelTopUp: Mutation<TopUpInput, TopUp>;
      /** The ledger entries of the user, newest first. */
      history: Query<PageInput | undefined, EntryPage>;
    };
    payment: {
      /** Pays for a hold from the balance and uses up the pass. */
      pay: Mutation<PayInput, Payment>;
      /** One payment of the user. */
      get: Query<PaymentInput, Payment>;
      /** The payments of the user, newest first. */
      list: Query<PageInput | undefined, PaymentPage>;
      /** The tickets of a payment, each with its signed code. */
      tickets: Query<PaymentInput, Tickets>;
    };
    admin: {
      /** Creates a concert without performances, and its queue. */
      createConcert: Mutation<CreateConcertInput, ConcertDetails>;
      /** Changes the fields of a concert that are given. */
      updateConcert: Mutation<UpdateConcertInput, ConcertDetails>;
      /** Keeps a drawing of a house. It is checked whole, and never changes. */
      createChart: Mutation<CreateChartInput, CreateChartResult>;
      /** One chart with its drawing. */
      getChart: Query<GetChartInput, AdminChart>;
      /** The charts that operators made, the oldest first. */
      listCharts: Query<PageInput | undefined, ChartPage>;
      /** Takes places off sale. Held and sold ones are left as they are, and counted. */
      blockPlaces: Mutation<BlockPlacesInput, BlockPlacesResult>;
      /** Puts places back on sale that were taken off it. */
      unblockPlaces: Mutation<BlockPlacesInput, BlockPlacesResult>;
      /** Creates a performance of a concert with all of its places: of a chart, or of straight rows. */
      createPerformance: Mutation<CreatePerformanceInput, CreatePerformanceResult>;
      /** Changes date, time zone or prices of a performance. New prices apply to later holds. */
      updatePerformance: Mutation<UpdatePerformanceInput, AdminPerformance>;
      /** All performances of a concert, past and cancelled ones too, with their seats by status. */
      listPerformances: Query<ConcertInput, Performances>;
      /**
       * Cancels a performance: releases all holds and refunds all payments. A refund that fails keeps no other
       * from its own; its payment is listed in `failed`. Call it again to try those again, or to resume a call
       * that was cut off; the counts are those of this call.
       */
      cancelPerformance: Mutation<CancelPerformanceInput, CancelPerformanceResult>;
      /** Changes the queue settings that are given, and returns the settings in force. */
      configureQueue: Mutation<ConfigureQueueInput, QueueSettings>;
      /** Publishes the public value that a draw names as its source. */
      publishDrawValue: Mutation<PublishDrawValueInput, Draw>;
      /** The numbers of a queue at this moment, and its settings. */
      queueStats: Query<ConcertInput, QueueStats>;
      /**
       * How long the last in line waits by the settings in force, and how long by those that are given, from what happened
       * in the last minutes. Changes nothing.
       */
      forecastQueue: Query<ForecastQueueInput, ForecastQueue>;
      /**
       * Creates a customer, with the id of an external issuer if one is given. The same external id again
       * returns the same user, unchanged.
       */
      createUser: Mutation<CreateUserInput, AdminUser>;
      /**
       * Deletes a user: queue entries end, holds are released, calls are refused. Ledger, payments and
       * tickets stay. With money in the balance, or a top-up that is open or in attention, it is VALIDATION_FAILED
       * without `force`, and nothing has changed.
       */
      deleteUser: Mutation<DeleteUserInput, DeleteUserResult>;
      /**
       * Lets a deleted user call again, with the balance, payments and tickets of before. A user who is not deleted
       * is returned as it is; one who was erased is USER_NOT_FOUND.
       */
      restoreUser: Mutation<RestoreUserInput, AdminUser>;
      /**
       * Erases the name and the external id of a user for good; the external id is free again. Ledger, payments
       * and tickets stay, with the user's id. A user who is not deleted yet is deleted first, as by `deleteUser`
       * without `force`.
       */
      eraseUser: Mutation<EraseUserInput, EraseUserResult>;
      /** Users by a part of the name or by external id, in the order of creation; with `deleted` those who are deleted. */
      findUsers: Query<FindUsersInput | undefined, AdminUserPage>;
      /**
       * The people whom a text points to: a part of a name, an external id, any id of a user, reservation, payment, ticket
       * or top-up, a ticket's code, a seat, or the payment provider's reference.
       */
      findPeople: Query<FindPeopleInput, FoundPeople>;
      /** The whole story of a user: turns, holds, payments, tickets, top-ups and the balance with its entries. */
      person: Query<PersonInput, Person>;
      /** The reservations of all users, newest first. */
      listReservations: Query<ListReservationsInput | undefined, AdminReservationPage>;
      /** The top-ups of all users, newest first, each with the provider's own reference. */
      listTopUps: Query<ListTopUpsInput | undefined, AdminTopUpPage>;
      /** Sends the money of a credited top-up back by the payment provider, if it is still in the balance. */
      refundTopUp: Mutation<RefundTopUpInput, TopUp>;
      /** Ends what needed attention: credits what was really paid, or sends it back. */
      resolveTopUp: Mutation<ResolveTopUpInput, TopUp>;
      /** The payments of all users, newest first. */
      listPayments: Query<ListPaymentsInput | undefined, AdminPaymentPage>;
      /** Refunds a payment: the money returns to the balance, the seats are free, the tickets are void. */
      refund: Mutation<RefundInput, Payment>;
      /** Redeems a ticket, once. With `performanceId` a ticket of another performance is refused and stays valid. */
      redeemTicket: Mutation<RedeemTicketInput, RedeemTicketResult>;
      /**
       * Makes a ticket that was redeemed in the last 10 minutes valid again. The role `door` may undo only
       * what it redeemed itself. A valid ticket is returned as it is.
       */
      undoRedeem: Mutation<UndoRedeemInput, AdminTicket>;
      /** The tickets of all users, newest first, without their codes. */
      listTickets: Query<ListTicketsInput | undefined, AdminTicketPage>;
      /** The log of what operators did, newest first. */
      actions: Query<ActionsInput | undefined, ActionPage>;
      /** Checks invariants 1 to 4 and 6 on one consistent snapshot of the live data. */
      audit: Query<AuditInput | undefined, Audit>;
      /**
       * The live figures of a concert's sale, and what happened in each of the last minutes. Ask it every two seconds:
       * only the first call of a server reads the whole span, later ones read what changed and the last two minutes.
       */
      salesStats: Query<SalesStatsInput, SalesStats>;
      /**
       * What each server and worker last wrote of itself, the last run of each job, the worker's audit, and the database.
       * Ask it every two seconds: it reads a few rows.
       */
      health: Query<undefined, Health>;
      /** All that a board of a sale shows, in one answer. Ask it every two seconds. */
      board: Query<BoardInput, Board>;
      /**
       * A page of a table for a file: what was sold, the ledger, or who came in. Each page begins where the one before
       * ended, so a file may have any size.
       */
      exportRows: Query<ExportRowsInput, ExportRows>;
      /** As `concert.availability`, without a turn, and also of a performance that cannot be booked. */
      availability: Query<AdminAvailabilityInput, Availability>;
    };
  }
>;
