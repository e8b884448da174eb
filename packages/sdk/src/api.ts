// Generated from the API's routers and the contract by `npx -y pnpm@12 generate`; do not edit.
// The types name no other package, so the published package needs no other package's types.

export interface CallOptions {
  /** Aborts the call. */
  signal?: AbortSignal | undefined;
}

export interface InLineOptions extends CallOptions {
  /** The queue token, from a ticket or session. */
  queueToken: string;
}

/** The input is optional if the procedure accepts none. */
export type CallArguments<Input> = undefined extends Input
  ? [input?: Input, options?: CallOptions]
  : [input: Input, options?: CallOptions];

/** A procedure that changes nothing. */
export interface Query<Input, Output> {
  query: (...call: CallArguments<Input>) => Promise<Output>;
}

/** A procedure that changes something. */
export interface Mutation<Input, Output> {
  mutate: (...call: CallArguments<Input>) => Promise<Output>;
}

/** A query for which a queue token is needed. */
export interface InLineQuery<Input, Output> {
  query: (input: Input, options: InLineOptions) => Promise<Output>;
}

/** A query that answers one page of a list at a time. */
export interface PagedQuery<Input, Page extends { items: unknown[] }> extends Query<Input, Page> {
  /**
   * Every item of the list, page after page, for `for await`. The next page is asked for when the items of the
   * one before were read, 100 at a time unless `limit` says otherwise. `break` ends it.
   */
  all: (...call: CallArguments<Input>) => AsyncGenerator<Page['items'][number]>;
}

/** A mutation for which a queue token is needed. */
export interface InLineMutation<Input, Output> {
  mutate: (input: Input, options: InLineOptions) => Promise<Output>;
}

/** Every procedure of the API, except `queue.watch`: use the client's `positions` or `enter` for it. */
export interface FrontrowApi {
  session: SessionApi;
  queue: QueueApi;
  concert: ConcertApi;
  reservation: ReservationApi;
  balance: BalanceApi;
  payment: PaymentApi;
  admin: AdminApi;
}

/** Every procedure of the API, called with the queue token of an entry. */
export interface InLineApi extends FrontrowApi {
  queue: QueueInLineApi;
  concert: ConcertInLineApi;
  reservation: ReservationInLineApi;
  payment: PaymentInLineApi;
}

export interface SessionApi {
  /** Signs in by name alone, in development only. Creates the user if the name is new. */
  devSignIn: Mutation<DevSignInInput, DevSignInResult>;
  /** The user that the call is made for. */
  me: Query<undefined, User>;
}

export interface QueueApi {
  /**
   * Joins the queue of a concert, or returns the live entry that the user has. Admits at once if the
   * limits allow it and nobody waits.
   */
  join: Mutation<JoinInput, QueueTicket>;
  /** The ticket as it stands. Poll it every `pollAfterSeconds`. */
  status: InLineQuery<undefined, QueueTicket>;
  /** Ends the queue entry or pass at once, and releases its live holds. */
  leave: InLineMutation<undefined, LeaveResult>;
  /**
   * The public part of a draw of the pre-queue: first the hash of its seed, then its list, then its
   * seed and the places.
   */
  draw: PagedQuery<DrawInput, Draw>;
}

export interface QueueInLineApi extends QueueApi {
  /** The ticket as it stands. Poll it every `pollAfterSeconds`. */
  status: Query<undefined, QueueTicket>;
  /** Ends the queue entry or pass at once, and releases its live holds. */
  leave: Mutation<undefined, LeaveResult>;
}

export interface ConcertApi {
  /** The concerts, on sale or not. Cached for 3 seconds by anybody. */
  list: PagedQuery<ConcertListInput | undefined, ConcertPage>;
  /** One concert, its dates, and what people want to know before they join. Cached for 3 seconds by anybody. */
  get: Query<ConcertInput, ConcertDetails>;
  /** The performances that can be booked. */
  dates: InLineQuery<ConcertInput, Dates>;
  /** The seats that can be held. */
  seats: InLineQuery<SeatsInput, Seats>;
  /** Every seat with its status, or what changed since a version. */
  seatMap: InLineQuery<SeatMapInput, SeatMap>;
  /** The drawing of a performance's house, with its prices. Cached for a minute by anybody. */
  chart: Query<ChartInput, Chart>;
  /** A letter for each place: available, held, sold or not for sale; or what changed since a version. */
  availability: InLineQuery<AvailabilityInput, Availability>;
}

export interface ConcertInLineApi extends ConcertApi {
  /** The performances that can be booked. */
  dates: Query<ConcertInput, Dates>;
  /** The seats that can be held. */
  seats: Query<SeatsInput, Seats>;
  /** Every seat with its status, or what changed since a version. */
  seatMap: Query<SeatMapInput, SeatMap>;
  /** A letter for each place: available, held, sold or not for sale; or what changed since a version. */
  availability: Query<AvailabilityInput, Availability>;
}

export interface ReservationApi {
  /** Holds all of the seats, or none. With `replaces` it swaps an earlier hold for them, or changes nothing. */
  hold: InLineMutation<HoldInput, Reservation>;
  /**
   * Holds the best seats that are left: side by side, near to the stage, and so that none is left alone. Never refused
   * only because somebody else was faster while seats are left that fit.
   */
  holdBest: InLineMutation<HoldBestInput, Reservation>;
  /** Releases a hold. A reservation that has ended is returned as it is. */
  release: Mutation<ReservationInput, Reservation>;
  /** One reservation of the user. */
  get: Query<ReservationInput, Reservation>;
  /** The reservations of the user, newest first. */
  list: PagedQuery<ReservationListInput | undefined, ReservationPage>;
}

export interface ReservationInLineApi extends ReservationApi {
  /** Holds all of the seats, or none. With `replaces` it swaps an earlier hold for them, or changes nothing. */
  hold: Mutation<HoldInput, Reservation>;
  /**
   * Holds the best seats that are left: side by side, near to the stage, and so that none is left alone. Never refused
   * only because somebody else was faster while seats are left that fit.
   */
  holdBest: Mutation<HoldBestInput, Reservation>;
}

export interface BalanceApi {
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
  topUps: PagedQuery<TopUpsInput | undefined, TopUpPage>;
  /** Cancels an open top-up, so that it cannot be paid any more. One that ended stays as it ended. */
  cancelTopUp: Mutation<TopUpInput, TopUp>;
  /** The ledger entries of the user, newest first. */
  history: PagedQuery<PageInput | undefined, EntryPage>;
}

export interface PaymentApi {
  /** Pays for a hold from the balance and uses up the pass. */
  pay: InLineMutation<PayInput, Payment>;
  /** One payment of the user. */
  get: Query<PaymentInput, Payment>;
  /** The payments of the user, newest first. */
  list: PagedQuery<PageInput | undefined, PaymentPage>;
  /** The tickets of a payment, each with its signed code. */
  tickets: Query<PaymentInput, Tickets>;
}

export interface PaymentInLineApi extends PaymentApi {
  /** Pays for a hold from the balance and uses up the pass. */
  pay: Mutation<PayInput, Payment>;
}

export interface AdminApi {
  /** Creates a concert without performances, and its queue. */
  createConcert: Mutation<CreateConcertInput, ConcertDetails>;
  /** Changes the fields of a concert that are given. */
  updateConcert: Mutation<UpdateConcertInput, ConcertDetails>;
  /** Keeps a drawing of a house. It is checked whole, and never changes. */
  createChart: Mutation<CreateChartInput, CreateChartResult>;
  /** One chart with its drawing. */
  getChart: Query<GetChartInput, AdminChart>;
  /** The charts that operators made, the oldest first. */
  listCharts: PagedQuery<PageInput | undefined, ChartPage>;
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
  findUsers: PagedQuery<FindUsersInput | undefined, AdminUserPage>;
  /**
   * The people whom a text points to: a part of a name, an external id, any id of a user, reservation, payment, ticket
   * or top-up, a ticket's code, a seat, or the payment provider's reference.
   */
  findPeople: Query<FindPeopleInput, FoundPeople>;
  /** The whole story of a user: turns, holds, payments, tickets, top-ups and the balance with its entries. */
  person: Query<PersonInput, Person>;
  /** The reservations of all users, newest first. */
  listReservations: PagedQuery<ListReservationsInput | undefined, AdminReservationPage>;
  /** The top-ups of all users, newest first, each with the provider's own reference. */
  listTopUps: PagedQuery<ListTopUpsInput | undefined, AdminTopUpPage>;
  /** Sends the money of a credited top-up back by the payment provider, if it is still in the balance. */
  refundTopUp: Mutation<RefundTopUpInput, TopUp>;
  /** Ends what needed attention: credits what was really paid, or sends it back. */
  resolveTopUp: Mutation<ResolveTopUpInput, TopUp>;
  /** The payments of all users, newest first. */
  listPayments: PagedQuery<ListPaymentsInput | undefined, AdminPaymentPage>;
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
  listTickets: PagedQuery<ListTicketsInput | undefined, AdminTicketPage>;
  /** The log of what operators did, newest first. */
  actions: PagedQuery<ActionsInput | undefined, ActionPage>;
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
}

