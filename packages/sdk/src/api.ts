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
  draw: Query<DrawInput, Draw>;
}

export interface QueueInLineApi extends QueueApi {
  /** The ticket as it stands. Poll it every `pollAfterSeconds`. */
  status: Query<undefined, QueueTicket>;
  /** Ends the queue entry or pass at once, and releases its live holds. */
  leave: Mutation<undefined, LeaveResult>;
}

export interface ConcertApi {
  /** All concerts, on sale or not. */
  list: Query<PageInput | undefined, ConcertPage>;
  /** One concert. */
  get: Query<ConcertInput, Concert>;
  /** The performances that can be booked. */
  dates: InLineQuery<ConcertInput, Dates>;
  /** The seats that can be held. */
  seats: InLineQuery<SeatsInput, Seats>;
  /** Every seat with its status, or what changed since a version. */
  seatMap: InLineQuery<SeatMapInput, SeatMap>;
}

export interface ConcertInLineApi extends ConcertApi {
  /** The performances that can be booked. */
  dates: Query<ConcertInput, Dates>;
  /** The seats that can be held. */
  seats: Query<SeatsInput, Seats>;
  /** Every seat with its status, or what changed since a version. */
  seatMap: Query<SeatMapInput, SeatMap>;
}

export interface ReservationApi {
  /** Holds all of the seats, or none. */
  hold: InLineMutation<HoldInput, Reservation>;
  /** Releases a hold. A reservation that has ended is returned as it is. */
  release: Mutation<ReservationInput, Reservation>;
  /** One reservation of the user. */
  get: Query<ReservationInput, Reservation>;
  /** The reservations of the user, newest first. */
  list: Query<ReservationListInput | undefined, ReservationPage>;
}

export interface ReservationInLineApi extends ReservationApi {
  /** Holds all of the seats, or none. */
  hold: Mutation<HoldInput, Reservation>;
}

export interface BalanceApi {
  /** The balance of the user. */
  get: Query<undefined, Balance>;
  /** Adds to the balance and returns the new one. */
  charge: Mutation<ChargeInput, ChargeResult>;
  /** The ledger entries of the user, newest first. */
  history: Query<PageInput | undefined, EntryPage>;
}

export interface PaymentApi {
  /** Pays for a hold from the balance and uses up the pass. */
  pay: InLineMutation<PayInput, Payment>;
  /** One payment of the user. */
  get: Query<PaymentInput, Payment>;
  /** The payments of the user, newest first. */
  list: Query<PageInput | undefined, PaymentPage>;
  /** The tickets of a payment, each with its signed code. */
  tickets: Query<PaymentInput, Tickets>;
}

export interface PaymentInLineApi extends PaymentApi {
  /** Pays for a hold from the balance and uses up the pass. */
  pay: Mutation<PayInput, Payment>;
}

export interface AdminApi {
  /** Creates a concert without performances, and its queue. */
  createConcert: Mutation<CreateConcertInput, AdminConcert>;
  /** Creates a performance of a concert with all of its seats. */
  createPerformance: Mutation<CreatePerformanceInput, CreatePerformanceResult>;
  /**
   * Cancels a performance: releases all holds and refunds all payments. Call it again to resume a
   * call that was cut off; the counts are those of this call.
   */
  cancelPerformance: Mutation<CancelPerformanceInput, CancelPerformanceResult>;
  /** Changes the queue settings that are given, and returns the settings in force. */
  configureQueue: Mutation<ConfigureQueueInput, QueueSettings>;
  /** Publishes the public value that a draw names as its source. */
  publishDrawValue: Mutation<PublishDrawValueInput, Draw>;
  /** The numbers of a queue at this moment, and its settings. */
  queueStats: Query<ConcertInput, QueueStats>;
  /** Creates a customer, with the id of an external issuer if one is given. */
  createUser: Mutation<CreateUserInput, AdminUser>;
  /**
   * Deletes a user: queue entries end, holds are released, calls are refused. Ledger, payments and
   * tickets stay.
   */
  deleteUser: Mutation<DeleteUserInput, DeleteUserResult>;
  /** Users by a part of the name or by external id, in the order of creation. */
  findUsers: Query<FindUsersInput | undefined, AdminUserPage>;
  /** The reservations of all users, newest first. */
  listReservations: Query<ListReservationsInput | undefined, AdminReservationPage>;
  /** The payments of all users, newest first. */
  listPayments: Query<ListPaymentsInput | undefined, AdminPaymentPage>;
  /** Refunds a payment: the money returns to the balance, the seats are free, the tickets are void. */
  refund: Mutation<RefundInput, Payment>;
  /** Redeems a ticket, once. */
  redeemTicket: Mutation<RedeemTicketInput, RedeemTicketResult>;
  /** The log of what operators did, newest first. */
  actions: Query<ActionsInput | undefined, ActionPage>;
  /** Checks invariants 1 to 4 and 6 on one consistent snapshot of the live data. */
  audit: Query<AuditInput | undefined, Audit>;
}

