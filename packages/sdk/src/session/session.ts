/**
 * What an admitted user can do at a concert: see the seats, hold them, pay, get the tickets.
 *
 * - `Session` (this file) is the published interface; `open-session.ts` implements it.
 * - `session-holds.ts` knows the holds of a session. Holding the same seats again returns the same hold.
 * - `hold.ts` counts down one hold.
 * - `../seats/` has what a seat map shows: the chart (`chart-cache.ts`) and which places are available
 *   (`follow-seats.ts`); `place-choice.ts` says how places are named.
 * - `session-pass.ts` knows whether the pass has ended, `watch-pass.ts` finds it out by itself.
 * - `pay-once.ts` pays for a hold at most once, however often it is called.
 * - `waiting-payments.ts` remembers the payments that wait for a top-up, `resume-payment.ts` carries them on.
 */
import type {
  BookableDate,
  Chart,
  HoldBestInput,
  InLineApi,
  Payment,
  Seat,
  SeatMap,
  SeatTicket,
  TopUp,
} from '../api.ts';
import type { BusyListener } from '../retry/waits.ts';
import type { LiveAvailability } from '../seats/live-availability.ts';
import type { SeatSelection } from '../seats/place-choice.ts';
import type { WaitForTopUpOptions } from '../top-up/wait-for-top-up.ts';
import type { Hold } from './hold.ts';
import type { EndListener, EndReason } from './pass-end.ts';

export interface Abortable {
  signal?: AbortSignal | undefined;
}

export interface PayOptions extends Abortable {
  /** First charges what the balance lacks, through the payment provider if the server has one. */
  topUp?: boolean | undefined;
  /**
   * Where the provider sends the customer afterwards, whatever the outcome, with `topUpId` in the query. Its origin is
   * one that the server knows. Default: the server's setting.
   */
  returnUrl?: string | undefined;
  /**
   * Your name for this payment, 8 to 128 characters: another call with the same key is the same payment. Default:
   * one that is derived from the reservation, which pays at most once too.
   */
  idempotencyKey?: string | undefined;
}

/** What became of a payment that waited for a top-up. */
export interface ResumedPayment {
  topUp: TopUp;
  /** Null unless the top-up was credited, or if no payment began it. */
  payment: Payment | null;
}

export interface OfPerformance extends Abortable {
  /** Default: the date of the given seats, else the date of the last call, else the concert's first date. */
  performanceId?: string | undefined;
}

export interface HoldOptions extends OfPerformance {
  /**
   * A live hold of the same date, in place of which the seats are held. Its other seats are released, and the
   * new hold ends when it would have. If the call is refused, it stays as it is.
   */
  replaces?: HoldChoice | undefined;
  /**
   * Your name for this hold, 8 to 128 characters: another call with the same key and seats is the same hold, also
   * from another process. The first answer is repeated, even if the hold has ended since.
   */
  idempotencyKey?: string | undefined;
}

/** What `holdBest` looks for, and what it does with it. */
export interface HoldBestOptions
  extends HoldOptions,
    Omit<HoldBestInput, 'performanceId' | 'replaces' | 'idempotencyKey'> {}

export interface SeatMapOptions extends OfPerformance {
  /** The `version` of an earlier map: only the seats that changed since are returned. Default: every seat. */
  sinceVersion?: number | undefined;
}

/** A hold, or the id of its reservation. */
export type HoldChoice = string | Hold;

/** A payment, or its id. */
export type PaymentChoice = string | { id: string; reservationId: string };

/** The message of the compiler for a hold without seats. */
export interface HoldAtLeastOneSeat {
  readonly 'hold() needs at least one seat': never;
}

/** Refuses an empty tuple at compile time; accepts an array of unknown length. */
export type SomeSeats<Selection extends SeatSelection> = Selection extends readonly []
  ? HoldAtLeastOneSeat
  : Selection;

/** The calls of an admitted user. Each sends the queue token of the pass. */
export interface Session {
  readonly concertId: string;
  /** The queue token of the pass, for calls made outside of this session: `{ queueToken }`. */
  readonly queueToken: string;
  /** When the turn came. */
  readonly admittedAt: Date | null;
  /** When the pass ends, as the server told it last. A live hold makes it last longer. */
  readonly activeUntil: Date | null;
  /**
   * How the pass ended; null while it is live. Known from the session's own calls and from `activeUntil`; with a
   * listener of `onEnd` also from the server, within a second or so.
   */
  readonly ended: EndReason | null;
  /** When the pass ended; null while it is live, and if that is not known. */
  readonly endedAt: Date | null;
  /**
   * Until when calls of this session wait because the server refused them for now: it has more than it can do
   * (SERVICE_UNAVAILABLE), or the user called too often (RATE_LIMITED). They are then sent again by themselves. Null if none waits.
   */
  readonly busyUntil: Date | null;
  /** Every procedure of the API, called with the queue token of the pass. */
  readonly api: InLineApi;