export interface DevSignInInput {
  /**
   * A name or title: 1 to 200 characters, of which one is visible. It is trimmed and put into Unicode normal
   * form C. Control characters, bidirectional controls and meaningless invisible characters are refused.
   */
  name: string;
  /** Left out: the user's role stays, or `customer` for a new user. */
  role?: 'customer' | 'operator' | 'service' | 'door' | undefined;
}

export interface DevSignInResult {
  accessToken: string;
  user: User;
}

export interface User {
  id: string;
  name: string;
  role: 'customer' | 'operator' | 'service' | 'door';
}

export interface JoinInput {
  concertId: string;
}

/** The view of a queue entry that its user gets. */
export interface QueueTicket {
  /** The queue token, for the header `x-queue-token`. Valid only with the same user's bearer token. */
  token: string;
  concertId: string;
  status: 'PREQUEUE' | 'WAITING' | 'ACTIVE';
  /**
   * 1 for the next entry to be admitted. It never increases for an entry. Null in status PREQUEUE and
   * ACTIVE.
   */
  position: number | null;
  /**
   * Estimated from the admissions of the last minutes, and from the settings until there are some. Null
   * when not waiting, and while the queue admits nobody.
   */
  estimatedWaitSeconds: number | null;
  /** The seconds between which the wait ends for 8 entries in 10. Null if `estimatedWaitSeconds` is null. */
  estimatedWaitRange: [number, number] | null;
  /**
   * The time to wait before the next poll: at most half of `claimSeconds`, at least 1. Clients that use
   * `queue.watch` do not need it.
   */
  pollAfterSeconds: number;
  joinedAt: Date;
  /** Null until the admission. */
  admittedAt: Date | null;
  /**
   * The end of the pass, once it is claimed: `activeSeconds` after the admission, or the end of its last
   * live hold if that is later. Null until the admission.
   */
  activeUntil: Date | null;
  /** The entry's pseudonym on the list of the draw. Null for entries that joined after the opening. */
  entrant: string | null;
  /** What there is still to buy for this entry. At most 5 seconds old. */
  availability: 'PLENTY' | 'FEW' | 'HELD' | 'SOLD_OUT';
  /** The opening of the queue: its own or the concert's `salesOpenAt`. Null: it is always open. */
  opensAt: Date | null;
  /** How long the user has to claim the pass after the admission; `activeSeconds` if that is less. */
  claimSeconds: number;
  /** How many entries wait in all, from the same snapshot as the position. Null in status ACTIVE. */
  waiting: number | null;
  /** True: nobody is admitted at the moment. */
  paused: boolean;
  /** What the operators tell everybody who waits. */
  message: string | null;
}

export interface LeaveResult {
  left: true;
}

export interface DrawInput {
  /** The `nextCursor` of the page before; null or left out for the first page. */
  cursor?: string | null | undefined;
  /** The most items of the page, 1 to 100. */
  limit?: number | undefined;
  concertId: string;
  /** Which draw, counted from 1. Left out: the last one with a final list, or the next one if there is none. */
  round?: number | undefined;
}

/** The part of a draw that is public now. `draw-order.ts` defines how the order follows from it. */
export interface Draw {
  /** The number of the draw, from 1. A queue that opens again has another draw. */
  round: number;
  /** SHA-256 of the seed, in hex. */
  seedHash: string;
  /** The name of the public random value that the draw uses; null if it uses none. */
  source: string | null;
  concertId: string;
  /** When the list became final; null before. */
  frozenAt: Date | null;
  /** The length of the final list; null before `frozenAt`. */
  entrants: number | null;
  /** SHA-256 of the final list, in hex; null before it is known. */
  entrantsHash: string | null;
  /** The public random value; null until the operator publishes it, and without a `source`. */
  publicValue: string | null;
  /** When the seed became public; null before. */
  drawnAt: Date | null;
  /** 32 bytes in hex; null before `drawnAt`. */
  seed: string | null;
  /** Place 1 gets the queue number `afterNumber + 1`; null before `frozenAt`. */
  afterNumber: number | null;
  /** One page of the final list in order of arrival; empty before `frozenAt`. */
  items: DrawEntry[];
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: string | null;
}

export interface DrawEntry {
  /** The pseudonym of a queue entry. */
  entrant: string;
  /** The place in the drawn order, from 1; null until the seed is public. */
  place: number | null;
}

export interface ConcertListInput {
  /** The `nextCursor` of the page before; null or left out for the first page. */
  cursor?: string | null | undefined;
  /** The most items of the page, 1 to 100. */
  limit?: number | undefined;
  /** Each of these words occurs in title, artist or venue; case is ignored. */
  search?: string | undefined;
  /** True: only concerts with a scheduled performance in the future. */
  upcoming?: boolean | undefined;
  /** True: each concert has `dates`. */
  withDates?: boolean | undefined;
}

export interface ConcertPage {
  items: Concert[];
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: string | null;
}

/** A concert: the event, of which each performance is one date. */
export interface Concert {
  id: string;
  title: string;
  artist: string;
  venue: string;
  description: string;
  /** An https URL; null without an image. */
  imageUrl: string | null;
  /** The start of the sale window; null if it has no start. */
  salesOpenAt: Date | null;
  /** The end of the sale window, exclusive; null if it has no end. */
  salesCloseAt: Date | null;
  /** Whether the time of the answer is in the sale window and some scheduled performance is in the future. */
  onSale: boolean;
  /** The next draw while the pre-queue is open, otherwise the last draw that had entrants. */
  draw: DrawPromise;
  /** Only with `withDates`; null if the concert has no scheduled performance. */
  dates?: DatesOfConcert | null | undefined;
}

/** The part of a draw that is public before anybody can join it. */
export interface DrawPromise {
  /** The number of the draw, from 1. A queue that opens again has another draw. */
  round: number;
  /** SHA-256 of the seed, in hex. */
  seedHash: string;
  /** The name of the public random value that the draw uses; null if it uses none. */
  source: string | null;
}

/** The scheduled performances of a concert that are in the future, or all scheduled ones if none is in the future. */
export interface DatesOfConcert {
  /** The start of the earliest of these performances. */
  firstStartsAt: Date;
  /** The start of the latest of these performances. */
  lastStartsAt: Date;
  /** The IANA name of the earliest one's time zone, such as `Asia/Seoul`. */
  timezone: string;
  /** The price of their cheapest section, in minor units of `currency`; null without seats. */
  priceFrom: number | null;
  /** ISO 4217 code; one per deployment. */
  currency: string;
}

export interface ConcertInput {
  concertId: string;
}

/** A concert with its dates, and what people want to know before they join its queue. */
export interface ConcertDetails {
  id: string;
  title: string;
  artist: string;
  venue: string;
  description: string;
  /** An https URL; null without an image. */
  imageUrl: string | null;
  /** The start of the sale window; null if it has no start. */
  salesOpenAt: Date | null;
  /** The end of the sale window, exclusive; null if it has no end. */
  salesCloseAt: Date | null;
  /** Whether the time of the answer is in the sale window and some scheduled performance is in the future. */
  onSale: boolean;
  /** The next draw while the pre-queue is open, otherwise the last draw that had entrants. */
  draw: DrawPromise;
  /** All performances, past and cancelled ones too, the earliest first. */
  performances: PerformanceOfConcert[];
  /** The most seats of one performance that a user may have, held and paid together. */
  holdLimit: number;
  /** How long a hold keeps its seats. */
  holdSeconds: number;
  /** How long an admitted user has for the first call. */
  claimSeconds: number;
  /** How long a claimed pass lasts, from the admission. */
  activeSeconds: number;
}

/** One date of a concert, bookable or not. */
export interface PerformanceOfConcert {
  performanceId: string;
  startsAt: Date;
  /** The IANA name of the venue's time zone, such as `Asia/Seoul`. */
  timezone: string;
  status: 'SCHEDULED' | 'CANCELLED';
  /** The price of the cheapest section, in minor units of `currency`; null without seats. */
  priceFrom: number | null;
  /** The price of the dearest section, in minor units of `currency`; null without seats. */
  priceTo: number | null;
  /** ISO 4217 code; one per deployment. */
  currency: string;
}

/** The bookable performances of a concert, the earliest first. */
export interface Dates {
  items: BookableDate[];
}

/** A performance whose seats can be held: it is in the future and the sale window is open. */
export interface BookableDate {
  performanceId: string;
  startsAt: Date;
  /** The IANA name of the venue's time zone, such as `Asia/Seoul`. */
  timezone: string;
  /** Seats that are neither held nor sold. */
  seatsAvailable: number;
  seatsTotal: number;
  /** The price of the cheapest section, in minor units of `currency`; null without seats. */
  priceFrom: number | null;
  /** ISO 4217 code; one per deployment. */
  currency: string;
}

