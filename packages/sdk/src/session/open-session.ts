import type { QueueTicket } from '../api.ts';
import type { QueueEntry } from '../queue/queue-entry.ts';
import { payOnce } from './pay-once.ts';
import type { Abortable, OfPerformance, SeatMapOptions, Session } from './session.ts';
import { createSessionHolds } from './session-holds.ts';

/** The session of a place whose turn has come. */
export function openSession(place: QueueEntry, { token, activeUntil }: QueueTicket): Session {
  const { concertId, transport } = place;
  const { api } = transport;
  const holds = createSessionHolds(api, transport.clock);
  /** Of each seat that was listed. */
  const performances = new Map<string, string>();
  let lastAsked: string | undefined;

  const dates = async ({ signal }: Abortable = {}) =>
    (await api.concert.dates.query({ concertId }, { signal })).items;

  const performanceOf = async ({ performanceId, signal }: OfPerformance): Promise<string> => {
    const known = performanceId ?? lastAsked;
    if (known !== undefined) return known;
    const [first] = await dates({ signal });
    if (!first) throw new Error('the concert has no date');
    return first.performanceId;
  };

  const learn = (performanceId: string, seats: { id: string }[]) => {
    lastAsked = performanceId;
    for (const { id } of seats) performances.set(id, performanceId);
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
      learn(performanceId, items);
      return items;
    },
    async seatMap(which = {}) {
      const options = optionsOf(which);
      const performanceId = await performanceOf(options);
      const { signal, sinceVersion } = options;
      const map = await api.concert.seatMap.query({ performanceId, sinceVersion }, { signal });
      learn(performanceId, map.seats);
      return map;
    },
    async hold(seats, options = {}) {
      const seatIds = seats.map((seat) => (typeof seat === 'string' ? seat : seat.id)).sort();
      const known = performances.get(seatIds[0] ?? '');
      const performanceId = options.performanceId ?? known ?? (await performanceOf(options));
      return holds.make({ performanceId, seatIds }, options.signal);
    },
    async holds({ signal } = {}) {
      const { items } = await api.reservation.list.query(
        { status: 'HELD', limit: 100 },
        { signal },
      );
      return items
        .filter((reservation) => reservation.concertId === concertId)
        .map((reservation) => holds.know(reservation));
    },
    async release({ id }, { signal } = {}) {
      await api.reservation.release.mutate({ reservationId: id }, { signal });
      holds.settle(id);
    },
    async pay({ id }, { topUp, signal } = {}) {
      const payment = await payOnce(api, { reservationId: id, topUp, signal });
      holds.settle(id);
      return payment;
    },
    async tickets({ id }, { signal } = {}) {
      return (await api.payment.tickets.query({ paymentId: id }, { signal })).items;
    },
    async leave({ signal } = {}) {
      await place.leave(signal);
      holds.settle();
    },
  };
}

/** A date may be meant by its id alone. */
const optionsOf = (which: string | SeatMapOptions): SeatMapOptions =>
  typeof which === 'string' ? { performanceId: which } : which;
