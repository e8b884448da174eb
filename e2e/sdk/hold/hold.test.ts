import { type FrontrowClientOptions, isFrontrowError } from '@frontrow/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  answerLost,
  createFetchScript,
  refusal,
  requestLost,
} from '../../testing/network/fetch-script.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { rejectionOf } from '../../testing/waiting/rejection-of.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => sale.close());

/** Admits a user and lists the seats, with a `fetch` that the test can script. */
async function admit(name: string, options: Partial<FrontrowClientOptions> = {}) {
  const concertId = await sale.concert(4);
  const script = createFetchScript();
  const client = await sale.client(name, { fetch: script.fetch, ...options });
  const session = await client.enter(concertId);
  const liveHolds = async () =>
    (await client.reservation.list.query({ status: 'HELD' })).items.map(({ id }) => id);
  return { script, client, session, seats: await session.seats(), liveHolds };
}

/** Refusals that can come before the server knows the outcome of an earlier try. */
const REFUSALS = [
  ['UNAUTHENTICATED', refusal(401, 'UNAUTHENTICATED')],
  ['RATE_LIMITED', refusal(429, 'RATE_LIMITED', { retryAfterSeconds: 30 })],
] as const;

describe('after the answer to a hold was lost', () => {
  test('a second call with the seats in another order returns the existing hold', async () => {
    const { script, session, seats, liveHolds } = await admit('reorders seats', {
      retrySeconds: 0,
    });
    script.next('reservation.hold', answerLost);
    await rejectionOf(session.hold(seats.slice(0, 2)));
    const hold = await session.hold(seats.slice(0, 2).toReversed());
    expect(await liveHolds()).toEqual([hold.id]);
  });

  test('a second call after a release of the found hold makes a new, live hold', async () => {
    const { script, session, seats, liveHolds } = await admit('releases and holds', {
      retrySeconds: 0,
    });
    script.next('reservation.hold', answerLost);
    await rejectionOf(session.hold(seats.slice(0, 1)));
    for (const found of await session.holds()) await session.release(found);
    expect(await liveHolds()).toEqual([]);
    const hold = await session.hold(seats.slice(0, 1));
    expect(await liveHolds()).toEqual([hold.id]);
    expect(await session.pay(hold, { topUp: true })).toMatchObject({ status: 'PAID' });
  });

  test.each(REFUSALS)(
    'and the retry was refused with %s, a second call returns the hold',
    async (code, handler) => {
      const { script, session, seats, liveHolds } = await admit(`held, ${code}`);
      script.next('reservation.hold', answerLost, handler);
      expect(await rejectionOf(session.hold(seats.slice(0, 1)))).toMatchObject({ errorCode: code });
      const hold = await session.hold(seats.slice(0, 1));
      expect(await liveHolds()).toEqual([hold.id]);
    },
  );

  test('and the lookup of the hold failed too, a third call returns the hold', async () => {
    const { script, session, seats, liveHolds } = await admit('loses two answers', {
      retrySeconds: 0,
    });
    script.next('reservation.hold', answerLost);
    script.next('reservation.get', requestLost);
    await rejectionOf(session.hold(seats.slice(0, 1)));
    await rejectionOf(session.hold(seats.slice(0, 1)));
    const hold = await session.hold(seats.slice(0, 1));
    expect(await liveHolds()).toEqual([hold.id]);
  });

  test('a call repeated six minutes after its request was lost gets a hold with its full time', async () => {
    const { script, session, seats } = await admit('six minutes offline', { retrySeconds: 0 });
    script.next('reservation.hold', requestLost);
    await rejectionOf(session.hold(seats.slice(0, 1)));
    const { now } = Date;
    vi.spyOn(Date, 'now').mockImplementation(() => now() + 360_000);
    const hold = await session.hold(seats.slice(0, 1));
    expect(hold.secondsLeft).toBeGreaterThan(280);
  });
});

describe('a second call for seats that this session holds', () => {
  test('returns the hold, and does not exceed the hold limit', async () => {
    const { session, seats } = await admit('holds three seats');
    const hold = await session.hold(seats.slice(0, 3));
    expect(await session.hold(seats.slice(0, 3))).toBe(hold);
  });

  test('is refused if another tab released them and another user holds them', async () => {
    const { client, session, seats } = await admit('has two tabs');
    const hold = await session.hold(seats.slice(0, 1));
    await client.reservation.release.mutate({ reservationId: hold.id });
    const other = await (await sale.client('other user')).enter(session.concertId);
    await other.hold(await other.seats().then((free) => free.slice(0, 1)));
    const error = await rejectionOf(session.hold(seats.slice(0, 1)));
    expect(isFrontrowError(error, 'SEAT_UNAVAILABLE')).toBe(true);
  });
});

describe('holding seats', () => {
  test('at once and again later returns one hold', async () => {
    const { session, seats, liveHolds } = await admit('clicks twice');
    const [hold, atOnce] = await Promise.all([
      session.hold(seats.slice(0, 1)),
      session.hold(seats.slice(0, 1)),
    ]);
    const later = await session.hold(seats.slice(0, 1));
    expect([atOnce.id, later.id]).toEqual([hold.id, hold.id]);
    expect(await liveHolds()).toEqual([hold.id]);
  });

  test('after a release makes a new hold', async () => {
    const { session, seats, liveHolds } = await admit('releases');
    const first = await session.hold(seats.slice(0, 1));
    await session.release(first);
    const second = await session.hold(seats.slice(0, 1));
    expect(second.id).not.toBe(first.id);
    expect(await liveHolds()).toEqual([second.id]);
  });

  test('of another concert does not show in this session', async () => {
    const client = await sale.client('two concerts');
    const both = [
      await client.enter(await sale.concert(2)),
      await client.enter(await sale.concert(2)),
    ];
    for (const session of both) {
      const hold = await session.hold((await session.seats()).slice(0, 1));
      expect((await session.holds()).map(({ id }) => id)).toEqual([hold.id]);
    }
    expect((await client.reservation.list.query({ status: 'HELD' })).items).toHaveLength(2);
  });
});

describe('a payment', () => {
  test('repeated with another `topUp` returns the same payment', async () => {
    const { client, session, seats } = await admit('pays twice');
    const hold = await session.hold(seats.slice(0, 1));
    const { id } = await session.pay(hold, { topUp: true });
    expect(await session.pay(hold)).toMatchObject({ id, status: 'PAID' });
    expect((await client.payment.list.query({})).items).toHaveLength(1);
  });

  test('that was refunded is not returned', async () => {
    const { session, seats } = await admit('refunded');
    const hold = await session.hold(seats.slice(0, 1));
    const { id } = await session.pay(hold, { topUp: true });
    await sale.operator.admin.refund.mutate({ paymentId: id, reason: 'concert cancelled' });
    const error = await rejectionOf(session.pay(hold));
    expect(isFrontrowError(error, 'QUEUE_TOKEN_EXPIRED')).toBe(true);
  });
});
