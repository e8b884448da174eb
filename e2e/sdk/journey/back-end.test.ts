import { createFrontrowClient, type FrontrowClient, isFrontrowError } from '@frontrow/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryStorage } from '../../testing/sale/memory-storage.ts';
import { outcomeOf, paidOnce } from '../../testing/sale/outcome.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { rejectionOf } from '../../testing/waiting/rejection-of.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

/** A client that keeps nothing, as in a new request or another process. */
const request = (name: string): Promise<FrontrowClient> =>
  sale.client(name, { storage: createMemoryStorage() });

describe('`join` does not wait:', () => {
  test('it gives the ticket, the same entry again, and the session once the user is admitted', async () => {
    const concertId = await sale.concert(2, { maxActive: 1, claimSeconds: 20 });
    const admitted = await (await request('pass holder')).join(concertId);
    expect(admitted.status).toBe('ACTIVE');
    const waiting = await (await request('waits')).join(concertId);
    expect(waiting).toMatchObject({ status: 'WAITING', position: 1, session: null });
    await admitted.session?.leave();
    const later = await (await request('waits')).join(concertId);
    expect(later.joinedAt).toEqual(waiting.joinedAt);
    await expect
      .poll(async () => (await (await request('waits')).join(concertId)).status, {
        timeout: 20_000,
      })
      .toBe('ACTIVE');
    const { session } = await (await request('waits')).join(concertId);
    expect(await session?.dates()).toHaveLength(1);
  });

  test('it is refused while the queue takes no one', async () => {
    const concertId = await sale.concert(2);
    await sale.operator.admin.configureQueue.mutate({ concertId, closed: true });
    const error = await rejectionOf((await request('late')).join(concertId));
    expect(isFrontrowError(error, 'QUEUE_CLOSED')).toBe(true);
  });
});

describe('`resume` gives the session of a known queue token', () => {
  test('in each step of a purchase, each with a client of its own', async () => {
    const concertId = await sale.concert(2);
    const { token } = await (await request('buys')).join(concertId);
    const seats = await (await (await request('buys')).resume(token)).seats();
    const hold = await (await (await request('buys')).resume(token)).hold(seats.slice(0, 1));
    const paying = await (await request('buys')).resume(token);
    expect(paying.concertId).toBe(concertId);
    const payment = await paying.pay(hold.id, { topUp: true });
    expect(await paying.tickets(payment.id)).toHaveLength(1);
    expect(await outcomeOf(await request('buys'))).toEqual(paidOnce(1_000));
    const error = await rejectionOf((await request('buys')).resume(token));
    expect(isFrontrowError(error, 'QUEUE_TOKEN_EXPIRED') && error.details.reason).toBe('PAID');
  });

  test('but not before the user is admitted, and not for another user', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const { token } = await (await request('too early')).join(concertId);
    const error = await rejectionOf((await request('too early')).resume(token));
    expect(isFrontrowError(error, 'QUEUE_WAITING') && error.details.position).toBe(1);
    const other = await rejectionOf((await request('someone else')).resume(token));
    expect(isFrontrowError(other, 'QUEUE_TOKEN_INVALID')).toBe(true);
  });
});

describe('the same hold from a new request is found, not refused', () => {
  test.each([1, 4])('with %i seats', async (quantity) => {
    const name = `holds ${quantity}`;
    const concertId = await sale.concert(5);
    const { token } = await (await request(name)).join(concertId);
    const holdAgain = async () => {
      const session = await (await request(name)).resume(token);
      const { seats } = await session.seatMap();
      return session.hold(seats.slice(0, quantity).reverse());
    };
    const [first, again] = [await holdAgain(), await holdAgain()];
    expect(again.id).toBe(first.id);
    expect(again.secondsLeft).toBeGreaterThan(250);
  });

  test("but other seats, and another user's, are still refused", async () => {
    const concertId = await sale.concert(6);
    const { token } = await (await request('holds four')).join(concertId);
    const session = await (await request('holds four')).resume(token);
    const seats = await session.seats();
    await session.hold(seats.slice(0, 4));
    const overLimit = await rejectionOf(session.hold(seats.slice(3, 5)));
    expect(isFrontrowError(overLimit, 'HOLD_LIMIT_EXCEEDED')).toBe(true);
    const other = await (await request('is late')).enter(concertId);
    const taken = await rejectionOf(other.hold(seats.slice(0, 4)));
    expect(isFrontrowError(taken, 'SEAT_UNAVAILABLE')).toBe(true);
  });
});

test('a key of your own makes a hold and a payment the same ones in every process', async () => {
  const concertId = await sale.concert(3);
  const { token } = await (await request('own keys')).join(concertId);
  const step = async () => (await request('own keys')).resume(token);
  const [session, other] = [await step(), await step()];
  const [one, two] = await session.seats();
  const idempotencyKey = 'order-2041-hold';
  const hold = await session.hold([one ?? ''], { idempotencyKey });
  expect((await other.hold([one ?? ''], { idempotencyKey })).id).toBe(hold.id);
  const reused = await rejectionOf(other.hold([two ?? ''], { idempotencyKey }));
  expect(isFrontrowError(reused, 'IDEMPOTENCY_KEY_REUSED')).toBe(true);
  const pay = { topUp: true, idempotencyKey: 'order-2041-pay' };
  const payment = await session.pay(hold, pay);
  expect((await other.pay(hold.id, pay)).id).toBe(payment.id);
});

test('a service that acts for nobody has the procedures only', async () => {
  const { url } = sale.live.server;
  const client = createFrontrowClient({ url, auth: { serviceToken: 'a.b.c' } });
  expect('enter' in client).toBe(false);
  expect((await client.concert.list.query()).items).toBeInstanceOf(Array);
});

test('a back end that knows only its own ids creates a user and buys for them', async () => {
  const { authorization = '' } = await sale.live.signIn('shop', 'service');
  const serviceToken = authorization.slice('Bearer '.length);
  const { url } = sale.live.server;
  const externalId = 'shop/ü 7';
  const shop = createFrontrowClient({ url, auth: { serviceToken } });
  const { id } = await shop.admin.createUser.mutate({ name: 'Customer of the shop', externalId });
  const auth = { serviceToken, onBehalfOf: { externalId } };
  const frontrow = createFrontrowClient({ url, auth, storage: createMemoryStorage() });
  const session = await frontrow.enter(await sale.concert(2));
  const payment = await session.pay(await session.hold((await session.seats()).slice(0, 1)), {
    topUp: true,
  });
  expect(await session.tickets(payment)).toHaveLength(1);
  expect((await frontrow.session.me.query()).id).toBe(id);
});