export interface SeatsInput {
  performanceId: string;
}

/** The available seats of a performance. */
export interface Seats {
  performanceId: string;
  /** The version of the seat map, for `sinceVersion` of `concert.seatMap`. */
  version: number;
  /** The seats that can be held now, by section, row and number. */
  items: Seat[];
}

export interface Seat {
  id: string;
  /** The place number: from 0, in the order of the chart. */
  place: number;
  section: string;
  /** Empty for a standing place. */
  row: string;
  /** The number in the row; of a standing place the number in its section, from 1. */
  number: number;
  /** Section, row and number, such as `Floor A-12`; without the row for a standing place. */
  label: string;
  /** Minor units of the deployment's currency. */
  price: number;
}

export interface SeatMapInput {
  performanceId: string;
  /**
   * The `version` of an earlier answer. Only the seats changed since are returned, or the whole map if
   * the server does not know this version.
   */
  sinceVersion?: number | undefined;
}

/** The seats of a performance with their status. */
export interface SeatMap {
  performanceId: string;
  /** Pass it as `sinceVersion` in the next call to get only the changes. */
  version: number;
  /** ISO 4217 code of the prices. */
  currency: string;
  /** True: `seats` has every seat. False: only the seats changed since `sinceVersion`. */
  full: boolean;
  /** By section, row and number. */
  seats: SeatOnMap[];
}

export interface SeatOnMap {
  id: string;
  /** The place number: from 0, in the order of the chart. */
  place: number;
  section: string;
  /** Empty for a standing place. */
  row: string;
  /** The number in the row; of a standing place the number in its section, from 1. */
  number: number;
  /** Section, row and number, such as `Floor A-12`; without the row for a standing place. */
  label: string;
  /** Minor units of the deployment's currency. */
  price: number;
  status: 'AVAILABLE' | 'HELD' | 'SOLD';
  /** Whether the calling user holds the seat or has paid for it. */
  mine: boolean;
}

export interface ChartInput {
  performanceId: string;
}

/** The drawing of a performance's house, with its prices. It is the same for everybody. */
export interface Chart {
  performanceId: string;
  chartId: string;
  /** ISO 4217 code of the prices. */
  currency: string;
  width: number;
  height: number;
  /** What everybody looks at. */
  focus: [number, number];
  stage: {
    outline: [number, number][];
    label: string;
  } | null;
  /** `refuse`: a choice must not leave a single place alone. */
  orphanRule: 'off' | 'refuse';
  sections: {
    name: string;
    kind: 'SEATED' | 'GENERAL';
    category: string;
    /** Minor units for each place. */
    price: number;
    outline: [number, number][] | null;
    /** The place number of its first place, and how many it has. A standing place has a number too. */
    firstPlace: number;
    places: number;
    /** Empty for a standing area. */
    rows: RowOfChart[];
  }[];
}

/** A row with the place numbers of its seats. Contract's chart/geometry.ts says where they stand. */
export interface RowOfChart {
  name: string;
  /** The place number of the first seat. The others follow it. */
  firstPlace: number;
  count: number;
  start: [number, number];
  end: [number, number];
  /** How far the middle of the arc is off the straight line; positive: away from the focus. */
  bow: number;
  /** What stands on the seats, in order. */
  numbers: string[];
  /** Place numbers that an aisle follows. */
  aisleAfter: number[];
  accessible: number[];
  companion: number[];
  restrictedView: number[];
}

export interface AvailabilityInput {
  performanceId: string;
  /** The `version` of an earlier answer of the same server. Only what changed since is returned. */
  sinceVersion?: number | undefined;
}

/** Which places are available, in the order of the chart. */
export interface Availability {
  performanceId: string;
  /** Pass it as `sinceVersion` to get only the changes. */
  version: number;
  /** True: `places` has every place. False: `changed` has what changed since `sinceVersion`. */
  full: boolean;
  /** A letter for each place: A available, H held, S sold, B not for sale, - a standing place. */
  places?: string | undefined;
  /** Place numbers with their letters. */
  changed?: [number, 'A' | 'H' | 'S' | 'B' | '-'][] | undefined;
  /** How many places each standing area has left. */
  general: {
    section: string;
    available: number;
  }[];
  /** The place numbers that the calling user holds or has paid for. */
  mine: number[];
}

export interface HoldInput {
  performanceId: string;
  /** Seats and standing places by id. */
  seatIds?: string[] | undefined;
  /** Seats by place number. */
  places?: number[] | undefined;
  /** Any places of standing areas. */
  general?: StandingInput[] | undefined;
  /**
   * A live hold of the user for the same performance, in place of which the seats are held: its seats that
   * are not among them are released, and the new hold ends when it would have. A refusal changes nothing.
   */
  replaces?: string | undefined;
  /** 8 to 128 characters, chosen by the caller. A repeat with the same input returns the stored answer. */
  idempotencyKey?: string | undefined;
}

/** How many places of one standing area. */
export interface StandingInput {
  section: string;
  quantity: number;
}

/** Seats that are or were kept for a user. */
export interface Reservation {
  id: string;
  performanceId: string;
  concertId: string;
  /** When the performance starts. */
  startsAt: Date;
  /** The IANA name of the venue's time zone, such as `Asia/Seoul`. */
  timezone: string;
  status: 'HELD' | 'PAID' | 'EXPIRED' | 'RELEASED' | 'REFUNDED';
  seats: HeldSeat[];
  /** The sum of the prices, in minor units of `currency`. */
  amount: number;
  /** ISO 4217 code; one per deployment. */
  currency: string;
  heldAt: Date;
  /** An unpaid hold has the status EXPIRED from this time on. */
  holdExpiresAt: Date;
  /** Null unless the status is PAID or REFUNDED. */
  paymentId: string | null;
}

/** A seat with its label and price at the time of the hold. */
export interface HeldSeat {
  id: string;
  /** The place number: from 0, in the order of the chart. */
  place: number;
  /** Section, row and number, such as `Floor A-12`. */
  label: string;
  section: string;
  /** Empty for a standing place. */
  row: string;
  /** The number in the row; of a standing place the number in its section, from 1. */
  number: number;
  /** Minor units of the reservation's currency. */
  price: number;
}

export interface HoldBestInput {
  performanceId: string;
  /** How many seats. */
  quantity: number;
  /** Only seats of these sections. */
  sections?: string[] | undefined;
  /** Only seats of these categories. */
  categories?: string[] | undefined;
  /** Only seats that cost at most this, in minor units each. */
  maxPrice?: number | undefined;
  /** At least one seat for a wheelchair, the others beside it. */
  accessible?: boolean | undefined;
  /** Several groups, as few as possible, if the seats are not left side by side. */
  apart?: boolean | undefined;
  /** As in `hold`. */
  replaces?: string | undefined;
  /** 8 to 128 characters, chosen by the caller. A repeat with the same input returns the stored answer. */
  idempotencyKey?: string | undefined;
}

export interface ReservationInput {
  reservationId: string;
}

export interface ReservationListInput {
  /** The `nextCursor` of the page before; null or left out for the first page. */
  cursor?: string | null | undefined;
  /** The most items of the page, 1 to 100. */
  limit?: number | undefined;
  /** Returns only reservations with this status. */
  status?: 'HELD' | 'PAID' | 'EXPIRED' | 'RELEASED' | 'REFUNDED' | undefined;
}

export interface ReservationPage {
  items: Reservation[];
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: string | null;
}

/** A user's prepaid balance. */
export interface Balance {
  /** The balance in minor units of `currency`. */
  amount: number;
  /** ISO 4217 code; one per deployment. */
  currency: string;
}

/** A top-up that the customer finishes at the payment provider. */
export interface StartTopUpInput {
  /**
   * Minor units: a positive safe integer, at most the deployment's largest charge. Any other value is
   * refused with INVALID_AMOUNT and not with VALIDATION_FAILED.
   */
  amount: number;
  /** Where a customer returns to from the payment provider, with `topUpId` added to its query. */
  returnUrl?: string | undefined;
  /** 8 to 128 characters, chosen by the caller. A repeat with the same input returns the stored answer. */
  idempotencyKey?: string | undefined;
}

/** The balance after the charge, and the ledger entry that the charge wrote. */
export interface ChargeResult {
  /** The balance in minor units of `currency`. */
  amount: number;
  /** ISO 4217 code; one per deployment. */
  currency: string;
  /** The id of the ledger entry. */
  entryId: string;
}