export interface DevSignInInput {
  name: string;
  role?: 'customer' | 'operator' | 'service' | undefined;
}

export interface DevSignInResult {
  accessToken: string;
  user: User;
}

export interface User {
  id: string;
  name: string;
  role: 'customer' | 'operator' | 'service';
}

export interface JoinInput {
  concertId: string;
}

export interface QueueTicket {
  /** Works only with the bearer token of the user that it was given to. */
  token: string;
  concertId: string;
  status: 'PREQUEUE' | 'WAITING' | 'ACTIVE';
  /** 1 for the next to be admitted; null when active or in the pre-queue. Never goes up for a user. */
  position: number | null;
  /** From what the last minutes showed; null while unknown. */
  estimatedWaitSeconds: number | null;
  /** When to ask again, for who does not watch. */
  pollAfterSeconds: number;
  joinedAt: Date;
  admittedAt: Date | null;
  /** When the pass ends, once it has been claimed by a call with the token. */
  activeUntil: Date | null;
  /** Who joined before the opening: the pseudonym in the list of the draw. */
  entrant: string | null;
}

export interface LeaveResult {
  left: true;
}

export interface DrawInput {
  cursor?: string | null | undefined;
  limit?: number | undefined;
  concertId: string;
  /** Which draw, counted from 1; the last one that was frozen unless told, or the one to come. */
  round?: number | undefined;
}

/** What is public of a draw so far; draw-order.ts of the contract tells how places follow from it. */
export interface Draw {
  round: number;
  /** SHA-256 of the seed, in hex. */
  seedHash: string;
  /** The public random value that it will be mixed with, as it was named. */
  source: string | null;
  concertId: string;
  /** The list is final from then on: its length and its hash. */
  frozenAt: Date | null;
  entrants: number | null;
  entrantsHash: string | null;
  publicValue: string | null;
  /** The seed is public from then on, in hex. */
  drawnAt: Date | null;
  seed: string | null;
  /** The number of the first place less one. */
  afterNumber: number | null;
  /** The list in order of arrival, once it is final; places from 1 once it is drawn. */
  items: DrawEntry[];
  nextCursor: string | null;
}

export interface DrawEntry {
  entrant: string;
  place: number | null;
}

/** 1 to 100 items a page; `cursor` is the `nextCursor` of the page before. */
export interface PageInput {
  cursor?: string | null | undefined;
  limit?: number | undefined;
}

export interface ConcertPage {
  items: Concert[];
  nextCursor: string | null;
}

export interface Concert {
  id: string;
  title: string;
  artist: string;
  venue: string;
  description: string;
  salesOpenAt: Date | null;
  salesCloseAt: Date | null;
  onSale: boolean;
  /** Of the draw among those who join before the opening. */
  draw: DrawPromise;
}

/** What is public of a draw from the moment on at which anybody can join it. */
export interface DrawPromise {
  round: number;
  /** SHA-256 of the seed, in hex. */
  seedHash: string;
  /** The public random value that it will be mixed with, as it was named. */
  source: string | null;
}

export interface ConcertInput {
  concertId: string;
}

export interface Dates {
  items: BookableDate[];
}

export interface BookableDate {
  performanceId: string;
  startsAt: Date;
  /** An IANA name. */
  timezone: string;
  seatsAvailable: number;
  seatsTotal: number;
  /** Of the cheapest seat, in minor units of `currency`. */
  priceFrom: number;
  currency: string;
}

export interface SeatsInput {
  performanceId: string;
}

export interface Seats {
  performanceId: string;
  version: number;
  /** Those that are free. */
  items: Seat[];
}

export interface Seat {
  id: string;
  section: string;
  row: string;
  number: number;
  label: string;
  /** Minor units of the deployment's currency. */
  price: number;
}

export interface SeatMapInput {
  performanceId: string;
  /** The `version` of the map that the caller holds; unknown ones are answered with the whole map. */
  sinceVersion?: number | undefined;
}

export interface SeatMap {
  performanceId: string;
  /** For `sinceVersion` of the next call. */
  version: number;
  currency: string;
  /** False: only the seats that changed since `sinceVersion`. */
  full: boolean;
  seats: SeatOnMap[];
}

