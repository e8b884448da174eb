/**
 * Compiled against the installed package, but never run. A line below `@ts-expect-error` must not compile.
 */
import {
  type Chart,
  type ChartSeat,
  createFrontrowClient,
  type ErrorCode,
  type FrontrowClient,
  type FrontrowError,
  type Hold,
  type InLineApi,
  isFrontrowError,
  type LiveAvailability,
  type Payment,
  type Seat,
  type SeatTicket,
  type Session,
  seatsOfChart,
} from '@frontrow/sdk';

// Options of the client.
export const client: FrontrowClient = createFrontrowClient({
  url: 'https://a.example',
  auth: 'token',
});
createFrontrowClient({ url: 'https://a.example', auth: 'token', fetch, retrySeconds: 5 });
createFrontrowClient({ url: 'https://a.example', auth: async () => 'token' });
createFrontrowClient({ url: 'https://a.example', auth: { token: () => null } });
createFrontrowClient({ url: 'https://a.example', auth: { serviceToken: 'a', onBehalfOf: 'b' } });
createFrontrowClient({
  url: 'https://a.example',
  auth: { serviceToken: 'a', onBehalfOf: { externalId: 'b' } },
}).enter('concert');
// A service that acts for nobody has the procedures only.
export const service = createFrontrowClient({
  url: 'https://a.example',
  auth: { serviceToken: 'a' },
});
export const created = service.admin.createUser.mutate({ name: 'n' });
// @ts-expect-error the place in a queue of nobody
service.enter('concert');
const mayBeNobody = { serviceToken: 'a', onBehalfOf: undefined as string | undefined };
// @ts-expect-error a customer that may be undefined
createFrontrowClient({ url: 'https://a.example', auth: mayBeNobody });
createFrontrowClient({ url: 'https://a.example', auth: null });
createFrontrowClient({ url: new URL('https://a.example'), auth: null });
createFrontrowClient({
  url: 'https://a.example',
  auth: null,
  fetch: async (url: string, init?: RequestInit) => fetch(url, init),
  storage: { get: (key) => localStorage.getItem(key), set() {}, remove() {} },
});
const kept = new Map<string, string>();
createFrontrowClient({
  url: 'https://a.example',
  auth: null,
  storage: {
    get: (key) => kept.get(key),
    set: (key, value) => kept.set(key, value),
    remove: (key) => kept.delete(key),
  },
});
// @ts-expect-error a service token together with a user's
createFrontrowClient({ url: 'https://a.example', auth: { token: 'a', serviceToken: 'b' } });
// @ts-expect-error a missing token: only null means nobody
createFrontrowClient({ url: 'https://a.example' });
// @ts-expect-error a user's token together with onBehalfOf
createFrontrowClient({ url: 'https://a.example', auth: { token: 'a', onBehalfOf: 'b' } });
// @ts-expect-error a missing url
createFrontrowClient({ auth: 'token' });
// @ts-expect-error onBehalfOf without a service token
createFrontrowClient({ url: 'https://a.example', auth: { onBehalfOf: 'b' } });
// @ts-expect-error a token that may be undefined
createFrontrowClient({ url: 'https://a.example', auth: undefined as number | undefined });

export async function journey(): Promise<SeatTicket[]> {
  const session: Session = await client.enter('concert', {
    onPosition: ({ position, status }) => [position?.toFixed(), status === 'WAITING'],
  });
  const seats: Seat[] = await session.seats();
  const [seat] = await session.seats({ performanceId: 'p', signal: new AbortController().signal });
  await session.seats('p');
  const [date] = await session.dates();
  await session.seats(date);
  if (!seat) return [];
  await session.hold(seats);
  await session.hold(seats.map(({ id }) => id));
  await session.hold(['a', 'b'], { signal: new AbortController().signal });
  const hold: Hold = await session.hold([seat]);
  const more: Hold = await session.hold([seat, 'b'], { replaces: hold });
  await session.hold([seat], { replaces: more.id });
  // @ts-expect-error a seat instead of a hold
  await session.hold([seat], { replaces: seat });
  // @ts-expect-error a hold without seats
  await session.hold([]);
  // @ts-expect-error a hold without seats
  await session.hold();
  // @ts-expect-error a concert instead of a seat
  await session.hold([await client.concert.get.query({ concertId: 'c' })]);
  // @ts-expect-error the tickets of a seat instead of a payment
  await session.tickets(seat);
  // @ts-expect-error a seat without an id
  await session.hold([{ label: 'S 1' }]);
  // @ts-expect-error a hold instead of a seat
  await session.hold([hold]);
  // @ts-expect-error the tickets of a hold instead of a payment
  await session.tickets(hold);
  // @ts-expect-error the payment of a seat instead of a hold
  await session.pay(seat);
  await session.hold({ places: [12, 13], general: [{ section: 'Floor', quantity: 2 }] });
  await session.hold({ general: [{ section: 'Floor', quantity: 2 }] }, { replaces: hold });
  await session.holdBest({ quantity: 2, sections: ['Stalls'], apart: true, replaces: hold });
  const chart: Chart = await session.chart();
  const drawn: ChartSeat[] = seatsOfChart(chart);
  await session.hold(drawn.slice(0, 2));
  for await (const state of session.availability('p', { signal: new AbortController().signal })) {
    const live: LiveAvailability = state;
    live.changed?.map((place) => live.places[place]);
  }
  // @ts-expect-error seats by what stands on them
  await session.hold(seats.map(({ number }) => number));
  // @ts-expect-error places by nothing
  await session.hold({});
  // @ts-expect-error a standing area without a number of places
  await session.hold({ general: [{ section: 'Floor' }] });
  // @ts-expect-error the best of unknown number
  await session.holdBest({ sections: ['Stalls'] });
  const payment: Payment = await session.pay(hold, { topUp: true });
  await session.pay(hold.id, { idempotencyKey: 'order-2041-pay' });
  await session.hold(seats, { idempotencyKey: 'order-2041-hold' });
  const ticket = await client.join('concert');
  const known: Session = ticket.session ?? (await client.resume(ticket.token));
  known.onEnd((reason) => reason === 'PAID')();
  const isOver: boolean = known.ended === 'EXPIRED';
  if (isOver) await session.tickets(payment.id);
  const code: string | undefined = (await session.tickets(payment))[0]?.code;
  return code === undefined ? [] : session.tickets(payment);
}