/** One attempt to add money to a balance through the payment provider. */
export interface TopUp {
  id: string;
  /** What was asked for, in minor units of `currency`. */
  amount: number;
  /** ISO 4217 code; one per deployment. */
  currency: string;
  /**
   * REQUIRES_ACTION: the customer has to act. PROCESSING: the provider works on it, or a person has to decide
   * (`attention`). The others are final, unless a person decides otherwise.
   */
  status: 'REQUIRES_ACTION' | 'PROCESSING' | 'CREDITED' | 'DECLINED' | 'CANCELLED' | 'EXPIRED';
  /** What the customer has to do; null unless the status is REQUIRES_ACTION. */
  action: {
    type: 'redirect';
    url: string;
  } | null;
  /** The ledger entry of the credit; null unless the status is CREDITED. */
  entryId: string | null;
  createdAt: Date;
  /** Null while it is open. */
  endedAt: Date | null;
  /** When all of its money had gone back to the customer; null if it has not. */
  refundedAt: Date | null;
  /** Why a person has to decide; null if nobody has to. */
  attention: string | null;
  /** The reservation whose payment began it and waits for it; null for all others. */
  reservationId: string | null;
}

export interface TopUpInput {
  topUpId: string;
}

export interface TopUpsInput {
  /** The `nextCursor` of the page before; null or left out for the first page. */
  cursor?: string | null | undefined;
  /** The most items of the page, 1 to 100. */
  limit?: number | undefined;
  /** True: only those that have not ended. */
  open?: boolean | undefined;
}

export interface TopUpPage {
  items: TopUp[];
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: string | null;
}

export interface PageInput {
  /** The `nextCursor` of the page before; null or left out for the first page. */
  cursor?: string | null | undefined;
  /** The most items of the page, 1 to 100. */
  limit?: number | undefined;
}

export interface EntryPage {
  items: Entry[];
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: string | null;
}

/** A ledger entry: one change of a balance. It is never changed or deleted. */
export interface Entry {
  id: string;
  type: 'CHARGE' | 'PAYMENT' | 'REFUND' | 'WITHDRAWAL';
  /**
   * Minor units, signed: above 0 for a charge, at most 0 for a payment, at least 0 for a refund, below 0
   * for a withdrawal, and above 0 for one that is undone.
   */
  amount: number;
  /** The balance after this entry, in minor units. */
  balanceAfter: number;
  /** The payment that was made or refunded; null for a charge or a withdrawal. */
  paymentId: string | null;
  /** The top-up that the money came from or went back to; null for money that no provider took. */
  topUpId: string | null;
  createdAt: Date;
}

export interface PayInput {
  reservationId: string;
  /** Charges the amount that the balance lacks, then pays. Default false: INSUFFICIENT_BALANCE. */
  topUp?: boolean | undefined;
  /** Where the customer returns to if the provider needs the customer for the top-up. */
  returnUrl?: string | undefined;
  /** 8 to 128 characters, chosen by the caller. A repeat with the same input returns the stored answer. */
  idempotencyKey?: string | undefined;
}

/** The payment for a reservation. */
export interface Payment {
  id: string;
  reservationId: string;
  /** Minor units of `currency`. */
  amount: number;
  /** ISO 4217 code; one per deployment. */
  currency: string;
  /** The balance after the payment, in minor units. A refund does not change this field. */
  balanceAfter: number;
  status: 'PAID' | 'REFUNDED';
  paidAt: Date;
  /** Null unless the status is REFUNDED. */
  refundedAt: Date | null;
}

export interface PaymentInput {
  paymentId: string;
}

export interface PaymentPage {
  items: Payment[];
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: string | null;
}

/** The tickets of one payment, one for each seat. */
export interface Tickets {
  items: SeatTicket[];
}

/** The right to enter with one paid seat. */
export interface SeatTicket {
  ticketId: string;
  seatId: string;
  /** The place number: from 0, in the order of the chart. */
  place: number;
  /** Section, row and number of the seat, such as `Floor A-12`. */
  label: string;
  section: string;
  /** Empty for a standing place. */
  row: string;
  /** The number in the row; of a standing place the number in its section, from 1. */
  number: number;
  concertId: string;
  performanceId: string;
  startsAt: Date;
  /** The IANA name of the venue's time zone, such as `Asia/Seoul`. */
  timezone: string;
  /** The signed code that the entrance scans: letters and digits, short enough for a QR code. */
  code: string;
  status: 'VALID' | 'REDEEMED' | 'VOID';
  /** When the ticket was used at the door; null if it was not. */
  redeemedAt: Date | null;
}

export interface CreateConcertInput {
  title: string;
  artist: string;
  venue: string;
  description?: string | undefined;
  /** An https URL; null or left out: no image. */
  imageUrl?: string | null | undefined;
  /** The start of the sale window; null or left out: no start. */
  salesOpenAt?: Date | null | undefined;
  /** The end of the sale window, exclusive; null or left out: no end. */
  salesCloseAt?: Date | null | undefined;
  /** The most seats of one performance that a user may have, held and paid together. */
  holdLimit?: number | undefined;
  /** The settings of the concert's queue. */
  queue?: QueueSettingsInput | undefined;
}

/** The settings of a queue. A field that is left out keeps its value. */
export interface QueueSettingsInput {
  /** The most passes that are active at the same time. */
  maxActive?: number | undefined;
  /** The most admissions in any 60 seconds. */
  admitPerMinute?: number | undefined;
  /** How long a claimed pass lasts, from the admission. */
  activeSeconds?: number | undefined;
  /**
   * How long an admitted user has to claim the pass by an authenticated call with the queue token. At
   * least twice `pollAfterSeconds`.
   */
  claimSeconds?: number | undefined;
  /** The shortest time between two polls of an entry. Entries far from the front get a longer one. */
  pollAfterSeconds?: number | undefined;
  /**
   * The opening. Joins before it enter the pre-queue. Null: the concert's `salesOpenAt`. Not before
   * `salesOpenAt`, and before `salesCloseAt`.
   */
  opensAt?: Date | null | undefined;
  /** True: users can join, nobody is admitted. */
  paused?: boolean | undefined;
  /** True: nobody can join. Waiting entries are still admitted and passes stay valid. */
  closed?: boolean | undefined;
  /** What everybody who waits is told. Null: nothing. */
  message?: string | null | undefined;
  /**
   * The name of the public random value that the next draw uses, such as a future round of a public
   * randomness beacon. Null: the draw uses none. It cannot be changed once the draw has an entrant.
   */
  drawSource?: string | null | undefined;
}

/** A field that is left out keeps its value. */
export interface UpdateConcertInput {
  concertId: string;
  title?: string | undefined;
  artist?: string | undefined;
  venue?: string | undefined;
  description?: string | undefined;
  /** An https URL; null: no image. */
  imageUrl?: string | null | undefined;
  /** The start of the sale window; null: no start. */
  salesOpenAt?: Date | null | undefined;
  /** The end of the sale window, exclusive; null: no end. */
  salesCloseAt?: Date | null | undefined;
  /** The most seats of one performance that a user may have. It applies to later holds. */
  holdLimit?: number | undefined;
}

export interface CreateChartInput {
  /**
   * A name or title: 1 to 200 characters, of which one is visible. It is trimmed and put into Unicode normal
   * form C. Control characters, bidirectional controls and meaningless invisible characters are refused.
   */
  name: string;
  chart: DrawingInput;
}

/** A drawing of a house. It never changes once it is made. */
export interface DrawingInput {
  width: number;
  height: number;
  /** What everybody looks at: the best seats are the nearest to it. */
  focus: [number, number];
  stage?:
    | {
        /** The corners of a closed shape, in order. */
        outline: [number, number][];
        label: string;
      }
    | undefined;
  sections: (
    | {
        /** Unique in the chart. */
        name: string;
        /** The category is a key of `prices`. */
        category: string;
        kind: 'SEATED';
        outline?: [number, number][] | undefined;
        rows: RowInput[];
      }
    | {
        /** Unique in the chart. */
        name: string;
        /** The category is a key of `prices`. */
        category: string;
        kind: 'GENERAL';
        outline?: [number, number][] | undefined;
        /** How many people may stand in it. */
        capacity: number;
      }
  )[];
}

export interface RowInput {
  /** Unique in its section. */
  name: string;
  /** How many seats the row has. */
  count: number;
  /** Where the first and the last seat are; the others stand evenly between them. */
  start: [number, number];
  end: [number, number];
  /** How far the middle of an arc is off the straight line; positive: away from the focus. */
  bow?: number | undefined;
  /** The number of the first seat. */
  first?: number | undefined;
  /** From one number to the next, such as 2 for a row of odd numbers, or -1. */
  step?: number | undefined;
  /** Numbers of seats that an aisle follows. */
  aisleAfter?: number[] | undefined;
  /** Numbers of seats for wheelchairs. */
  accessible?: number[] | undefined;
  /** Numbers of seats for those who come along with somebody in a wheelchair. */
  companion?: number[] | undefined;
  /** Numbers of seats with a restricted view. */
  restrictedView?: number[] | undefined;
}

export interface CreateChartResult {
  chartId: string;
  places: number;
}

export interface GetChartInput {
  chartId: string;
}

export interface AdminChart {
  chartId: string;
  name: string;
  places: number;
  createdAt: Date;
  chart: Drawing;
}

