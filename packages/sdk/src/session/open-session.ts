import type { QueueTicket } from '../api.ts';
import type { QueueEntry } from '../queue/queue-entry.ts';
import { payOnce } from './pay-once.ts';
import type { Abortable, OfPerformance, SeatMapOptions, Session } from './session.ts';
import { createSessionHolds } from './session-holds.ts';

/** The session of an admitted entry. */
export function openSession(entry: QueueEntry, { token, activeUntil }: QueueTicket): Session {
  const { concertId, transport } = entry;
  const { api } = transport;
  const holds = createSessionHolds(api, transport.clock);
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

  return {
    concertId,
    queueToken: token,
    activeUntil,
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
      const seatIds = seats.map((seat) => (typeof seat === 'string' ? seat : seat.id)).sort();
      const { replaces, signal } = options;
      const known = performanceBySeat.get(seatIds[0] ?? '') ?? replaces?.reservation.performanceId;
      const performanceId = options.performanceId ?? known ?? (await performanceOf(options));
      return holds.hold({ performanceId, seatIds, replaces: replaces?.id }, signal);
    },
    async holds({ signal } = {}) {
      const { items } = await api.reservation.list.query(
        { status: 'HELD', limit: 100 },
        { signal },
      );
      return items
        .filter((reservation) => reservation.concertId === concertId)
        .map((reservation) => holds.register(reservation));
    },
    async release({ id }, { signal } = {}) {
      await api.reservation.release.mutate({ reservationId: id }, { signal });
      holds.end(id);
    },
    async pay({ id }, { topUp, signal } = {}) {
      const payment = await payOnce(api, { reservationId: id, topUp, signal });
      holds.end(id);
      return payment;
    },
    async tickets({ id }, { signal } = {}) {
      return (await api.payment.tickets.query({ paymentId: id }, { signal })).items;
    },
    async leave({ signal } = {}) {
      await entry.leave(signal);
      holds.end();
    },
  };
}

/** A string is the id of a date. */
const optionsOf = (which: string | SeatMapOptions): SeatMapOptions =>
  typeof which === 'string' ? { performanceId: which } : which;