export interface SeatOnMap {
  id: string;
  section: string;
  row: string;
  number: number;
  label: string;
  /** Minor units of the deployment's currency. */
  price: number;
  status: 'AVAILABLE' | 'HELD' | 'SOLD';
  /** Held or bought by the user who asks. */
  mine: boolean;
}

export interface HoldInput {
  performanceId: string;
  seatIds: string[];
  /** Made by the caller, 8 to 128 characters; the same key with the same input replays the stored answer. */
  idempotencyKey?: string | undefined;
}

export interface Reservation {
  id: string;
  performanceId: string;
  concertId: string;
  status: 'HELD' | 'PAID' | 'EXPIRED' | 'RELEASED' | 'REFUNDED';
  seats: HeldSeat[];
  /** Minor units of `currency`. */
  amount: number;
  currency: string;
  heldAt: Date;
  /** A hold reads EXPIRED from that instant. */
  holdExpiresAt: Date;
  paymentId: string | null;
}

export interface HeldSeat {
  id: string;
  label: string;
  /** Minor units of the reservation's currency. */
  price: number;
}

export interface ReservationInput {
  reservationId: string;
}

export interface ReservationListInput {
  cursor?: string | null | undefined;
  limit?: number | undefined;
  status?: 'HELD' | 'PAID' | 'EXPIRED' | 'RELEASED' | 'REFUNDED' | undefined;
}

export interface ReservationPage {
  items: Reservation[];
  nextCursor: string | null;
}

export interface Balance {
  /** Minor units of `currency`. */
  amount: number;
  currency: string;
}

export interface ChargeInput {
  /**
   * Minor units. Whatever is not a positive safe integer within the deployment's limits is
   * INVALID_AMOUNT, by the domain's judgement, rather than VALIDATION_FAILED.
   */
  amount: number;
  /** Made by the caller, 8 to 128 characters; the same key with the same input replays the stored answer. */
  idempotencyKey?: string | undefined;
}

export interface ChargeResult {
  /** Minor units of `currency`. */
  amount: number;
  currency: string;
  entryId: string;
}

export interface EntryPage {
  items: Entry[];
  nextCursor: string | null;
}

export interface Entry {
  id: string;
  type: 'CHARGE' | 'PAYMENT' | 'REFUND';
  /** Signed: charges and refunds add, payments take. */
  amount: number;
  balanceAfter: number;
  paymentId: string | null;
  createdAt: Date;
}

export interface PayInput {
  reservationId: string;
  /** Charge what the balance lacks first, then pay. */
  topUp?: boolean | undefined;
  /** Made by the caller, 8 to 128 characters; the same key with the same input replays the stored answer. */
  idempotencyKey?: string | undefined;
}

export interface Payment {
  id: string;
  reservationId: string;
  /** Minor units of `currency`. */
  amount: number;
  currency: string;
  balanceAfter: number;
  status: 'PAID' | 'REFUNDED';
  paidAt: Date;
  refundedAt: Date | null;
}

export interface PaymentInput {
  paymentId: string;
}

export interface PaymentPage {
  items: Payment[];
  nextCursor: string | null;
}

export interface Tickets {
  items: SeatTicket[];
}

export interface SeatTicket {
  ticketId: string;
  seatId: string;
  label: string;
  performanceId: string;
  /** Signed, in letters and digits that fit a QR code. */
  code: string;
  status: 'VALID' | 'REDEEMED' | 'VOID';
}

export interface CreateConcertInput {
  title: string;
  artist: string;
  venue: string;
  description?: string | undefined;
  salesOpenAt?: Date | null | undefined;
  salesCloseAt?: Date | null | undefined;
  /** The most seats that one user may hold and have paid of one performance. */
  holdLimit?: number | undefined;
  queue?: QueueSettingsInput | undefined;
}

/** What an operator may set; every field is optional and keeps its value when left out. */
export interface QueueSettingsInput {
  /** Most passes active at once. */
  maxActive?: number | undefined;
  /** Most admissions in any sliding 60 seconds. */
  admitPerMinute?: number | undefined;
  /** How long a claimed pass lasts from its admission. */
  activeSeconds?: number | undefined;
  /** How long an admitted user has to make the first call with the token; at least twice pollAfterSeconds. */
  claimSeconds?: number | undefined;
  pollAfterSeconds?: number | undefined;
  /** Joins before it are the pre-queue; null follows the concert's salesOpenAt. */
  opensAt?: Date | null | undefined;
  /** Joins are taken, nobody is admitted. */
  paused?: boolean | undefined;
  /** No new joins; those who wait are still admitted, live passes finish. */
  closed?: boolean | undefined;
  /**
   * Names the public random value that the next draw is to be mixed with, such as a coming round of
   * a public beacon; null: none. Can't be changed once somebody has joined that draw.
   */
  drawSource?: string | null | undefined;
}

