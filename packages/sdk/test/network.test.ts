import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isFrontrowError } from '../src/index.ts';
import { outcomeOf, paidOnce } from '../testing/outcome.ts';
import { type Fault, startProxy, type TcpProxy } from '../testing/proxy.ts';
import { openSale, type Sale } from '../testing/sale.ts';

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

const JOURNEY = [
  'queue.join',
  'queue.status',
  'concert.dates',
  'concert.seats',
  'reservation.hold',
  'payment.pay',
  'payment.tickets',
];
/** How often in a row each step meets it. */
const FAULTS: [fault: Fault, times: number][] = [
  ['half the request, then a reset', 2],
  ['reset once it was sent', 2],
  ['reset before the answer', 2],
  ['half the answer, then the end', 2],
  ['swallowed', 1],
  ['sent twice', 1],
  ['answered late', 1],
];

describe('whatever the network does at each step, the journey ends once', () => {
  test.concurrent.each(FAULTS)('%s', async (fault, times) => {
    const own = await startProxy(sale.live.server.url);
    const concertId = await sale.concert(2);
    const options = { url: own.url, timeoutSeconds: 1 };
    const client = await sale.client(`meets: ${fault}`, options);
    for (const procedure of JOURNEY) own.strike(procedure, ...Array<Fault>(times).fill(fault));
    const session = await client.enter(concertId);
    const seats = await session.seats();
    const hold = await session.hold(seats.slice(0, 1));
    const payment = await session.pay(hold, { topUp: true });
    expect(await session.tickets(payment)).toHaveLength(1);
    await session.leave();
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
    expect(own.left()).toBe(0);
    await own.close();
  });
});

describe('an outage that outlasts the retries', () => {
  test('in a hold: asked again, it gives the hold that there is', async () => {
    const concertId = await sale.concert(2);
    const client = await sale.client('held in the dark', { url: proxy.url, retrySeconds: 0 });
    const session = await client.enter(concertId);
    const seats = await session.seats();
    proxy.strike('reservation.hold', 'reset before the answer', 'reset once it was sent');
    await expect(session.hold(seats.slice(0, 1))).rejects.toThrow();
    await expect(session.hold(seats.slice(0, 1))).rejects.toThrow();
    const hold = await session.hold(seats.slice(0, 1));
    await session.pay(hold, { topUp: true });
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
  });

  test('in a payment: asked again in whatever way, it gives the payment that there is', async () => {
    const concertId = await sale.concert(2);
    const client = await sale.client('paid in the dark', { url: proxy.url, retrySeconds: 0 });
    await client.balance.charge.mutate({ amount: 1_000 });
    const session = await client.enter(concertId);
    const hold = await session.hold((await session.seats()).slice(0, 1));
    proxy.strike('payment.pay', 'reset before the answer');
    await expect(session.pay(hold)).rejects.toThrow();
    const payments = [await session.pay(hold, { topUp: true }), await session.pay(hold)];
    expect(payments[0]?.id).toBe(payments[1]?.id);
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
  });

  test('in the line: it goes on with the same place for as long as it takes', async () => {
    const concertId = await sale.concert(2, { maxActive: 1 });
    const inside = await (await sale.client('has the pass')).enter(concertId);
    const client = await sale.client('in a tunnel', { url: proxy.url, retrySeconds: 0 });
    let joined = () => {};
    const isIn = new Promise<void>((resolve) => {
      joined = resolve;
    });
    const entering = client.enter(concertId, { onPosition: joined });
    await isIn;
    proxy.strike('queue.watch', ...Array<Fault>(5).fill('half the request, then a reset'));
    proxy.strike('queue.status', ...Array<Fault>(3).fill('reset once it was sent'));
    proxy.reset();
    await inside.leave();
    await entering;
    expect(proxy.asked('queue.join')).toBe(1);
  });
});

