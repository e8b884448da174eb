import type { Payment, SeatTicket } from '../api.ts';
import type { QueueEntry } from '../queue/queue-entry.ts';
import type { ReadChart } from '../seats/chart-cache.ts';
import { followSeats } from '../seats/follow-seats.ts';
import { dateOf, type SeatSelection, type WantedPlaces, wantedOf } from '../seats/place-choice.ts';
import { fromCallers } from '../transport/call-site.ts';
import { isFrontrowError } from '../transport/errors.ts';
import type { Identity } from '../transport/identity.ts';
import type { Hold } from './hold.ts';
import { createSeatHolder, type HoldTarget } from './hold-seats.ts';
import { payOnce } from './pay-once.ts';
import { resumePayment } from './resume-payment.ts';
import type {
  Abortable,
  HoldBestOptions,
  HoldOptions,
  OfPerformance,
  PayOptions,
  SeatMapOptions,
  Session,
} from './session.ts';
import { createSessionHolds } from './session-holds.ts';
import { createSessionPass, type SessionPass } from './session-pass.ts';
import { createWaitingPayments } from './waiting-payments.ts';

export interface SessionParts {
  entry: QueueEntry;
  identity: Identity;
  readChart: ReadChart;
}

/** The session of an admitted entry, and its pass. */
export function openSession({ entry, identity, readChart }: SessionParts): {
  session: Session;
  pass: SessionPass;
} {
  const { concertId, transport, ticket } = entry;
  const { api } = transport;
  const holds = createSessionHolds(api, transport.clock);
  const pass = createSessionPass(entry, identity, () => holds.end());
  const waiting = createWaitingPayments(entry);
  /** The performance of each seat that was listed, by seat id. */
  const performanceBySeat = new Map<string, string>();
  let lastPerformanceId: string | undefined;
  /** Whoever follows seats looks again when the user's own calls have changed some. */
  const onOwnChange = new Set<() => void>();
  const tellOwnChange = () => {
    for (const look of onOwnChange) look();
  };

  const dates = async ({ signal }: Abortable = {}) =>
    (await api.concert.dates.query({ concertId }, { signal })).items;

  const performanceOf = async ({ performanceId, signal }: OfPerformance): Promise<string> => {
    const known = performanceId ?? lastPerformanceId;
    if (known !== undefined) return known;
    const [first] = await dates({ signal });
    if (!first) throw new Error('the concert has no date');
    return first.performanceId;
  };

  const rememberSeats = (performanceId: string, seats: { id: string }[]) => {
    lastPerformanceId = performanceId;
    for (const { id } of seats) performanceBySeat.set(id, performanceId);
  };

  const findHolds = async ({ signal }: Abortable = {}): Promise<Hold[]> => {
    const input = { status: 'HELD', limit: 100 } as const;
    const { items } = await api.reservation.list.query(input, { signal });
    return items
      .filter((reservation) => reservation.concertId === concertId)
      .map((reservation) => pass.extend(holds.renew(reservation)));
  };
  const holder = createSeatHolder({ api, holds, findHolds });

  /** Makes a hold, of seats whose date may be known. */
  const makeHold = async (
    { performanceId, replaces, signal }: HoldOptions,
    ofSeats: string | undefined,
    make: (target: HoldTarget) => Promise<Hold>,
  ): Promise<Hold> => {
    const replaced = typeof replaces === 'object' ? replaces.reservation.performanceId : undefined;
    const target = {
      performanceId: await performanceOf({
        performanceId: performanceId ?? ofSeats ?? replaced,
        signal,
      }),
      replaces: replaces && idOf(replaces),
    };
    const hold = await make(target);
    if (target.replaces !== undefined) pass.shorten(target.replaces);
    tellOwnChange();
    return pass.extend(hold);
  };
  const holdSeats = async (selection: SeatSelection, options: HoldOptions = {}) => {
    const wanted: WantedPlaces = wantedOf(selection);
    const { performanceId = performanceBySeat.get(wanted.seatIds[0] ?? '') } = wanted;
    dateOf(wanted, options.performanceId);
    return makeHold(options, performanceId, (target) => holder.hold(target, wanted, options));
  };
  const holdBest = (options: HoldBestOptions) => {
    const { quantity, sections, categories, maxPrice, accessible, apart } = options;
    const wish = { quantity, sections, categories, maxPrice, accessible, apart };
    return makeHold(options, undefined, (target) =>
      holder.holdBest({ ...target, ...wish }, options),
    );
  };

  /** A hold lasts longer while its customer is at the payment provider. Without an answer it is as it was known. */
  const refresh = async (reservationId: string, signal: AbortSignal | undefined) => {
    const read = api.reservation.get.query({ reservationId }, { signal });
    const reservation = await read.catch(() => null);
    if (reservation?.status === 'HELD') pass.extend(holds.renew(reservation));
  };

  const pay = async (reservationId: string, options: PayOptions): Promise<Payment> => {
    // An AbortController has its signal on the prototype, which a spread leaves out.
    const { idempotencyKey, returnUrl, topUp, signal } = options;
    const request = { reservationId, idempotencyKey, returnUrl, topUp, signal };
    try {
      const payment = await payOnce(api, request);
      holds.end(reservationId);
      pass.paid(reservationId);
      tellOwnChange();
      waiting.forget(reservationId);
      return payment;
    } catch (error) {
      if (isFrontrowError(error, 'TOPUP_ACTION_REQUIRED')) {
        const { topUpId } = error.details;
        await waiting.remember(reservationId, { topUpId, idempotencyKey, returnUrl });
        await refresh(reservationId, signal);
      }
      throw error;
    }
  };

  const session: Session = {
    concertId,
    queueToken: ticket?.token ?? '',
    get activeUntil() {
      return entry.ticket?.activeUntil ?? null;
    },
    get admittedAt() {
      return entry.ticket?.admittedAt ?? null;
    },
    get ended() {
      return pass.check();
    },
    get endedAt() {
      return pass.check() && (pass.ended?.endedAt ?? null);
    },
    get busyUntil() {
      return transport.waits.until;
    },
    onEnd: (listener) => pass.onEnd(listener),
    onBusy: (listener) => transport.waits.onChange(listener),
    api,
    dates,
    async seats(which = {}) {
      const options = optionsOf(which);
      const performanceId = await performanceOf(options);
      const { signal } = options;
      const { items } = await api.concert.seats.query({ performanceId }, { signal });
      rememberSeats(performanceId, items);
      return items;
    },
    async seatMap(which = {}) {
      const options = optionsOf(which);
      const performanceId = await performanceOf(options);
      const { signal, sinceVersion } = options;
      const map = await api.concert.seatMap.query({ performanceId, sinceVersion }, { signal });
      rememberSeats(performanceId, map.seats);
      return map;
    },
    async chart(which = {}, options = {}) {
      const { performanceId, signal } = forOne(which, options);
      lastPerformanceId = await performanceOf({ performanceId, signal });
      return readChart(lastPerformanceId, signal);
    },
    async *availability(which = {}, options = {}) {
      const { performanceId, signal } = forOne(which, options);
      const followed = await performanceOf({ performanceId, signal });
      lastPerformanceId = followed;
      const hasEnded = () => pass.check() !== null;
      yield* followSeats({ entry, performanceId: followed, hasEnded, onOwnChange }, signal);
    },
    hold: holdSeats,
    holdBest,
    holds: findHolds,
    async release(hold, { signal } = {}) {
      const reservationId = idOf(hold);
      await api.reservation.release.mutate({ reservationId }, { signal });
      holds.end(reservationId);
      pass.shorten(reservationId);
      tellOwnChange();
      waiting.forget(reservationId);
    },
    pay: (hold, options = {}) => pay(idOf(hold), options),
    resumePayment: (topUpId, options = {}) =>
      resumePayment(
        {
          ...{ api, pass, waiting, pay },
          refresh: (reservationId) => refresh(reservationId, options.signal),
        },
        topUpId,
        options,
      ),
    waitingTopUp: async (hold) => (await waiting.find(idOf(hold)))?.topUpId ?? null,
    async tickets(payment, { signal } = {}): Promise<SeatTicket[]> {
      const input = { paymentId: idOf(payment) };
      return (await api.payment.tickets.query(input, { signal })).items;
    },
    async leave({ signal } = {}) {
      await entry.leave(signal);
      pass.left();
    },
  };
  return { session: fromCallers(session), pass };
}

const idOf = (choice: string | { id: string }): string =>
  typeof choice === 'string' ? choice : choice.id;

/** A string is the id of a date. */
const optionsOf = (which: string | SeatMapOptions): SeatMapOptions =>
  typeof which === 'string' ? { performanceId: which } : which;

const forOne = (which: string | OfPerformance, { signal }: Abortable): OfPerformance => {
  const options = optionsOf(which);
  return { performanceId: options.performanceId, signal: signal ?? options.signal };
};