/** A drawing of a house. It never changes once it is made. */
export interface Drawing {
  width: number;
  height: number;
  /** What everybody looks at: the best seats are the nearest to it. */
  focus: [number, number];
  stage?:
    | {
        /** The corners of a closed shape, in order. */
        outline: [number, number][];
        label: string;
      }
    | undefined;
  sections: (
    | {
        /** Unique in the chart. */
        name: string;
        /** The category is a key of `prices`. */
        category: string;
        kind: 'SEATED';
        outline?: [number, number][] | undefined;
        rows: Row[];
      }
    | {
        /** Unique in the chart. */
        name: string;
        /** The category is a key of `prices`. */
        category: string;
        kind: 'GENERAL';
        outline?: [number, number][] | undefined;
        /** How many people may stand in it. */
        capacity: number;
      }
  )[];
}

export interface Row {
  /** Unique in its section. */
  name: string;
  /** How many seats the row has. */
  count: number;
  /** Where the first and the last seat are; the others stand evenly between them. */
  start: [number, number];
  end: [number, number];
  /** How far the middle of an arc is off the straight line; positive: away from the focus. */
  bow: number;
  /** The number of the first seat. */
  first: number;
  /** From one number to the next, such as 2 for a row of odd numbers, or -1. */
  step: number;
  /** Numbers of seats that an aisle follows. */
  aisleAfter: number[];
  /** Numbers of seats for wheelchairs. */
  accessible: number[];
  /** Numbers of seats for those who come along with somebody in a wheelchair. */
  companion: number[];
  /** Numbers of seats with a restricted view. */
  restrictedView: number[];
}

/** The charts that operators made, the oldest first. */
export interface ChartPage {
  items: ChartInList[];
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: string | null;
}

export interface ChartInList {
  chartId: string;
  name: string;
  places: number;
  createdAt: Date;
}

export interface BlockPlacesInput {
  performanceId: string;
  /** Place numbers of seats. */
  places?: number[] | undefined;
  /** All places of a section. */
  section?: string | undefined;
  /** So many places of standing areas. */
  general?:
    | {
        section: string;
        quantity: number;
      }[]
    | undefined;
}

export interface BlockPlacesResult {
  /** Places that were taken off sale, or put back. */
  changed: number;
  /** Places that were held or sold, or so already, and stayed as they were. */
  skipped: number;
}

export interface CreatePerformanceInput {
  concertId: string;
  /** In the future. */
  startsAt: Date;
  /** The IANA name of the venue's time zone, in its spelling. A link is converted to its zone. */
  timezone?: string | undefined;
  /** `refuse`: a choice must not leave a single place alone. */
  orphanRule?: 'off' | 'refuse' | undefined;
  /** The chart of the house. Needs `prices`. */
  chartId?: string | undefined;
  /** The price of each category of the chart, in minor units for each place. */
  prices?: Record<string, number> | undefined;
  /**
   * Instead of a chart: sections of straight rows, with unique names, of which a chart is drawn. Each section is a
   * category of its own. An empty list: no seats.
   */
  sections?: SectionInput[] | undefined;
}

export interface SectionInput {
  /**
   * A name: 1 to 200 characters, of which one is visible. It is trimmed and put into Unicode normal form C.
   * Control characters, bidirectional controls and meaningless invisible characters are refused, and the names
   * `__proto__`, `constructor` and `prototype`, since the name is a key of `prices`.
   */
  name: string;
  rows: number;
  seatsPerRow: number;
  /** Minor units for each seat of the section. */
  price: number;
}

export interface CreatePerformanceResult {
  performanceId: string;
  chartId: string;
  /** All places of the chart, standing ones too. */
  seatsTotal: number;
}

/** A field that is left out keeps its value. */
export interface UpdatePerformanceInput {
  performanceId: string;
  /** In the future. */
  startsAt?: Date | undefined;
  /** The IANA name of the venue's time zone, in its spelling. A link is converted to its zone. */
  timezone?: string | undefined;
  /**
   * New prices by category, in minor units for each place. They apply to later holds: what is held or paid
   * keeps its price.
   */
  prices?: Record<string, number> | undefined;
  /** `refuse`: a choice must not leave a single place alone. */
  orphanRule?: 'off' | 'refuse' | undefined;
}

/** A performance as operators see it. */
export interface AdminPerformance {
  performanceId: string;
  startsAt: Date;
  /** The IANA name of the venue's time zone, such as `Asia/Seoul`. */
  timezone: string;
  status: 'SCHEDULED' | 'CANCELLED';
  /** The price of the cheapest section, in minor units of `currency`; null without seats. */
  priceFrom: number | null;
  /** The price of the dearest section, in minor units of `currency`; null without seats. */
  priceTo: number | null;
  /** ISO 4217 code; one per deployment. */
  currency: string;
  concertId: string;
  /** Null unless the status is CANCELLED. */
  cancelledAt: Date | null;
  /** Null unless the status is CANCELLED. */
  cancelReason: string | null;
  chartId: string;
  orphanRule: 'off' | 'refuse';
  seatsTotal: number;
  /** Seats that can be held. */
  available: number;
  held: number;
  sold: number;
  /** Taken off sale by an operator. */
  blocked: number;
  /** The sections in the order of the chart, with their present prices. */
  sections: {
    name: string;
    category: string;
    kind: 'SEATED' | 'GENERAL';
    places: number;
    price: number;
  }[];
}

/** All performances of a concert, the earliest first. */
export interface Performances {
  items: AdminPerformance[];
}

export interface CancelPerformanceInput {
  performanceId: string;
  reason: string;
}

/** What this call did. A repeated call does only what the calls before had left to do. */
export interface CancelPerformanceResult {
  /** Payments that were refunded. */
  refunded: number;
  /** Holds that were released. */
  released: number;
  /** Payments whose refund failed; the log says why. Another call tries them again. */
  failed: string[];
}

export interface ConfigureQueueInput {
  /** The most passes that are active at the same time. */
  maxActive?: number | undefined;
  /** The most admissions in any 60 seconds. */
  admitPerMinute?: number | undefined;
  /** How long a claimed pass lasts, from the admission. */
  activeSeconds?: number | undefined;
  /**
   * How long an admitted user has to claim the pass by an authenticated call with the queue token. At
   * least twice `pollAfterSeconds`.
   */
  claimSeconds?: number | undefined;
  /** The shortest time between two polls of an entry. Entries far from the front get a longer one. */
  pollAfterSeconds?: number | undefined;
  /**
   * The opening. Joins before it enter the pre-queue. Null: the concert's `salesOpenAt`. Not before
   * `salesOpenAt`, and before `salesCloseAt`.
   */
  opensAt?: Date | null | undefined;
  /** True: users can join, nobody is admitted. */
  paused?: boolean | undefined;
  /** True: nobody can join. Waiting entries are still admitted and passes stay valid. */
  closed?: boolean | undefined;
  /** What everybody who waits is told. Null: nothing. */
  message?: string | null | undefined;
  /**
   * The name of the public random value that the next draw uses, such as a future round of a public
   * randomness beacon. Null: the draw uses none. It cannot be changed once the draw has an entrant.
   */
  drawSource?: string | null | undefined;
  concertId: string;
}

/** The settings of a queue that are in force. */
export interface QueueSettings {
  concertId: string;
  /** The most passes that are active at the same time. */
  maxActive: number;
  /** The most admissions in any 60 seconds. */
  admitPerMinute: number;
  /** How long a claimed pass lasts, from the admission. */
  activeSeconds: number;
  /** How long an admitted user has to claim the pass. */
  claimSeconds: number;
  /** The shortest time between two polls of an entry. */
  pollAfterSeconds: number;
  /** The opening: the queue's own or the concert's `salesOpenAt`. Null: the queue is always open. */
  opensAt: Date | null;
  /** True: users can join, nobody is admitted. */
  paused: boolean;
  /** True: nobody can join. */
  closed: boolean;
  /** What everybody who waits is told; null: nothing. */
  message: string | null;
  /** The name of the public random value that the next draw uses; null if it uses none. */
  drawSource: string | null;
}

export interface PublishDrawValueInput {
  concertId: string;
  /** The public random value, exactly as its source published it. */
  value: string;
}

/** The number of entries of a queue by status, and its pace. */
export interface QueueStats {
  prequeue: number;
  waiting: number;
  active: number;
  completed: number;
  expired: number;
  /** Entries that left, and those that waited when the sale closed. */
  left: number;
  /** Admissions in the last 60 seconds. */
  admittedPerMinute: number;
  /** The estimated wait of a user who joins now; 0 if nobody waits; null while unknown. */
  estimatedWaitSeconds: number | null;
  /**
   * By which share the waits that were told to those admitted in the last 10 minutes were off, in the
   * median: 0.1 is 10 %. Null while unknown.
   */
  estimateError: number | null;
  settings: QueueSettings;
}

/** Settings for a forecast. One that is left out is as it is in force. */
export interface ForecastQueueInput {
  concertId: string;
  maxActive?: number | undefined;
  admitPerMinute?: number | undefined;
  activeSeconds?: number | undefined;
  paused?: boolean | undefined;
}