describe('a device that sleeps while it waits', () => {
  const fallAsleep = async (name: string, claimSeconds: number) => {
    const concertId = await sale.concert(2, { maxActive: 1, claimSeconds });
    const inside = await (await sale.client(`${name}, inside`)).enter(concertId);
    const client = await sale.client(name, { url: proxy.url, timeoutSeconds: 1 });
    setTimeout(async () => {
      proxy.freeze();
      await inside.leave();
      setTimeout(proxy.thaw, 5_000);
    }, 1_500);
    return { client, concertId, entering: client.enter(concertId) };
  };

  test('has its turn on waking', async () => {
    const { entering } = await fallAsleep('a nap', 60);
    expect(await (await entering).dates()).toHaveLength(1);
  });

  test('and misses its turn is told so, and may enter again', async () => {
    const { client, concertId, entering } = await fallAsleep('a long sleep', 2);
    const error = await entering.catch((error: unknown) => error);
    expect(isFrontrowError(error, 'QUEUE_TOKEN_EXPIRED')).toBe(true);
    expect(await (await client.enter(concertId)).dates()).toHaveLength(1);
  });
});

describe('the stream', () => {
  test('one that is kept back delays nobody', async () => {
    const concertId = await sale.concert(2, { maxActive: 1 });
    const inside = await (await sale.client('goes first')).enter(concertId);
    const client = await sale.client('behind a buffer', { url: proxy.url });
    proxy.strike('queue.watch', ...Array<Fault>(20).fill('answer kept back'));
    const seen: (number | null)[] = [];
    const start = performance.now();
    const session = await client.enter(concertId, {
      onPosition({ position }) {
        seen.push(position);
        if (seen.length === 1) void inside.leave();
      },
    });
    expect(seen).toEqual([1, null]);
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(await session.dates()).toHaveLength(1);
  });

  test('one that speaks is trusted: nothing is asked beside it', async () => {
    const concertId = await sale.concert(2, { maxActive: 1, claimSeconds: 20 });
    const inside = await (await sale.client('hurries')).enter(concertId);
    const client = await sale.client('listens', { url: proxy.url });
    await client.enter(concertId, { onPosition: () => void inside.leave() });
    expect(proxy.asked('queue.watch')).toBe(1);
    // The claim.
    expect(proxy.asked('queue.status')).toBeLessThanOrEqual(2);
  });
});

describe('an abort', () => {
  const gone = (signal: AbortSignal) => expect.objectContaining({ name: signal.reason.name });

  test('that came first asks nothing', async () => {
    const client = await sale.client('never begins', { url: proxy.url });
    const signal = AbortSignal.abort();
    await expect(client.enter('x', { signal })).rejects.toEqual(gone(signal));
    expect(proxy.asked('queue.join')).toBe(0);
  });

  test('while a retry waits ends it at once, with the reason given', async () => {
    const client = await sale.client('gives up', { url: proxy.url });
    const concertId = await sale.concert(2);
    proxy.strike('queue.join', ...Array<Fault>(20).fill('reset once it was sent'));
    const controller = new AbortController();
    const reason = new Error('changed my mind');
    setTimeout(() => controller.abort(reason), 600);
    const start = performance.now();
    await expect(client.enter(concertId, controller)).rejects.toBe(reason);
    expect(performance.now() - start).toBeLessThan(900);
  });

  test('in the middle of a call throws the same', async () => {
    const client = await sale.client('stops short', { url: proxy.url });
    const concertId = await sale.concert(2);
    const session = await client.enter(concertId);
    proxy.strike('concert.seats', 'swallowed');
    const signal = AbortSignal.timeout(300);
    const call = session.seats({ signal });
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(isFrontrowError(await call.catch((error: unknown) => error))).toBe(false);
  });
});

test('a page where the API should be is said at once', async () => {
  const fetch = async () =>
    new Response('<html>', { status: 404, headers: { 'content-type': 'text/html' } });
  const client = await sale.client('is lost', { url: 'https://elsewhere.example', fetch });
  await expect(client.enter('x')).rejects.toThrow(/not a Frontrow API/);
});
