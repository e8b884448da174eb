import type { Payment, SeatTicket } from '../api.ts';
import type { QueueEntry } from '../queue/queue-entry.ts';
import { fromCallers } from '../transport/call-site.ts';
import { isFrontrowError } from '../transport/errors.ts';
import type { Identity } from '../transport/identity.ts';
import type { Hold } from './hold.ts';
import { createSeatHolder } from './hold-seats.ts';
import { payOnce } from './pay-once.ts';
import { resumePayment } from './resume-payment.ts';
import type { Abortable, OfPerformance, PayOptions, SeatMapOptions, Session } from './session.ts';
import { createSessionHolds } from './session-holds.ts';
import { createSessionPass, type SessionPass } from './session-pass.ts';
import { createWaitingPayments } from './waiting-payments.ts';

/** The session of an admitted entry, and its pass. */
export function openSession(
  entry: QueueEntry,
  identity: Identity,
): { session: Session; pass: SessionPass } {
  const { concertId, transport, ticket } = entry;
  const { api } = transport;
  const holds = createSessionHolds(api, transport.clock);
  const pass = createSessionPass(entry, identity, () => holds.end());
  const waiting = createWaitingPayments(entry);
  /** The performance of each seat that was listed, by seat id. */
  const performanceBySeat = new Map<string, string>();
  let lastPerformanceId: string | undefined;

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
  const holdSeats = createSeatHolder({ api, holds, findHolds });

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
    get ended() {
      return pass.check();
    },
    onEnd: (listener) => pass.onEnd(listener),
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
    async hold(seats, options = {}) {
      const seatIds = seats.map(idOf).sort();
      const { replaces } = options;
      const replacedHold = typeof replaces === 'object' ? replaces : undefined;
      const known =
        performanceBySeat.get(seatIds[0] ?? '') ?? replacedHold?.reservation.performanceId;
      const performanceId = options.performanceId ?? known ?? (await performanceOf(options));
      const replacedId = replaces && idOf(replaces);
      const hold = await holdSeats({ performanceId, seatIds, replaces: replacedId }, options);
      if (replacedId !== undefined) pass.shorten(replacedId);
      return pass.extend(hold);
    },
    holds: findHolds,
    async release(hold, { signal } = {}) {
      const reservationId = idOf(hold);
      await api.reservation.release.mutate({ reservationId }, { signal });
      holds.end(reservationId);
      pass.shorten(reservationId);
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
      pass.end('LEFT');
    },
  };
  return { session: fromCallers(session), pass };
}

const idOf = (choice: string | { id: string }): string =>
  typeof choice === 'string' ? choice : choice.id;

/** A string is the id of a date. */
const optionsOf = (which: string | SeatMapOptions): SeatMapOptions =>
  typeof which === 'string' ? { performanceId: which } : which;