export interface ForecastQueue {
  /** By the settings in force. */
  now: number | null;
  /** By the settings that were given. */
  then: number | null;
}

export interface CreateUserInput {
  /**
   * A name or title: 1 to 200 characters, of which one is visible. It is trimmed and put into Unicode normal
   * form C. Control characters, bidirectional controls and meaningless invisible characters are refused.
   */
  name: string;
  /**
   * The user's id (`sub`) at an external token issuer, or any id that a back end has for the user. The same
   * external id again returns the same user, unchanged.
   */
  externalId?: string | undefined;
}

/** A user as operators see it. */
export interface AdminUser {
  id: string;
  name: string;
  role: 'customer' | 'operator' | 'service' | 'door';
  /** The user's id (`sub`) at an external token issuer; null if there is none. */
  externalId: string | null;
  createdAt: Date;
  /** When the user was deleted; null if not. */
  deletedAt: Date | null;
}

export interface DeleteUserInput {
  userId: string;
  /** True: deletes the user even with money in the balance, or with a top-up that is open or in attention. */
  force?: boolean | undefined;
}

/** What a deleted user had. */
export interface DeleteUserResult {
  deleted: true;
  /** What is left in the balance, in minor units. It can be used again if the user is restored. */
  balance: number;
  /** Live holds, which the deletion has released. */
  holds: number;
  /** Paid tickets that are still valid. */
  tickets: number;
}

export interface RestoreUserInput {
  userId: string;
}

export interface EraseUserInput {
  userId: string;
}

export interface EraseUserResult {
  erased: true;
}

export interface FindUsersInput {
  /** The `nextCursor` of the page before; null or left out for the first page. */
  cursor?: string | null | undefined;
  /** The most items of the page, 1 to 100. */
  limit?: number | undefined;
  /** Matches users whose name contains this text; case is ignored. */
  name?: string | undefined;
  /** Matches the user with exactly this external id. */
  externalId?: string | undefined;
  /** True: only deleted users, without those that were erased. Else only users that are not deleted. */
  deleted?: boolean | undefined;
}

export interface AdminUserPage {
  items: AdminUser[];
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: string | null;
}

export interface FindPeopleInput {
  /**
   * A part of a name, an external id, any id of a user, reservation, payment, ticket or top-up, a ticket's code, the
   * whole label of a seat, or the payment provider's reference.
   */
  text: string;
}

/** At most 50, those that were found exactly first. Seats are looked for in dates of the last 30 days and later. */
export interface FoundPeople {
  items: FoundPerson[];
}

export interface FoundPerson {
  user: AdminUser;
  by:
    | 'name'
    | 'externalId'
    | 'userId'
    | 'reservationId'
    | 'paymentId'
    | 'ticketId'
    | 'ticketCode'
    | 'seat'
    | 'topUpId'
    | 'reference';
  /** The id of the reservation, payment, ticket or top-up; null if the user itself was found. */
  id: string | null;
  /** The seat, if a ticket was found; else null. */
  label: string | null;
  performanceId: string | null;
}

export interface PersonInput {
  userId: string;
}

/** The whole story of a user, each list newest first with at most 100 items. */
export interface Person {
  user: AdminUser;
  balance: Balance;
  turns: Turn[];
  reservations: AdminReservation[];
  payments: AdminPayment[];
  tickets: {
    ticketId: string;
    performanceId: string;
    userId: string;
    section: string;
    row: string;
    /** The number in the row, from 1. */
    number: number;
    /** Section, row and number of the seat, such as `Floor A-12`. */
    label: string;
    status: 'VALID' | 'REDEEMED' | 'VOID';
    /** Null unless it was redeemed. A ticket that was redeemed and refunded is VOID and keeps it. */
    redeemedAt: Date | null;
    paymentId: string;
  }[];
  topUps: AdminTopUp[];
  entries: Entry[];
  performances: KnownPerformance[];
  concerts: {
    concertId: string;
    title: string;
  }[];
  /** Whether a list has more than is shown. The lists for operators have all of it. */
  more: boolean;
}

/** A turn of a person. Ended turns are listed if seats were held in them, until they are purged. */
export interface Turn {
  id: string;
  concertId: string;
  status: 'PREQUEUE' | 'WAITING' | 'ACTIVE' | 'COMPLETED' | 'EXPIRED' | 'LEFT';
  joinedAt: Date;
  admittedAt: Date | null;
  /** The end of a pass; null without one. */
  expiresAt: Date | null;
  endedAt: Date | null;
}

export interface AdminReservation {
  id: string;
  performanceId: string;
  concertId: string;
  /** When the performance starts. */
  startsAt: Date;
  /** The IANA name of the venue's time zone, such as `Asia/Seoul`. */
  timezone: string;
  status: 'HELD' | 'PAID' | 'EXPIRED' | 'RELEASED' | 'REFUNDED';
  seats: HeldSeat[];
  /** The sum of the prices, in minor units of `currency`. */
  amount: number;
  /** ISO 4217 code; one per deployment. */
  currency: string;
  heldAt: Date;
  /** An unpaid hold has the status EXPIRED from this time on. */
  holdExpiresAt: Date;
  /** Null unless the status is PAID or REFUNDED. */
  paymentId: string | null;
  userId: string;
}

export interface AdminPayment {
  id: string;
  reservationId: string;
  /** Minor units of `currency`. */
  amount: number;
  /** ISO 4217 code; one per deployment. */
  currency: string;
  /** The balance after the payment, in minor units. A refund does not change this field. */
  balanceAfter: number;
  status: 'PAID' | 'REFUNDED';
  paidAt: Date;
  /** Null unless the status is REFUNDED. */
  refundedAt: Date | null;
  userId: string;
}

/** A top-up as operators see it. */
export interface AdminTopUp {
  id: string;
  /** What was asked for, in minor units of `currency`. */
  amount: number;
  /** ISO 4217 code; one per deployment. */
  currency: string;
  /**
   * REQUIRES_ACTION: the customer has to act. PROCESSING: the provider works on it, or a person has to decide
   * (`attention`). The others are final, unless a person decides otherwise.
   */
  status: 'REQUIRES_ACTION' | 'PROCESSING' | 'CREDITED' | 'DECLINED' | 'CANCELLED' | 'EXPIRED';
  /** What the customer has to do; null unless the status is REQUIRES_ACTION. */
  action: {
    type: 'redirect';
    url: string;
  } | null;
  /** The ledger entry of the credit; null unless the status is CREDITED. */
  entryId: string | null;
  createdAt: Date;
  /** Null while it is open. */
  endedAt: Date | null;
  /** When all of its money had gone back to the customer; null if it has not. */
  refundedAt: Date | null;
  /** Why a person has to decide; null if nobody has to. */
  attention: string | null;
  /** The reservation whose payment began it and waits for it; null for all others. */
  reservationId: string | null;
  userId: string;
  /** The payment provider, such as `stripe`. */
  provider: string;
  /** The provider's id of the payment; null until the provider has answered. Stripe: `cs_…`. */
  reference: string | null;
  /** The provider's id of the money, which refunds and disputes carry; null before it was paid. Stripe: `pi_…`. */
  paymentReference: string | null;
  /** What was really paid; null while nothing is known to be. */
  paid: {
    amount: number;
    currency: string;
  } | null;
}

/** A date that the other lists name by its id. */
export interface KnownPerformance {
  performanceId: string;
  concertId: string;
  title: string;
  startsAt: Date;
  timezone: string;
}

export interface ListReservationsInput {
  /** The `nextCursor` of the page before; null or left out for the first page. */
  cursor?: string | null | undefined;
  /** The most items of the page, 1 to 100. */
  limit?: number | undefined;
  status?: 'HELD' | 'PAID' | 'EXPIRED' | 'RELEASED' | 'REFUNDED' | undefined;
  userId?: string | undefined;
  concertId?: string | undefined;
  performanceId?: string | undefined;
}

export interface AdminReservationPage {
  items: AdminReservation[];
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: string | null;
}

export interface ListTopUpsInput {
  /** The `nextCursor` of the page before; null or left out for the first page. */
  cursor?: string | null | undefined;
  /** The most items of the page, 1 to 100. */
  limit?: number | undefined;
  userId?: string | undefined;
  status?:
    | 'REQUIRES_ACTION'
    | 'PROCESSING'
    | 'CREDITED'
    | 'DECLINED'
    | 'CANCELLED'
    | 'EXPIRED'
    | undefined;
  /** Only those that were begun before this time. */
  olderThan?: Date | undefined;
  /** True: only those that a person has to decide. */
  attention?: boolean | undefined;
  /** The provider's id of the payment, such as Stripe's `cs_…` or `pi_…`. */
  reference?: string | undefined;
}

export interface AdminTopUpPage {
  items: AdminTopUp[];
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: string | null;
}

export interface RefundTopUpInput {
  topUpId: string;
  reason?: string | undefined;
  /** 8 to 128 characters, chosen by the caller. A repeat with the same input returns the stored answer. */
  idempotencyKey?: string | undefined;
}

