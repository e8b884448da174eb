import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFrontrowClient, type FrontrowClientOptions, isFrontrowError } from '../src/index.ts';
import { caught } from '../testing/caught.ts';
import { openSale, type Sale } from '../testing/sale.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

describe('the procedures by their names', () => {
  test('take the token of a place where they are asked from one', async () => {
    const concertId = await sale.concert(2);
    const client = await sale.client('by hand');
    const { token: queueToken } = await client.queue.join.mutate({ concertId });
    const { items } = await client.concert.dates.query({ concertId }, { queueToken });
    const performanceId = items[0]?.performanceId ?? '';
    const seats = await client.concert.seats.query({ performanceId }, { queueToken });
    const seatIds = seats.items.map(({ id }) => id);
    const held = await client.reservation.hold.mutate({ performanceId, seatIds }, { queueToken });
    const input = { reservationId: held.id, topUp: true };
    expect(await client.payment.pay.mutate(input, { queueToken })).toMatchObject({ amount: 2_000 });
  });

  test('are refused without it', async () => {
    const concertId = await sale.concert(2);
    const { concert } = await sale.client('forgets');
    const error = await caught(concert.dates.query({ concertId }, {} as { queueToken: string }));
    expect(isFrontrowError(error, 'QUEUE_TOKEN_REQUIRED')).toBe(true);
  });

  test('a session has its own, which works elsewhere', async () => {
    const concertId = await sale.concert(2);
    const { queueToken, api } = await (await sale.client('two devices')).enter(concertId);
    const elsewhere = await sale.client('two devices');
    const there = await elsewhere.concert.dates.query({ concertId }, { queueToken });
    expect(there).toEqual(await api.concert.dates.query({ concertId }));
  });

  test('reject with the reason of an abort', async () => {
    const client = await sale.client('aborts');
    const reason = new Error('changed my mind');
    const signal = AbortSignal.abort(reason);
    expect(await caught(client.concert.list.query({}, { signal }))).toBe(reason);
    const later = new AbortController();
    const call = caught(client.balance.get.query(undefined, { signal: later.signal }));
    later.abort(reason);
    expect(await call).toBe(reason);
  });

  test('are nothing to wait for: a client comes out of an async function as it is', async () => {
    const client = await sale.client('awaited');
    expect(await client).toBe(client);
    expect(await client.concert).toBe(client.concert);
    expect(Object.keys(client)).toEqual(expect.arrayContaining(['concert', 'enter', 'admin']));
  });
});

describe('is refused at once, and not at the first call:', () => {
  const url = 'https://sale.example';
  test.each([
    ['no url', { auth: null }, 'url is missing'],
    ['auth that is nothing', { url, auth: 5 }, 'auth must be a token'],
    ['auth without a token', { url, auth: {} }, 'auth must be a token'],
    ['a token that is missing', { url, auth: { token: undefined } }, 'auth must be a token'],
    ['no service', { url, auth: { onBehalfOf: 'somebody' } }, 'auth must be a token'],
    [
      'a customer that is missing',
      { url, auth: { serviceToken: 'a', onBehalfOf: undefined } },
      'onBehalfOf must not be empty',
    ],
    [
      'a customer without a name',
      { url, auth: { serviceToken: 'a', onBehalfOf: '' } },
      'onBehalfOf must not be empty',
    ],
  ])('%s', (_, options, message) => {
    const create = () => createFrontrowClient(options as unknown as FrontrowClientOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });
});

test('the address may be a URL, with the path of the API or without', async () => {
  const { url } = sale.live.server;
  for (const one of [url, `${url}/`, `${url}/trpc`, `${url}/trpc/`, new URL(url)]) {
    const { items } = await createFrontrowClient({ url: one, auth: null }).concert.list.query();
    expect(items, String(one)).toEqual(expect.any(Array));
  }
});

test('a date is meant by its id, by itself, or as the first', async () => {
  const concertId = await sale.concert(1);
  const { performanceId: second } = await sale.operator.admin.createPerformance.mutate({
    concertId,
    startsAt: new Date(Date.now() + 2 * 86_400_000),
    sections: [{ name: 'T', rows: 1, seatsPerRow: 1, price: 1_000 }],
  });
  const session = await (await sale.client('picks a date')).enter(concertId);
  const sectionOf = async (seats: Promise<{ section: string }[]>) => (await seats)[0]?.section;
  expect(await sectionOf(session.seats())).toBe('S');
  expect(await sectionOf(session.seats(second))).toBe('T');
  expect(await sectionOf(session.seats())).toBe('T');
  expect(await sectionOf(session.seats((await session.dates())[0]))).toBe('S');
  expect((await session.seatMap(second)).seats[0]?.section).toBe('T');
});
