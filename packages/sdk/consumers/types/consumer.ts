/**
 * Only compiled, against the package as it is installed: a line below `@ts-expect-error` is one that
 * must not compile.
 */
import {
  createFrontrowClient,
  type ErrorCode,
  type FrontrowClient,
  type FrontrowError,
  type Hold,
  type InLineApi,
  isFrontrowError,
  type Payment,
  type Seat,
  type SeatTicket,
  type Session,
} from '@frontrow/sdk';

// Who calls.
export const client: FrontrowClient = createFrontrowClient({
  url: 'https://a.example',
  auth: 'token',
});
createFrontrowClient({ url: 'https://a.example', auth: 'token', fetch, retrySeconds: 5 });
createFrontrowClient({ url: 'https://a.example', auth: async () => 'token' });
createFrontrowClient({ url: 'https://a.example', auth: { token: () => null } });
createFrontrowClient({ url: 'https://a.example', auth: { serviceToken: 'a', onBehalfOf: 'b' } });
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
// @ts-expect-error a service token beside a user's
createFrontrowClient({ url: 'https://a.example', auth: { token: 'a', serviceToken: 'b' } });
// @ts-expect-error a missing token: nobody is meant by null alone
createFrontrowClient({ url: 'https://a.example' });
// @ts-expect-error who has no token of a service acts for nobody
createFrontrowClient({ url: 'https://a.example', auth: { token: 'a', onBehalfOf: 'b' } });
// @ts-expect-error there is no server to call
createFrontrowClient({ auth: 'token' });
// @ts-expect-error a back end that acts for a user needs a token of its own
createFrontrowClient({ url: 'https://a.example', auth: { onBehalfOf: 'b' } });
// @ts-expect-error a token that comes without being asked for may be none
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
  // @ts-expect-error a hold without seats
  await session.hold([]);
  // @ts-expect-error a hold without seats
  await session.hold();
  // @ts-expect-error a seat is known by its id
  await session.hold([{ label: 'S 1' }]);
  // @ts-expect-error a hold is no seat
  await session.hold([hold]);
  // @ts-expect-error what was paid has tickets, not what is held
  await session.tickets(hold);
  // @ts-expect-error what is held is paid, not a seat
  await session.pay(seat);
  const payment: Payment = await session.pay(hold, { topUp: true });
  const code: string | undefined = (await session.tickets(payment))[0]?.code;
  return code === undefined ? [] : session.tickets(payment);
}

/** What a program's own tests put in the place of a hold. */
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

// A call from a place in line needs its token, which a session brings along.
export async function inLine({ api, queueToken }: Session): Promise<InLineApi> {
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
  // @ts-expect-error a token that may be none
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
  // @ts-expect-error which concert
  await client.concert.get.query();
  // @ts-expect-error a query has no mutate
  await client.concert.get.mutate({ concertId: 'c' });
  // @ts-expect-error there is no such status
  await client.reservation.list.query({ status: 'LOST' });
  // @ts-expect-error amounts are numbers
  await client.balance.charge.mutate({ amount: '10' });
  // @ts-expect-error there is no such procedure
  await client.concert.sing.query();
  return items[0]?.salesOpenAt ?? null;
}

export function refusals(error: unknown): unknown {
  if (isFrontrowError(error, 'SEAT_UNAVAILABLE')) {
    const seatIds: string[] = error.details.seatIds;
    // @ts-expect-error the limit is of another code
    error.details.limit;
    return seatIds;
  }
  if (isFrontrowError(error, 'INSUFFICIENT_BALANCE')) return error.details.shortfall.toFixed();
  if (isFrontrowError(error, 'QUEUE_CLOSED')) {
    // @ts-expect-error it has no details
    return error.details.seatIds;
  }
  // @ts-expect-error there is no such code
  if (isFrontrowError(error, 'NO_SUCH_CODE')) return null;
  if (!isFrontrowError(error)) return null;
  const refusal: FrontrowError = error;
  const code: ErrorCode = refusal.errorCode;
  // @ts-expect-error which details depends on the code
  refusal.details.seatIds;
  switch (refusal.errorCode) {
    case 'QUEUE_WAITING':
      return refusal.details.pollAfterSeconds.toFixed();
    case 'TICKET_ALREADY_REDEEMED':
      return refusal.details.redeemedAt.getTime();
    default:
      return [code, refusal.message, refusal.requestId.length];
  }
}