export interface ResolveTopUpInput {
  topUpId: string;
  /** `credit` adds what was really paid to the balance, `refund` sends it back to the customer. */
  outcome: 'credit' | 'refund';
  reason: string;
}

export interface ListPaymentsInput {
  /** The `nextCursor` of the page before; null or left out for the first page. */
  cursor?: string | null | undefined;
  /** The most items of the page, 1 to 100. */
  limit?: number | undefined;
  reservationId?: string | undefined;
  status?: 'PAID' | 'REFUNDED' | undefined;
  userId?: string | undefined;
  concertId?: string | undefined;
  performanceId?: string | undefined;
}

export interface AdminPaymentPage {
  items: AdminPayment[];
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: string | null;
}

export interface RefundInput {
  paymentId: string;
  reason?: string | undefined;
  /** 8 to 128 characters, chosen by the caller. A repeat with the same input returns the stored answer. */
  idempotencyKey?: string | undefined;
}

export interface RedeemTicketInput {
  /**
   * As scanned: case, white space and dashes do not count, and it may be typed with another keyboard layout than
   * the scanner's (French, Belgian, Czech, Slovak, Hungarian, Russian, Greek, Korean).
   */
  code: string;
  /** Refuses tickets of other performances. Left out: takes tickets of any. */
  performanceId?: string | undefined;
}

/** A ticket that was redeemed just now. */
export interface RedeemTicketResult {
  ticketId: string;
  /** Section, row and number of the seat, such as `Floor A-12`. */
  label: string;
  redeemedAt: Date;
  performanceId: string;
  concertId: string;
  /** The title of the concert. */
  title: string;
  startsAt: Date;
  /** The IANA name of the venue's time zone, such as `Asia/Seoul`. */
  timezone: string;
  section: string;
  row: string;
  /** The number in the row, from 1. */
  number: number;
}

export interface UndoRedeemInput {
  ticketId: string;
}

/** A ticket as operators and doors see it: without its code. */
export interface AdminTicket {
  ticketId: string;
  performanceId: string;
  userId: string;
  section: string;
  row: string;
  /** The number in the row, from 1. */
  number: number;
  /** Section, row and number of the seat, such as `Floor A-12`. */
  label: string;
  status: 'VALID' | 'REDEEMED' | 'VOID';
  /** Null unless it was redeemed. A ticket that was redeemed and refunded is VOID and keeps it. */
  redeemedAt: Date | null;
}

export interface ListTicketsInput {
  /** The `nextCursor` of the page before; null or left out for the first page. */
  cursor?: string | null | undefined;
  /** The most items of the page, 1 to 100. */
  limit?: number | undefined;
  performanceId?: string | undefined;
  status?: 'VALID' | 'REDEEMED' | 'VOID' | undefined;
  /** The whole label of the seat, such as `Floor A-12`; case is ignored. */
  label?: string | undefined;
  /** The ticket with this code. A code that is not valid finds nothing. */
  code?: string | undefined;
}

export interface AdminTicketPage {
  items: AdminTicket[];
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: string | null;
}

export interface ActionsInput {
  /** The `nextCursor` of the page before; null or left out for the first page. */
  cursor?: string | null | undefined;
  /** The most items of the page, 1 to 100. */
  limit?: number | undefined;
  operatorId?: string | undefined;
  action?:
    | 'createConcert'
    | 'updateConcert'
    | 'createChart'
    | 'createPerformance'
    | 'updatePerformance'
    | 'cancelPerformance'
    | 'blockPlaces'
    | 'unblockPlaces'
    | 'configureQueue'
    | 'publishDrawValue'
    | 'createUser'
    | 'deleteUser'
    | 'restoreUser'
    | 'eraseUser'
    | 'refund'
    | 'refundTopUp'
    | 'resolveTopUp'
    | 'redeemTicket'
    | 'undoRedeem'
    | 'createJob'
    | 'requeueJob'
    | 'retryJob'
    | 'pauseJob'
    | 'resumeJob'
    | 'deleteJob'
    | undefined;
  /** Only what was done to this: a concert, performance, user, payment, top-up or ticket. */
  targetId?: string | undefined;
  /** Only what was done at this time or later. */
  since?: Date | undefined;
}

export interface ActionPage {
  items: Action[];
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: string | null;
}

/** One action of an operator, from the append-only log. */
export interface Action {
  id: string;
  operatorId: string;
  /** Empty if the operator was erased since. */
  operatorName: string;
  action:
    | 'createConcert'
    | 'updateConcert'
    | 'createChart'
    | 'createPerformance'
    | 'updatePerformance'
    | 'cancelPerformance'
    | 'blockPlaces'
    | 'unblockPlaces'
    | 'configureQueue'
    | 'publishDrawValue'
    | 'createUser'
    | 'deleteUser'
    | 'restoreUser'
    | 'eraseUser'
    | 'refund'
    | 'refundTopUp'
    | 'resolveTopUp'
    | 'redeemTicket'
    | 'undoRedeem'
    | 'createJob'
    | 'requeueJob'
    | 'retryJob'
    | 'pauseJob'
    | 'resumeJob'
    | 'deleteJob';
  /** The id of the changed object; for a job of the worker, the UUIDv5 of its name. */
  targetId: string;
  /**
   * The action's input and result, as far as they are kept. The keys `__proto__`, `constructor` and
   * `prototype`, which older versions stored, end with an additional `_`.
   */
  details: Record<string, unknown>;
  createdAt: Date;
}

export interface AuditInput {
  /** Checks only this concert; left out: all concerts. */
  concertId?: string | undefined;
}

/** The result of the audit. */
export interface Audit {
  /** Whether every check found no violation. */
  ok: boolean;
  checks: AuditCheck[];
}

export interface AuditCheck {
  name: string;
  ok: boolean;
  /** The first 20 violations, each with the ids and figures that prove it; empty if `ok`. */
  violations: Record<string, unknown>[];
}

export interface SalesStatsInput {
  concertId: string;
  /** How many minutes `series` has, the current one included. */
  minutes?: number | undefined;
}

/** The live figures of a concert's sale. `now` is at most a second old. */
export interface SalesStats {
  now: SalesNow;
  /** In the order of the charts. The figures of all categories add up to those of `now`. */
  byCategory: SalesOfCategory[];
  /** The last minutes, the oldest first, each of them also if nothing happened. */
  series: SalesMinute[];
}

export interface SalesNow {
  /** ISO 4217 code of all amounts. */
  currency: string;
  /** Places that can be held, whatever the sale window. */
  available: number;
  /** Places of holds that have not lapsed. */
  held: number;
  /** Paid places. */
  sold: number;
  /** Places that an operator took off sale. */
  blocked: number;
  /**
   * Minor units: what the places were paid for, less refunds, since the beginning. A cancelled performance counts
   * until its payments are refunded.
   */
  revenue: number;
}

export interface SalesOfCategory {
  /** Places that can be held, whatever the sale window. */
  available: number;
  /** Places of holds that have not lapsed. */
  held: number;
  /** Paid places. */
  sold: number;
  /** Places that an operator took off sale. */
  blocked: number;
  /**
   * Minor units: what the places were paid for, less refunds, since the beginning. A cancelled performance counts
   * until its payments are refunded.
   */
  revenue: number;
  /** Sections of one category count together, in all performances. */
  category: string;
}

/**
 * What happened in one minute, as numbers of queue entries, holds and payments, not of places. Entries that were
 * purged (`TOKEN_RETENTION_SECONDS` after their end, a day by default) are not counted any more.
 */
export interface SalesMinute {
  /** The start of the minute, in UTC. The last minute is the current one, which is not over yet. */
  at: Date;
  /** Queue entries that were created. */
  joined: number;
  /** Queue entries that became a pass. */
  admitted: number;
  /** Queue entries that left, before or after the admission, and those that waited when the sale closed. */
  left: number;
  /** Passes that ran out, in the minute in which they did, claimed or not. */
  expired: number;
  /** Holds that were made. A swap is a new hold. */
  held: number;
  /** Holds that ended without a payment: released, replaced by a swap, or lapsed, in the minute in which they did. */
  released: number;
  /** Payments. */
  paid: number;
  /** Payments that were refunded. */
  refunded: number;
  /** Minor units: what was paid in the minute, less what was refunded in it. It may be negative. */
  revenue: number;
}

/** The state of the product. */
export interface Health {
  /** Those that wrote something in the last 10 minutes, servers first, the oldest first. */
  processes: Process[];
  jobs: Job[];
  audit: AuditState;
  database: Database;
}

