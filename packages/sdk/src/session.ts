import type { BookableDate, InLineApi, Payment, Seat, SeatMap, SeatTicket, Ticket } from './api.ts';
import type { Hold } from './hold.ts';
import { createHolds, type Holds } from './holds.ts';
import { payOnce } from './payment.ts';
import type { Place } from './place.ts';

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
export class Session {
  readonly concertId: string;
  /** Every procedure of the API, with the pass. */
  readonly api: InLineApi;
  readonly #place: Place;
  readonly #ticket: Ticket;
  readonly #holds: Holds;
  /** Of each seat that was listed. */
  readonly #performances = new Map<string, string>();
  #performanceId: string | undefined;

  /** @internal */
  constructor(place: Place, ticket: Ticket) {
    this.#place = place;
    this.#ticket = ticket;
    this.concertId = place.concertId;
    this.api = place.wire.api;
    this.#holds = createHolds(this.api, place.wire.clock);
  }

  /** The token of the pass, for calls that are made elsewhere: `{ queueToken }`. */
  get queueToken(): string {
    return this.#ticket.token;
  }

  /** When the pass ends, unless a live hold makes it last longer. */
  get activeUntil(): Date | null {
    return this.#ticket.activeUntil;
  }

  /** The dates that can be booked. @throws NO_DATES_AVAILABLE */
  async dates({ signal }: Abortable = {}): Promise<BookableDate[]> {
    const { concertId } = this;
    const { items } = await this.api.concert.dates.query({ concertId }, { signal });
    return items;
  }

  /**
   * The seats that are free on a date: the one that is named, as in `seats(dates[1])` or by its id, the one
   * named before, or the first.
   *
   * @throws NO_DATES_AVAILABLE, NO_SEATS_AVAILABLE
   */
  async seats(which: string | OfPerformance = {}): Promise<Seat[]> {
    const options = optionsOf(which);
    const performanceId = await this.#performance(options);
    const { signal } = options;
    const { items } = await this.api.concert.seats.query({ performanceId }, { signal });
    this.#learn(performanceId, items);
    return items;
  }

  /** Every seat of a date and its state; with a version that is known only what changed since. */
  async seatMap(which: string | SeatMapOptions = {}): Promise<SeatMap> {
    const options = optionsOf(which);
    const performanceId = await this.#performance(options);
    const { signal, sinceVersion } = options;
    const map = await this.api.concert.seatMap.query({ performanceId, sinceVersion }, { signal });
    this.#learn(performanceId, map.seats);
    return map;
  }

  /**
   * Holds seats, all or none. Asked again for seats that this session holds, or after a lost answer, it
   * gives the hold that there is.
   *
   * @throws SEAT_UNAVAILABLE with the seats refused, HOLD_LIMIT_EXCEEDED
   */
  async hold<const Seats extends readonly SeatChoice[]>(
    seats: Seats & SomeSeats<Seats>,
    options: OfPerformance = {},
  ): Promise<Hold> {
    const seatIds = seats.map((seat) => (typeof seat === 'string' ? seat : seat.id)).sort();
    const known = this.#performances.get(seatIds[0] ?? '');
    const performanceId = options.performanceId ?? known ?? (await this.#performance(options));
    return this.#holds.make({ performanceId, seatIds }, options.signal);
  }

  /** The holds of this concert that run, as after a reload of the page. */
  async holds({ signal }: Abortable = {}): Promise<Hold[]> {
    const { items } = await this.api.reservation.list.query(
      { status: 'HELD', limit: 100 },
      { signal },
    );
    return items
      .filter(({ concertId }) => concertId === this.concertId)
      .map((reservation) => this.#holds.know(reservation));
  }

  /** Gives seats back before their hold runs out. @throws ALREADY_PAID */
  async release(hold: Hold, { signal }: Abortable = {}): Promise<void> {
    await this.api.reservation.release.mutate({ reservationId: hold.id }, { signal });
    hold.settle();
  }

  /**
   * Pays for a hold, once however often it is asked: where it is paid already, it gives that payment.
   *
   * @throws INSUFFICIENT_BALANCE with the shortfall, HOLD_EXPIRED
   */
  async pay(hold: Hold, options: PayOptions = {}): Promise<Payment> {
    const payment = await payOnce(this.api, { ...options, reservationId: hold.id });
    hold.settle();
    await this.#place.forget();
    return payment;
  }

  /** What opens the door: one code a seat. */
  async tickets(payment: PaymentChoice, { signal }: Abortable = {}): Promise<SeatTicket[]> {
    const { items } = await this.api.payment.tickets.query({ paymentId: payment.id }, { signal });
    return items;
  }

  /** Gives the pass to the next, and live holds back. Once it has ended that is no error. */
  async leave({ signal }: Abortable = {}): Promise<void> {
    await this.#place.leave(signal);
    this.#holds.settle();
  }

  async #performance({ performanceId, signal }: OfPerformance): Promise<string> {
    const known = performanceId ?? this.#performanceId;
    if (known !== undefined) return known;
    const [first] = await this.dates({ signal });
    if (!first) throw new Error('the concert has no date');
    return first.performanceId;
  }

  #learn(performanceId: string, seats: { id: string }[]): void {
    this.#performanceId = performanceId;
    for (const { id } of seats) this.#performances.set(id, performanceId);
  }
}

/** A date may be meant by its id alone. */
const optionsOf = (which: string | SeatMapOptions): SeatMapOptions =>
  typeof which === 'string' ? { performanceId: which } : which;