  /**
   * Calls the listener once when the pass ends, whatever ended it; soon if it has ended. As long as there are
   * listeners, one tab of a browser keeps a stream open to find it out. Returns a function that removes it.
   */
  onEnd(listener: EndListener): () => void;

  /** Calls the listener whenever `busyUntil` changes. Returns a function that removes it. */
  onBusy(listener: BusyListener): () => void;

  /** The dates that can be booked. @throws NO_DATES_AVAILABLE */
  dates(options?: Abortable): Promise<BookableDate[]>;

  /**
   * The available seats of a date. The argument is a date, as in `seats(dates[1])`, or its id. Default: the
   * date of the last call, else the first date.
   *
   * @throws NO_DATES_AVAILABLE, NO_SEATS_AVAILABLE
   */
  seats(which?: string | OfPerformance): Promise<Seat[]>;

  /** Every seat of a date with its state; with `sinceVersion` only the seats that changed since. */
  seatMap(which?: string | SeatMapOptions): Promise<SeatMap>;

  /**
   * The drawing of a date's house, with its prices and the place numbers of its seats. Kept for a minute; as long as
   * nothing has changed it is the same object. The same for everybody.
   */
  chart(which?: string | OfPerformance, options?: Abortable): Promise<Chart>;

  /**
   * Which places of a date are available, at once and then at each change: over a stream, and by polls every 2 seconds
   * where there is none. A failure of the network does not end it. If it is read slowly, the states between are left
   * out. Ends by `break` or the signal.
   *
   * @throws QUEUE_TOKEN_EXPIRED once the pass has ended; NO_DATES_AVAILABLE once the date cannot be booked
   */
  availability(
    which?: string | OfPerformance,
    options?: Abortable,
  ): AsyncGenerator<LiveAvailability>;

  /**
   * Holds all of the seats or none: seats as they were listed, or places by number and any places of standing areas, as
   * in `{ places: [12, 13], general: [{ section: 'Floor', quantity: 2 }] }`. If the user already holds the same seats,
   * through this session or another one, or the answer to an earlier call for them was lost, returns that hold; standing
   * places can be held again. With `replaces` it swaps a hold for the seats, all of it or nothing: name the seats to
   * keep, too.
   *
   * @throws SEAT_UNAVAILABLE with the refused seats in `details.seatIds` and `details.places`; HOLD_LIMIT_EXCEEDED;
   *   NOT_ENOUGH_LEFT of a standing area; LEAVES_ORPHAN with the seats that would be left alone in `details.places`;
   *   PLACE_NOT_FOUND, SECTION_NOT_FOUND; with `replaces` HOLD_EXPIRED
   */
  hold<const Selection extends SeatSelection>(
    selection: Selection & SomeSeats<Selection>,
    options?: HoldOptions,
  ): Promise<Hold>;

  /**
   * Holds the best seats that are left, side by side unless `apart` allows several groups. Never refused only because
   * somebody else was faster while seats are left that fit. Another call holds other seats; the repeat of a call whose
   * answer was lost returns its hold.
   *
   * @throws NOT_ENOUGH_TOGETHER with the most that are side by side in `details.largest`; NOT_ENOUGH_LEFT;
   *   HOLD_LIMIT_EXCEEDED; SECTION_NOT_FOUND; with `replaces` HOLD_EXPIRED
   */
  holdBest(options: HoldBestOptions): Promise<Hold>;

  /** The user's live holds of this concert, up to 100, for instance after a reload of the page. */
  holds(options?: Abortable): Promise<Hold[]>;

  /** Releases seats before their hold expires. @throws ALREADY_PAID */
  release(hold: HoldChoice, options?: Abortable): Promise<void>;

  /**
   * Pays for a hold, and so uses the pass up, unless the user has other live holds of the concert. Called again
   * for a paid hold, returns the same payment.
   *
   * @throws INSUFFICIENT_BALANCE with the shortfall in `details.shortfall`; HOLD_EXPIRED; with `topUp`
   *   TOPUP_ACTION_REQUIRED if the customer first has to pay at `details.action.url`, and TOPUP_DECLINED
   */
  pay(hold: HoldChoice, options?: PayOptions): Promise<Payment>;

  /**
   * Carries on a payment that was refused with TOPUP_ACTION_REQUIRED, on a page that was loaded since too: waits
   * until the top-up has ended, and pays for its reservation if it was credited. The wait ends with the pass.
   *
   * @throws as `pay`; TOPUP_NOT_FOUND
   */
  resumePayment(topUpId: string, options?: WaitForTopUpOptions): Promise<ResumedPayment>;

  /** The top-up that the payment for this hold waits for, if it was begun in this tab; null if it waits for none. */
  waitingTopUp(hold: HoldChoice): Promise<string | null>;

  /** The tickets of a payment: one for each seat, with the code that is scanned at the entrance. */
  tickets(payment: PaymentChoice, options?: Abortable): Promise<SeatTicket[]>;

  /** Ends the pass and releases the live holds made with it. Succeeds if the pass has already ended. */
  leave(options?: Abortable): Promise<void>;
}