/** Objects that an application's own tests use instead of a hold and a session. */
export const heldInATest: Hold = {
  id: 'h',
  reservation: {} as Hold['reservation'],
  seats: [],
  amount: 1_000,
  currency: 'KRW',
  secondsLeft: 300,
  onExpire: () => () => {},
};
export const sessionInATest: Pick<Session, 'dates' | 'release' | 'leave'> = {
  dates: async () => [],
  async release() {},
  async leave() {},
};

// Some procedures need a queue token; a session's `api` sends its own.
export async function callsWithQueueToken({ api, queueToken }: Session): Promise<InLineApi> {
  await api.reservation.hold.mutate({ performanceId: 'p', seatIds: ['a'] });
  await api.queue.status.query();
  const { items } = await client.concert.dates.query({ concertId: 'c' }, { queueToken });
  await client.queue.leave.mutate(undefined, { queueToken, signal: new AbortController().signal });
  // @ts-expect-error a missing token
  await client.concert.dates.query({ concertId: 'c' });
  // @ts-expect-error a missing token
  await client.reservation.hold.mutate({ performanceId: 'p', seatIds: ['a'] });
  // @ts-expect-error a missing token
  await client.payment.pay.mutate({ reservationId: 'r' }, {});
  // @ts-expect-error a token that may be undefined
  await client.concert.seats.query({ performanceId: 'p' }, { queueToken: items[0]?.timezone });
  // @ts-expect-error a missing token
  await client.queue.leave.mutate();
  // @ts-expect-error a token where none is needed
  await client.concert.get.query({ concertId: 'c' }, { queueToken });
  return api;
}

export async function calls(): Promise<Date | null> {
  const { items } = await client.concert.list.query();
  await client.concert.list.query({ limit: 5 }, { signal: new AbortController().signal });
  await client.balance.get.query(undefined, { signal: new AbortController().signal });
  // @ts-expect-error a missing input
  await client.concert.get.query();
  // @ts-expect-error a query has no mutate
  await client.concert.get.mutate({ concertId: 'c' });
  // @ts-expect-error an unknown status
  await client.reservation.list.query({ status: 'LOST' });
  // @ts-expect-error an amount that is not a number
  await client.balance.charge.mutate({ amount: '10' });
  // @ts-expect-error an unknown procedure
  await client.concert.sing.query();
  return items[0]?.salesOpenAt ?? null;
}

export function errors(error: unknown): unknown {
  if (isFrontrowError(error, 'SEAT_UNAVAILABLE')) {
    const seatIds: string[] = error.details.seatIds;
    // @ts-expect-error a detail of another code
    error.details.limit;
    return seatIds;
  }
  if (isFrontrowError(error, 'LEAVES_ORPHAN')) {
    const places: number[] = error.details.places;
    return places;
  }
  if (isFrontrowError(error, 'NOT_ENOUGH_TOGETHER')) return error.details.largest.toFixed();
  if (isFrontrowError(error, 'NOT_ENOUGH_LEFT')) {
    // @ts-expect-error null where the filters left too few
    error.details.section.length;
    return error.details.available.toFixed();
  }
  if (isFrontrowError(error, 'INSUFFICIENT_BALANCE')) return error.details.shortfall.toFixed();
  if (isFrontrowError(error, 'QUEUE_CLOSED')) {
    // @ts-expect-error this code has no details
    return error.details.seatIds;
  }
  // @ts-expect-error an unknown code
  if (isFrontrowError(error, 'NO_SUCH_CODE')) return null;
  if (!isFrontrowError(error)) return null;
  const frontrowError: FrontrowError = error;
  const code: ErrorCode = frontrowError.errorCode;
  // @ts-expect-error the details depend on the code
  frontrowError.details.seatIds;
  switch (frontrowError.errorCode) {
    case 'QUEUE_WAITING':
      return frontrowError.details.pollAfterSeconds.toFixed();
    case 'TICKET_ALREADY_REDEEMED':
      return frontrowError.details.redeemedAt.getTime();
    default:
      return [code, frontrowError.message, frontrowError.requestId.length];
  }
}