/** What one process wrote of itself the last time, which it does every 5 seconds. */
export interface Process {
  /** Each start has another. */
  id: string;
  kind: 'server' | 'worker';
  version: string;
  startedAt: Date;
  /** When it wrote this, by the database's clock. A process that stops in order is not listed any more. */
  seenAt: Date;
  ready: boolean;
  /** Why it is not ready; null if it is. */
  reason: string | null;
  /** Processors' time of the last 5 seconds: 1 is one processor all the time. */
  cpu: number;
  /** Bytes of memory in use. */
  memory: number;
  /** By how many seconds the event loop was late, in 99 of 100 cases of the last 5 seconds at most. */
  eventLoopDelay: number;
  /** Connections to the database, in use or idle. */
  connections: number;
  /** Statements that wait for a connection. */
  waitingForConnection: number;
  /** Seconds that the database took to store what was written the time before; null the first time. */
  databaseSeconds: number | null;
  /** Calls that were answered in the last minute; 0 for a worker. */
  calls: number;
  /** Those of them that failed by a fault of ours: INTERNAL_SERVER_ERROR or SERVICE_UNAVAILABLE. */
  faults: number;
}

/** The last run of a job, on any worker that runs now. */
export interface Job {
  name: string;
  periodSeconds: number;
  /** When it ended; null: no worker that runs now has run it. */
  ranAt: Date | null;
  outcome: 'ok' | 'failed' | 'cancelled' | null;
  /** How long it took. */
  seconds: number | null;
}

/** What the worker's audit found, and when it looked. */
export interface AuditState {
  /** When the last look at what has changed ended; null: there was none. */
  changesAt: Date | null;
  /** When everything had been looked at the last time; null: never. */
  wholeAt: Date | null;
  /** Violations that are not in order yet. `admin.audit` says more. */
  findings: number;
}

export interface Database {
  /** The database's time. */
  time: Date;
  /** Seconds that this question took. */
  seconds: number;
  /** Connections of all programs. */
  connections: number;
  maxConnections: number;
}

export interface BoardInput {
  concertId: string;
  /** How many minutes `sales.series` has, and from when on `actions` are listed. */
  minutes?: number | undefined;
  /** Adds the places of this performance of the concert. */
  performanceId?: string | undefined;
  /** The `version` of the places that are known already. */
  sinceVersion?: number | undefined;
}

/** All that a board of a sale shows, in one answer: ask it every two seconds. */
export interface Board {
  /** The time of the answer, by the database's clock. */
  at: Date;
  /** As `admin.queueStats`. */
  queue: QueueStats;
  /** As `admin.salesStats`. */
  sales: SalesStats;
  /** As `admin.health`. */
  health: Health;
  /** What operators did to this concert in these minutes, at most the last 50, newest first. */
  actions: Action[];
  /** As `concert.availability`, also of a performance that cannot be booked; null unless it was asked for. */
  places: Availability | null;
}

export interface ExportRowsInput {
  kind: 'sales' | 'ledger' | 'checkIns';
  /** Only of this concert; without effect on the ledger. */
  concertId?: string | undefined;
  /** Only of this performance; without effect on the ledger. */
  performanceId?: string | undefined;
  /** The `nextCursor` of the page before; null or left out for the first page. */
  cursor?: string | null | undefined;
  /** About how many rows: all places of a payment are on one page. */
  limit?: number | undefined;
}

/** One page of a table, in the order of time, so that rows that are added meanwhile come last. */
export interface ExportRows {
  /** The names of the columns, the same on each page. */
  columns: string[];
  /** Times in ISO 8601 and UTC, money in minor units. */
  rows: (string | number | null)[][];
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: string | null;
}

export interface AdminAvailabilityInput {
  performanceId: string;
  sinceVersion?: number | undefined;
}

/** The code of every error that a call can be refused with. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'USER_NOT_FOUND'
  | 'VALIDATION_FAILED'
  | 'CONCERT_NOT_FOUND'
  | 'PERFORMANCE_NOT_FOUND'
  | 'RESERVATION_NOT_FOUND'
  | 'PAYMENT_NOT_FOUND'
  | 'TICKET_NOT_FOUND'
  | 'QUEUE_TOKEN_REQUIRED'
  | 'QUEUE_TOKEN_INVALID'
  | 'QUEUE_TOKEN_EXPIRED'
  | 'QUEUE_WAITING'
  | 'QUEUE_CLOSED'
  | 'NO_DATES_AVAILABLE'
  | 'NO_SEATS_AVAILABLE'
  | 'CHART_NOT_FOUND'
  | 'SEAT_NOT_FOUND'
  | 'PLACE_NOT_FOUND'
  | 'SECTION_NOT_FOUND'
  | 'SEAT_UNAVAILABLE'
  | 'NOT_ENOUGH_LEFT'
  | 'NOT_ENOUGH_TOGETHER'
  | 'LEAVES_ORPHAN'
  | 'HOLD_LIMIT_EXCEEDED'
  | 'HOLD_EXPIRED'
  | 'ALREADY_PAID'
  | 'ALREADY_REFUNDED'
  | 'INVALID_AMOUNT'
  | 'INSUFFICIENT_BALANCE'
  | 'TOPUP_UNAVAILABLE'
  | 'TOPUP_DECLINED'
  | 'TOPUP_ACTION_REQUIRED'
  | 'TOPUP_NOT_FOUND'
  | 'TICKET_ALREADY_REDEEMED'
  | 'TICKET_VOID'
  | 'TICKET_WRONG_PERFORMANCE'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'IDEMPOTENCY_IN_PROGRESS'
  | 'RATE_LIMITED'
  | 'PROCEDURE_NOT_FOUND'
  | 'METHOD_NOT_SUPPORTED'
  | 'SERVICE_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR';

/** One error in the input. */
export interface InputIssue {
  /** The keys that lead to the wrong field; empty for the input as a whole. */
  path: (string | number)[];
  message: string;
}

/** What the customer does next to finish a top-up: open this address of the payment provider. */
export interface TopUpAction {
  type: 'redirect';
  url: string;
}

/** The type of an error's `details`, by code. The other codes have an empty object. */
export interface ErrorDetailsByCode {
  VALIDATION_FAILED: { issues: InputIssue[] };
  QUEUE_TOKEN_EXPIRED: {
    /**
     * How the entry or pass ended: it expired, a payment used it up, or its user left. Null once the
     * entry was purged.
     */
    reason: 'EXPIRED' | 'PAID' | 'LEFT' | null;
    /** When the turn came. Null if it had not come, and once the entry was purged. */
    admittedAt: Date | null;
    /** When the entry or pass ended. Null once the entry was purged. */
    endedAt: Date | null;
  };
  QUEUE_WAITING: {
    /** 1 for the next entry to be admitted; null in the pre-queue. */
    position: number | null;
    /** Null while unknown. */
    estimatedWaitSeconds: number | null;
    /** The time to wait before the next call. */
    pollAfterSeconds: number;
  };
  /** The requested seats that the performance does not have. */
  SEAT_NOT_FOUND: { seatIds: string[] };
  /** Place numbers that the chart does not have, or that are in a standing area. */
  PLACE_NOT_FOUND: { places: number[] };
  /** A name that no section has, or not one of the kind that is asked for. */
  SECTION_NOT_FOUND: { section: string };
  /** The requested seats that are held, sold or blocked, and their place numbers. */
  SEAT_UNAVAILABLE: { seatIds: string[]; places: number[] };
  /** How many places are left in the section, or that fit the filters (`section` is null then). */
  NOT_ENOUGH_LEFT: { section: string | null; available: number };
  /** The most seats that are side by side and fit the filters. */
  NOT_ENOUGH_TOGETHER: { quantity: number; largest: number };
  /** The places that would be left alone. */
  LEAVES_ORPHAN: { places: number[] };
  /** The most seats of one performance that a user may have, held and paid together. */
  HOLD_LIMIT_EXCEEDED: { limit: number };
  ALREADY_PAID: { paymentId: string };
  ALREADY_REFUNDED: { paymentId: string };
  INVALID_AMOUNT: { issues: InputIssue[] };
  /** In minor units; `shortfall` is `required` less `balance`. */
  INSUFFICIENT_BALANCE: { balance: number; required: number; shortfall: number };
  /** The open top-up that the customer has to finish; `action` is null while the provider works on it. */
  TOPUP_ACTION_REQUIRED: { topUpId: string; action: TopUpAction | null };
  TICKET_ALREADY_REDEEMED: { redeemedAt: Date };
  /** The performance that the ticket is for. */
  TICKET_WRONG_PERFORMANCE: {
    performanceId: string;
    concertId: string;
    startsAt: Date;
    timezone: string;
  };
  RATE_LIMITED: { retryAfterSeconds: number };
  SERVICE_UNAVAILABLE: {
    retryAfterSeconds: number;
    /**
     * What became of the call. `NOT_DONE`: it was not carried out and never will be; it may be repeated. `UNKNOWN`:
     * it may have been carried out; the same call with the same idempotency key tells. Always `NOT_DONE` for
     * a query, which changes nothing.
     */
    outcome: 'NOT_DONE' | 'UNKNOWN';
  };
}

/** What became of a call that was not answered. */
export type Outcome = ErrorDetailsByCode['SERVICE_UNAVAILABLE']['outcome'];
