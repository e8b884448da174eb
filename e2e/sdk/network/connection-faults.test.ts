import { isFrontrowError } from '@frontrow/sdk';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Fault, startProxy, type TcpProxy } from '../../testing/network/tcp-proxy.ts';
import { outcomeOf, paidOnce } from '../../testing/sale/outcome.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';

let sale: Sale;
let proxy: TcpProxy;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());
beforeEach(async () => {
  proxy = await startProxy(sale.live.server.url);
});
afterEach(() => proxy.close());

/** The procedures of a purchase, in order. */
const PURCHASE = [
  'queue.join',
  'queue.status',
  'concert.dates',
  'concert.seats',
  'reservation.hold',
  'payment.pay',
  'payment.tickets',
];
/** The faults, and how many times in a row each procedure has them. */
const FAULTS: [fault: Fault, times: number][] = [
  ['reset in the request', 2],
  ['reset after the request', 2],
  ['reset before the answer', 2],
  ['closed in the answer', 2],
  ['request dropped', 1],
  ['sent twice', 1],
  ['answer late', 1],
];

describe('with this fault at each step, a purchase makes one hold and one payment:', () => {
  test.concurrent.each(FAULTS)('%s', async (fault, times) => {
    const ownProxy = await startProxy(sale.live.server.url);
    const concertId = await sale.concert(2);
    const options = { url: ownProxy.url, timeoutSeconds: 1 };
    const client = await sale.client(`meets: ${fault}`, options);
    for (const procedure of PURCHASE) ownProxy.fail(procedure, ...Array<Fault>(times).fill(fault));
    const session = await client.enter(concertId);
    const seats = await session.seats();
    const hold = await session.hold(seats.slice(0, 1));
    const payment = await session.pay(hold, { topUp: true });
    expect(await session.tickets(payment)).toHaveLength(1);
    await session.leave();
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
    expect(ownProxy.faultsLeft()).toBe(0);
    await ownProxy.close();
  });
});

describe('after an outage that outlasted the retries', () => {
  test('a second call to hold returns the existing hold', async () => {
    const concertId = await sale.concert(2);
    const client = await sale.client('lost hold', { url: proxy.url, retrySeconds: 0 });
    const session = await client.enter(concertId);
    const seats = await session.seats();
    proxy.fail('reservation.hold', 'reset before the answer', 'reset after the request');
    await expect(session.hold(seats.slice(0, 1))).rejects.toThrow();
    await expect(session.hold(seats.slice(0, 1))).rejects.toThrow();
    const hold = await session.hold(seats.slice(0, 1));
    await session.pay(hold, { topUp: true });
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
  });

  test('a second call to pay returns the existing payment, with `topUp` and without', async () => {
    const concertId = await sale.concert(2);
    const client = await sale.client('lost payment', { url: proxy.url, retrySeconds: 0 });
    await client.balance.charge.mutate({ amount: 1_000 });
    const session = await client.enter(concertId);
    const hold = await session.hold((await session.seats()).slice(0, 1));
    proxy.fail('payment.pay', 'reset before the answer');
    await expect(session.pay(hold)).rejects.toThrow();
    const payments = [await session.pay(hold, { topUp: true }), await session.pay(hold)];
    expect(payments[0]?.id).toBe(payments[1]?.id);
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
  });

  test('a waiting user keeps the queue entry', async () => {
    const concertId = await sale.concert(2, { maxActive: 1 });
    const admitted = await (await sale.client('pass holder')).enter(concertId);
    const client = await sale.client('offline in the queue', { url: proxy.url, retrySeconds: 0 });
    const { promise: joined, resolve: onPosition } = Promise.withResolvers<unknown>();
    const entering = client.enter(concertId, { onPosition });
    await joined;
    proxy.fail('queue.watch', ...Array<Fault>(5).fill('reset in the request'));
    proxy.fail('queue.status', ...Array<Fault>(3).fill('reset after the request'));
    proxy.reset();
    await admitted.leave();
    await entering;
    expect(proxy.requests('queue.join')).toBe(1);
  });
});

