/**
 * What an admitted user can do at a concert: see the seats, hold them, pay, get the tickets.
 *
 * - `Session` (this file) is the published interface; `open-session.ts` implements it.
 * - `session-holds.ts` knows the holds of a session. Holding the same seats again returns the same hold.
 * - `hold.ts` counts down one hold.
 * - `pay-once.ts` pays for a hold at most once, however often it is called.
 */
import type { BookableDate, InLineApi, Payment, Seat, SeatMap, SeatTicket } from '../api.ts';
import type { Hold } from './hold.ts';

export interface Abortable {
  signal?: AbortSignal | undefined;
}

export interface PayOptions extends Abortable {
  /** First charges what the balance lacks. */
  topUp?: boolean | undefined;
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
  replaces?: Hold | undefined;
}

export interface SeatMapOptions extends OfPerformance {
  /** The `version` of an earlier map: only the seats that changed since are returned. Default: every seat. */
  sinceVersion?: number | undefined;
}

/** A seat as it was listed, or its id. The `never` fields reject a hold or a payment, which also have an id. */
export type SeatChoice = string | { id: string; reservation?: never; reservationId?: never };

/** A payment, or an object with its id. The `never` field rejects a hold. */
export interface PaymentChoice {
  id: string;
  seats?: never;
}

/** Refuses an empty tuple at compile time; accepts an array of unknown length. */
export type SomeSeats<Seats extends readonly SeatChoice[]> = Seats extends readonly []
  ? never
  : Seats;

/** The calls of an admitted user. Each sends the queue token of the pass. */
export interface Session {
  readonly concertId: string;
  /** The queue token of the pass, for calls made outside of this session: `{ queueToken }`. */
  readonly queueToken: string;
  /** When the pass ends. A live hold makes it last longer. */
  readonly activeUntil: Date | null;
  /** Every procedure of the API, called with the queue token of the pass. */
  readonly api: InLineApi;

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
   * Holds all of the seats or none. If this session already holds the same seats, or the answer to an
   * earlier call for them was lost, returns that hold. With `replaces` it swaps a hold for the seats, all of it
   * or nothing: name the seats to keep, too.
   *
   * @throws SEAT_UNAVAILABLE with the refused seats in `details.seatIds`; HOLD_LIMIT_EXCEEDED; with
   * `replaces` HOLD_EXPIRED
   */
  hold<const Seats extends readonly SeatChoice[]>(
    seats: Seats & SomeSeats<Seats>,
    options?: HoldOptions,
  ): Promise<Hold>;

  /** The user's live holds of this concert, up to 100, for instance after a reload of the page. */
  holds(options?: Abortable): Promise<Hold[]>;

  /** Releases seats before their hold expires. @throws ALREADY_PAID */
  release(hold: Hold, options?: Abortable): Promise<void>;

  /**
   * Pays for a hold. Called again for a paid hold, returns the same payment.
   *
   * @throws INSUFFICIENT_BALANCE with the shortfall in `details.shortfall`; HOLD_EXPIRED
   */
  pay(hold: Hold, options?: PayOptions): Promise<Payment>;

  /** The tickets of a payment: one for each seat, with the code that is scanned at the entrance. */
  tickets(payment: PaymentChoice, options?: Abortable): Promise<SeatTicket[]>;

  /** Ends the pass and releases the live holds made with it. Succeeds if the pass has already ended. */
  leave(options?: Abortable): Promise<void>;
}