export interface AdminConcert {
  id: string;
  title: string;
  artist: string;
  venue: string;
  description: string;
  salesOpenAt: Date | null;
  salesCloseAt: Date | null;
  onSale: boolean;
  /** Of the draw among those who join before the opening. */
  draw: DrawPromise;
  holdLimit: number;
}

export interface CreatePerformanceInput {
  concertId: string;
  startsAt: Date;
  timezone?: string | undefined;
  /** An empty list makes a performance without seats. */
  sections: SectionInput[];
}

export interface SectionInput {
  name: string;
  rows: number;
  seatsPerRow: number;
  price: number;
}

export interface CreatePerformanceResult {
  performanceId: string;
  seatsTotal: number;
}

export interface CancelPerformanceInput {
  performanceId: string;
  reason: string;
}

export interface CancelPerformanceResult {
  refunded: number;
  released: number;
}

export interface ConfigureQueueInput {
  /** Most passes active at once. */
  maxActive?: number | undefined;
  /** Most admissions in any sliding 60 seconds. */
  admitPerMinute?: number | undefined;
  /** How long a claimed pass lasts from its admission. */
  activeSeconds?: number | undefined;
  /** How long an admitted user has to make the first call with the token; at least twice pollAfterSeconds. */
  claimSeconds?: number | undefined;
  pollAfterSeconds?: number | undefined;
  /** Joins before it are the pre-queue; null follows the concert's salesOpenAt. */
  opensAt?: Date | null | undefined;
  /** Joins are taken, nobody is admitted. */
  paused?: boolean | undefined;
  /** No new joins; those who wait are still admitted, live passes finish. */
  closed?: boolean | undefined;
  /**
   * Names the public random value that the next draw is to be mixed with, such as a coming round of
   * a public beacon; null: none. Can't be changed once somebody has joined that draw.
   */
  drawSource?: string | null | undefined;
  concertId: string;
}

export interface QueueSettings {
  concertId: string;
  maxActive: number;
  admitPerMinute: number;
  activeSeconds: number;
  claimSeconds: number;
  pollAfterSeconds: number;
  opensAt: Date | null;
  paused: boolean;
  closed: boolean;
  drawSource: string | null;
}

export interface PublishDrawValueInput {
  concertId: string;
  /** The public value, as its source published it. */
  value: string;
}

export interface QueueStats {
  prequeue: number;
  waiting: number;
  active: number;
  completed: number;
  expired: number;
  left: number;
  admittedPerMinute: number;
  estimatedWaitSeconds: number | null;
  settings: QueueSettings;
}

export interface CreateUserInput {
  name: string;
  externalId?: string | undefined;
}

export interface AdminUser {
  id: string;
  name: string;
  role: 'customer' | 'operator' | 'service';
  externalId: string | null;
  createdAt: Date;
}

export interface DeleteUserInput {
  userId: string;
}

export interface DeleteUserResult {
  deleted: true;
}

export interface FindUsersInput {
  cursor?: string | null | undefined;
  limit?: number | undefined;
  /** Part of the name, in any case. */
  name?: string | undefined;
  externalId?: string | undefined;
}

export interface AdminUserPage {
  items: AdminUser[];
  nextCursor: string | null;
}

export interface ListReservationsInput {
  cursor?: string | null | undefined;
  limit?: number | undefined;
  status?: 'HELD' | 'PAID' | 'EXPIRED' | 'RELEASED' | 'REFUNDED' | undefined;
  userId?: string | undefined;
  concertId?: string | undefined;
  performanceId?: string | undefined;
}

export interface AdminReservationPage {
  items: AdminReservation[];
  nextCursor: string | null;
}

export interface AdminReservation {
  id: string;
  performanceId: string;
  concertId: string;
  status: 'HELD' | 'PAID' | 'EXPIRED' | 'RELEASED' | 'REFUNDED';
  seats: HeldSeat[];
  /** Minor units of `currency`. */
  amount: number;
  currency: string;
  heldAt: Date;
  /** A hold reads EXPIRED from that instant. */
  holdExpiresAt: Date;
  paymentId: string | null;
  userId: string;
}

export interface ListPaymentsInput {
  cursor?: string | null | undefined;
  limit?: number | undefined;
  reservationId?: string | undefined;
  status?: 'PAID' | 'REFUNDED' | undefined;
  userId?: string | undefined;
  concertId?: string | undefined;
  performanceId?: string | undefined;
}

