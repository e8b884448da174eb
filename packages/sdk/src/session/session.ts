import type { BookableDate, InLineApi, Payment, Seat, SeatMap, SeatTicket } from '../api.ts';
import type { Hold } from './hold.ts';

export interface Abortable {
  signal?: AbortSignal | undefined;
}

export interface PayOptions extends Abortable {
  /** Charges what the balance lacks before it pays. */
  topUp?: boolean | undefined;
}

export interface OfPerformance extends Abortable {
  /** Which date; the one that the seats are of, else the one asked about last, else the first. */
  performanceId?: string | undefined;
}

export interface SeatMapOptions extends OfPerformance {
  /** The version that is known; unless it is given, every seat is told. */
  sinceVersion?: number | undefined;
}

/** A seat, as it was listed or by its id; no hold and no payment, which have ids of their own. */
export type SeatChoice = string | { id: string; reservation?: never; reservationId?: never };

/** A payment, or what is known of it: no hold. */
export interface PaymentChoice {
  id: string;
  seats?: never;
}

/** An empty list does not compile; one whose length is not known does. */
export type SomeSeats<Seats extends readonly SeatChoice[]> = Seats extends readonly []
  ? never
  : Seats;

/** What an admitted user does at a concert: all calls carry the pass. */
export interface Session {
  readonly concertId: string;
  /** The token of the pass, for calls that are made elsewhere: `{ queueToken }`. */
  readonly queueToken: string;
  /** When the pass ends, unless a live hold makes it last longer. */
  readonly activeUntil: Date | null;
  /** Every procedure of the API, with the pass. */
  readonly api: InLineApi;

  /** The dates that can be booked. @throws NO_DATES_AVAILABLE */
  dates(options?: Abortable): Promise<BookableDate[]>;

  /**
   * The seats that are free on a date: the one that is named, as in `seats(dates[1])` or by its id, the one
   * named before, or the first.
   *
   * @throws NO_DATES_AVAILABLE, NO_SEATS_AVAILABLE
   */
  seats(which?: string | OfPerformance): Promise<Seat[]>;

  /** Every seat of a date and its state; with a version that is known only what changed since. */
  seatMap(which?: string | SeatMapOptions): Promise<SeatMap>;

  /**
   * Holds seats, all or none. Asked again for seats that this session holds, or after a lost answer, it
   * gives the hold that there is.
   *
   * @throws SEAT_UNAVAILABLE with the seats refused, HOLD_LIMIT_EXCEEDED
   */
  hold<const Seats extends readonly SeatChoice[]>(
    seats: Seats & SomeSeats<Seats>,
    options?: OfPerformance,
  ): Promise<Hold>;

  /** The holds of this concert that run, as after a reload of the page. */
  holds(options?: Abortable): Promise<Hold[]>;

  /** Gives seats back before their hold runs out. @throws ALREADY_PAID */
  release(hold: Hold, options?: Abortable): Promise<void>;

  /**
   * Pays for a hold, once however often it is asked: where it is paid already, it gives that payment.
   *
   * @throws INSUFFICIENT_BALANCE with the shortfall, HOLD_EXPIRED
   */
  pay(hold: Hold, options?: PayOptions): Promise<Payment>;

  /** What opens the door: one code a seat. */
  tickets(payment: PaymentChoice, options?: Abortable): Promise<SeatTicket[]>;

  /** Gives the pass to the next, and live holds back. Once it has ended that is no error. */
  leave(options?: Abortable): Promise<void>;
}
