import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type FrontrowClientOptions, isFrontrowError } from '../src/index.ts';
import { PendingCalls } from '../src/retry/pending-calls.ts';
import { caught } from '../testing/caught.ts';
import { lost, refused, rigged, unsent } from '../testing/rigged.ts';
import { openSale, type Sale } from '../testing/sale.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => sale.close());

/** Somebody who was let in and sees the seats, over a network that can go wrong. */
async function visit(name: string, options: Partial<FrontrowClientOptions> = {}) {
  const concertId = await sale.concert(4);
  const rig = rigged();
  const client = await sale.client(name, { fetch: rig.fetch, ...options });
  const session = await client.enter(concertId);
  const liveHolds = async () =>
    (await client.reservation.list.query({ status: 'HELD' })).items.map(({ id }) => id);
  return { rig, client, session, seats: await session.seats(), liveHolds };
}

const REFUSALS = [
  ['UNAUTHENTICATED', refused(401, 'UNAUTHENTICATED')],
  ['RATE_LIMITED', refused(429, 'RATE_LIMITED', { retryAfterSeconds: 30 })],
] as const;

describe('the answer to a hold is lost', () => {
  test('asked again with the seats in another order, it is the hold that there is', async () => {
    const { rig, session, seats, liveHolds } = await visit('shuffles', { retrySeconds: 0 });
    rig.next('reservation.hold', lost);
    await caught(session.hold(seats.slice(0, 2)));
    const hold = await session.hold(seats.slice(0, 2).toReversed());
    expect(await liveHolds()).toEqual([hold.id]);
  });

  test('released as one that was found and held anew, it is really held', async () => {
    const { rig, session, seats, liveHolds } = await visit('starts over', { retrySeconds: 0 });
    rig.next('reservation.hold', lost);
    await caught(session.hold(seats.slice(0, 1)));
    for (const found of await session.holds()) await session.release(found);
    expect(await liveHolds()).toEqual([]);
    const hold = await session.hold(seats.slice(0, 1));
    expect(await liveHolds()).toEqual([hold.id]);
    expect(await session.pay(hold, { topUp: true })).toMatchObject({ status: 'PAID' });
  });

  test.each(REFUSALS)('and the next try is %s: asked again, it is the hold', async (code, no) => {
    const { rig, session, seats, liveHolds } = await visit(`held, ${code}`);
    rig.next('reservation.hold', lost, no);
    expect(await caught(session.hold(seats.slice(0, 1)))).toMatchObject({ errorCode: code });
    const hold = await session.hold(seats.slice(0, 1));
    expect(await liveHolds()).toEqual([hold.id]);
  });

  test('and it cannot be asked what became of it: asked once more, it is the hold', async () => {
    const { rig, session, seats, liveHolds } = await visit('has no luck', { retrySeconds: 0 });
    rig.next('reservation.hold', lost);
    rig.next('reservation.get', unsent);
    await caught(session.hold(seats.slice(0, 1)));
    await caught(session.hold(seats.slice(0, 1)));
    const hold = await session.hold(seats.slice(0, 1));
    expect(await liveHolds()).toEqual([hold.id]);
  });

  test('and six minutes pass, though it never reached the server: it has its full time', async () => {
    const { rig, session, seats } = await visit('was in a lift', { retrySeconds: 0 });
    rig.next('reservation.hold', unsent);
    await caught(session.hold(seats.slice(0, 1)));
    const { now } = Date;
    vi.spyOn(Date, 'now').mockImplementation(() => now() + 360_000);
    const hold = await session.hold(seats.slice(0, 1));
    expect(hold.secondsLeft).toBeGreaterThan(280);
  });
});

describe('seats that are held already, asked for by a second click, are', () => {
  test('the hold, though twice as many would be too many', async () => {
    const { session, seats } = await visit('wants three');
    const hold = await session.hold(seats.slice(0, 3));
    expect(await session.hold(seats.slice(0, 3))).toBe(hold);
  });

  test('refused, where another tab gave them back and they are gone', async () => {
    const { client, session, seats } = await visit('has two tabs');
    const hold = await session.hold(seats.slice(0, 1));
    await client.reservation.release.mutate({ reservationId: hold.id });
    const other = await (await sale.client('is quicker')).enter(session.concertId);
    await other.hold(await other.seats().then((free) => free.slice(0, 1)));
    const error = await caught(session.hold(seats.slice(0, 1)));
    expect(isFrontrowError(error, 'SEAT_UNAVAILABLE')).toBe(true);
  });
});

test.each(REFUSALS)(
  'a charge whose answer was lost, and whose next try is %s, is made once',
  async (code, no) => {
    const rig = rigged();
    const client = await sale.client(`charges, ${code}`, { fetch: rig.fetch });
    const pendingCalls = new PendingCalls();
    const charge = () =>
      pendingCalls.run('1000', ({ key }) =>
        client.balance.charge.mutate({ amount: 1_000, idempotencyKey: key }),
      );
    rig.next('balance.charge', lost, no);
    expect(isFrontrowError(await caught(charge()), code)).toBe(true);
    expect(await charge()).toMatchObject({ amount: 1_000 });
    expect((await client.balance.history.query({})).items).toHaveLength(1);
  },
);

describe('seats that are held', () => {
  test('are the same hold at a second click, and at one that comes too fast', async () => {
    const { session, seats, liveHolds } = await visit('clicks twice');
    const [hold, atOnce] = await Promise.all([
      session.hold(seats.slice(0, 1)),
      session.hold(seats.slice(0, 1)),
    ]);
    const later = await session.hold(seats.slice(0, 1));
    expect([atOnce.id, later.id]).toEqual([hold.id, hold.id]);
    expect(await liveHolds()).toEqual([hold.id]);
  });

  test('are held anew once they were given back', async () => {
    const { session, seats, liveHolds } = await visit('gives back');
    const first = await session.hold(seats.slice(0, 1));
    await session.release(first);
    const second = await session.hold(seats.slice(0, 1));
    expect(second.id).not.toBe(first.id);
    expect(await liveHolds()).toEqual([second.id]);
  });

  test('of another concert are none of this session', async () => {
    const client = await sale.client('goes to two');
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
  test('asked for again in another way is the one that was made', async () => {
    const { client, session, seats } = await visit('pays twice');
    const hold = await session.hold(seats.slice(0, 1));
    const { id } = await session.pay(hold, { topUp: true });
    expect(await session.pay(hold)).toMatchObject({ id, status: 'PAID' });
    expect((await client.payment.list.query({})).items).toHaveLength(1);
  });

  test('that was given back since is not taken for one', async () => {
    const { session, seats } = await visit('had it refunded');
    const hold = await session.hold(seats.slice(0, 1));
    const { id } = await session.pay(hold, { topUp: true });
    await sale.operator.admin.refund.mutate({ paymentId: id, reason: 'the singer is ill' });
    const error = await caught(session.pay(hold));
    expect(isFrontrowError(error, 'QUEUE_TOKEN_EXPIRED')).toBe(true);
  });
});
