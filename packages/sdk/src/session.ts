import type { AppRouter } from '@frontrow/api/root';
import type { DatesView, SeatMapView, SeatsView } from '@frontrow/contract/concert';
import type { PaymentView, TicketsView } from '@frontrow/contract/payment';
import type { TicketView } from '@frontrow/contract/queue';
import type { TRPCClient } from '@trpc/client';
import { isFrontrowError } from './errors.ts';
import { Hold } from './hold.ts';
import type { Place } from './place.ts';

export interface Abortable {
  signal?: AbortSignal | undefined;
}

export interface PayOptions extends Abortable {
  /** Charges what the balance lacks before it pays. */
  topUp?: boolean;
}

type AtLeastOne<Item> = readonly [Item, ...Item[]];

/** What an admitted user does at a concert: all calls carry the pass. */
export class Session {
  readonly concertId: string;
  /** Every procedure of the API, with the pass. */
  readonly api: TRPCClient<AppRouter>;
  readonly #place: Place;
  #ticket: TicketView;
  #performanceId: string | undefined;

  constructor(place: Place, ticket: TicketView) {
    this.#place = place;
    this.#ticket = ticket;
    this.concertId = place.concertId;
    this.api = place.wire.trpc;
  }

  /** When the pass ends, unless a live hold makes it last longer. */
  get activeUntil(): Date | null {
    return this.#ticket.activeUntil;
  }

  /** The dates that can be booked. @throws NO_DATES_AVAILABLE */
  async dates({ signal }: Abortable = {}): Promise<DatesView['items']> {
    const { concertId } = this;
    return (await this.api.concert.dates.query({ concertId }, { signal })).items;
  }

  /**
   * The seats that are free on a date: the one that is named, the one named before, or the first.
   *
   * @throws NO_DATES_AVAILABLE, NO_SEATS_AVAILABLE
   */
  async seats(options: Abortable & { performanceId?: string } = {}): Promise<SeatsView['items']> {
    const performanceId = await this.#performance(options);
    const { signal } = options;
    return (await this.api.concert.seats.query({ performanceId }, { signal })).items;
  }

  /** Every seat of a date and its state; with a version that is known only what changed since. */
  async seatMap(
    options: Abortable & { performanceId?: string; sinceVersion?: number } = {},
  ): Promise<SeatMapView> {
    const performanceId = await this.#performance(options);
    const { signal, sinceVersion } = options;
    return this.api.concert.seatMap.query({ performanceId, sinceVersion }, { signal });
  }

  /**
   * Holds seats, all or none. A repeat after a lost answer holds nothing twice.
   *
   * @throws SEAT_UNAVAILABLE with the seats refused, HOLD_LIMIT_EXCEEDED
   */
  async hold(
    seatIds: AtLeastOne<string> | readonly string[],
    options: Abortable & { performanceId?: string } = {},
  ): Promise<Hold> {
    const performanceId = await this.#performance(options);
    const { signal } = options;
    const input = { performanceId, seatIds: [...seatIds] };
    const asked = performance.now();
    return new Hold(await this.api.reservation.hold.mutate(input, { signal }), asked);
  }

  /** Gives seats back before their hold runs out. @throws ALREADY_PAID */
  async release(hold: Hold, { signal }: Abortable = {}): Promise<void> {
    await this.api.reservation.release.mutate({ reservationId: hold.id }, { signal });
    hold.settle();
  }

  /**
   * Pays for a hold. A repeat after a lost answer pays nothing twice.
   *
   * @throws INSUFFICIENT_BALANCE with the shortfall, HOLD_EXPIRED
   */
  async pay(hold: Hold, { topUp, signal }: PayOptions = {}): Promise<PaymentView> {
    const input = { reservationId: hold.id, ...(topUp === undefined ? {} : { topUp }) };
    const payment = await this.api.payment.pay.mutate(input, { signal });
    hold.settle();
    await this.#place.forget();
    return payment;
  }

  /** What opens the door: one code a seat. */
  async tickets(
    payment: Pick<PaymentView, 'id'>,
    { signal }: Abortable = {},
  ): Promise<TicketsView['items']> {
    return (await this.api.payment.tickets.query({ paymentId: payment.id }, { signal })).items;
  }

  /** Gives the pass to the next, and live holds back. Once it has ended that is no error. */
  async leave({ signal }: Abortable = {}): Promise<void> {
    try {
      await this.api.queue.leave.mutate(undefined, { signal });
    } catch (error) {
      if (!isFrontrowError(error, 'QUEUE_TOKEN_EXPIRED')) throw error;
    }
    await this.#place.forget();
  }

  async #performance(options: Abortable & { performanceId?: string }): Promise<string> {
    this.#performanceId = options.performanceId ?? this.#performanceId;
    this.#performanceId ??= (await this.dates(options))[0]?.performanceId;
    if (this.#performanceId === undefined) throw new Error('the concert has no date');
    return this.#performanceId;
  }
}