export interface AdminPaymentPage {
  items: AdminPayment[];
  nextCursor: string | null;
}

export interface AdminPayment {
  id: string;
  reservationId: string;
  /** Minor units of `currency`. */
  amount: number;
  currency: string;
  balanceAfter: number;
  status: 'PAID' | 'REFUNDED';
  paidAt: Date;
  refundedAt: Date | null;
  userId: string;
}

export interface RefundInput {
  paymentId: string;
  reason?: string | undefined;
  /** Made by the caller, 8 to 128 characters; the same key with the same input replays the stored answer. */
  idempotencyKey?: string | undefined;
}

export interface RedeemTicketInput {
  code: string;
}

export interface RedeemTicketResult {
  ticketId: string;
  label: string;
  redeemedAt: Date;
}

export interface ActionsInput {
  cursor?: string | null | undefined;
  limit?: number | undefined;
  operatorId?: string | undefined;
  action?:
    | 'createConcert'
    | 'createPerformance'
    | 'cancelPerformance'
    | 'configureQueue'
    | 'publishDrawValue'
    | 'createUser'
    | 'deleteUser'
    | 'refund'
    | 'redeemTicket'
    | 'createJob'
    | 'requeueJob'
    | 'retryJob'
    | 'pauseJob'
    | 'resumeJob'
    | 'deleteJob'
    | undefined;
}

export interface ActionPage {
  items: Action[];
  nextCursor: string | null;
}

export interface Action {
  id: string;
  operatorId: string;
  action:
    | 'createConcert'
    | 'createPerformance'
    | 'cancelPerformance'
    | 'configureQueue'
    | 'publishDrawValue'
    | 'createUser'
    | 'deleteUser'
    | 'refund'
    | 'redeemTicket'
    | 'createJob'
    | 'requeueJob'
    | 'retryJob'
    | 'pauseJob'
    | 'resumeJob'
    | 'deleteJob';
  /** The id of what was acted on; of a job of the worker, the UUIDv5 of its name. */
  targetId: string;
  details: Record<string, unknown>;
  createdAt: Date;
}

export interface AuditInput {
  concertId?: string | undefined;
}

export interface Audit {
  ok: boolean;
  checks: AuditCheck[];
}

export interface AuditCheck {
  name: string;
  ok: boolean;
  /** The first offenders, each as the ids and figures that show it. */
  violations: Record<string, unknown>[];
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
  | 'SEAT_NOT_FOUND'
  | 'SEAT_UNAVAILABLE'
  | 'HOLD_LIMIT_EXCEEDED'
  | 'HOLD_EXPIRED'
  | 'ALREADY_PAID'
  | 'ALREADY_REFUNDED'
  | 'INVALID_AMOUNT'
  | 'INSUFFICIENT_BALANCE'
  | 'TOPUP_UNAVAILABLE'
  | 'TOPUP_DECLINED'
  | 'TICKET_ALREADY_REDEEMED'
  | 'TICKET_VOID'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'IDEMPOTENCY_IN_PROGRESS'
  | 'RATE_LIMITED'
  | 'PROCEDURE_NOT_FOUND'
  | 'METHOD_NOT_SUPPORTED'
  | 'SERVICE_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR';

/** A field of the input and what is wrong with it; `path` is empty for the input as a whole. */
export interface InputIssue {
  path: (string | number)[];
  message: string;
}

/** What `details` of a refusal holds, per code. Codes without an entry carry an empty object. */
export interface ErrorDetailsByCode {
  VALIDATION_FAILED: { issues: InputIssue[] };
  QUEUE_WAITING: {
    /** 1 is the next to be admitted; null in the pre-queue. */
    position: number | null;
    estimatedWaitSeconds: number | null;
    pollAfterSeconds: number;
  };
  SEAT_NOT_FOUND: { seatIds: string[] };
  SEAT_UNAVAILABLE: { seatIds: string[] };
  HOLD_LIMIT_EXCEEDED: { limit: number };
  ALREADY_PAID: { paymentId: string };
  ALREADY_REFUNDED: { paymentId: string };
  INVALID_AMOUNT: { issues: InputIssue[] };
  /** Minor units of the deployment's currency. */
  INSUFFICIENT_BALANCE: { balance: number; required: number; shortfall: number };
  TICKET_ALREADY_REDEEMED: { redeemedAt: Date };
  RATE_LIMITED: { retryAfterSeconds: number };
  SERVICE_UNAVAILABLE: { retryAfterSeconds: number };
}