describe('a user whose device sleeps during the wait', () => {
  const fallAsleep = async (name: string, claimSeconds: number) => {
    const concertId = await sale.concert(2, { maxActive: 1, claimSeconds });
    const admitted = await (await sale.client(`${name}, pass holder`)).enter(concertId);
    const client = await sale.client(name, { url: proxy.url, timeoutSeconds: 1 });
    setTimeout(async () => {
      proxy.freeze();
      await admitted.leave();
      setTimeout(proxy.unfreeze, 5_000);
    }, 1_500);
    return { client, concertId, entering: client.enter(concertId) };
  };

  test('claims the pass after waking', async () => {
    const { entering } = await fallAsleep('short sleep', 60);
    expect(await (await entering).dates()).toHaveLength(1);
  });

  test('and wakes after the claim deadline gets QUEUE_TOKEN_EXPIRED, and can enter again', async () => {
    const { client, concertId, entering } = await fallAsleep('long sleep', 2);
    const error = await entering.catch((error: unknown) => error);
    expect(isFrontrowError(error, 'QUEUE_TOKEN_EXPIRED')).toBe(true);
    expect(await (await client.enter(concertId)).dates()).toHaveLength(1);
  });
});

describe('a stream', () => {
  test('that a proxy buffers delays nobody', async () => {
    const concertId = await sale.concert(2, { maxActive: 1 });
    const admitted = await (await sale.client('pass holder 2')).enter(concertId);
    const client = await sale.client('buffered stream', { url: proxy.url });
    proxy.fail('queue.watch', ...Array<Fault>(20).fill('answer buffered'));
    const seen: (number | null)[] = [];
    const start = performance.now();
    const session = await client.enter(concertId, {
      onPosition({ position }) {
        seen.push(position);
        if (seen.length === 1) void admitted.leave();
      },
    });
    expect(seen).toEqual([1, null]);
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(await session.dates()).toHaveLength(1);
  });

  test('that works makes polls unnecessary', async () => {
    const concertId = await sale.concert(2, { maxActive: 1, claimSeconds: 20 });
    const admitted = await (await sale.client('pass holder 3')).enter(concertId);
    const client = await sale.client('working stream', { url: proxy.url });
    await client.enter(concertId, { onPosition: () => void admitted.leave() });
    expect(proxy.requests('queue.watch')).toBe(1);
    // One to claim the pass.
    expect(proxy.requests('queue.status')).toBeLessThanOrEqual(2);
  });
});

describe('an abort', () => {
  const abortReason = (signal: AbortSignal) =>
    expect.objectContaining({ name: signal.reason.name });

  test('before a call sends nothing', async () => {
    const client = await sale.client('aborted before', { url: proxy.url });
    const signal = AbortSignal.abort();
    await expect(client.enter('x', { signal })).rejects.toEqual(abortReason(signal));
    expect(proxy.requests('queue.join')).toBe(0);
  });

  test('during the delay of a retry rejects at once, with its reason', async () => {
    const client = await sale.client('aborted in delay', { url: proxy.url });
    const concertId = await sale.concert(2);
    proxy.fail('queue.join', ...Array<Fault>(20).fill('reset after the request'));
    const controller = new AbortController();
    const reason = new Error('aborted by the test');
    setTimeout(() => controller.abort(reason), 600);
    const start = performance.now();
    await expect(client.enter(concertId, controller)).rejects.toBe(reason);
    expect(performance.now() - start).toBeLessThan(900);
  });

  test('during a call rejects with its reason', async () => {
    const client = await sale.client('aborted in call', { url: proxy.url });
    const concertId = await sale.concert(2);
    const session = await client.enter(concertId);
    proxy.fail('concert.seats', 'request dropped');
    const signal = AbortSignal.timeout(300);
    const call = session.seats({ signal });
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(isFrontrowError(await call.catch((error: unknown) => error))).toBe(false);
  });
});
