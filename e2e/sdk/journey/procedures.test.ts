import { createFrontrowClient, isFrontrowError } from '@frontrow/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { rejectionOf } from '../../testing/waiting/rejection-of.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

describe('the procedures of the client', () => {
  test('take a queue token as an option', async () => {
    const concertId = await sale.concert(2);
    const client = await sale.client('uses procedures');
    const { token: queueToken } = await client.queue.join.mutate({ concertId });
    const { items } = await client.concert.dates.query({ concertId }, { queueToken });
    const performanceId = items[0]?.performanceId ?? '';
    const seats = await client.concert.seats.query({ performanceId }, { queueToken });
    const seatIds = seats.items.map(({ id }) => id);
    const held = await client.reservation.hold.mutate({ performanceId, seatIds }, { queueToken });
    const input = { reservationId: held.id, topUp: true };
    expect(await client.payment.pay.mutate(input, { queueToken })).toMatchObject({ amount: 2_000 });
  });

  test('are refused without a needed queue token', async () => {
    const concertId = await sale.concert(2);
    const { concert } = await sale.client('no token');
    const error = await rejectionOf(
      concert.dates.query({ concertId }, {} as { queueToken: string }),
    );
    expect(isFrontrowError(error, 'QUEUE_TOKEN_REQUIRED')).toBe(true);
  });

  test('have it already in a session, whose token also works in another client', async () => {
    const concertId = await sale.concert(2);
    const { queueToken, api } = await (await sale.client('two devices')).enter(concertId);
    const elsewhere = await sale.client('two devices');
    const there = await elsewhere.concert.dates.query({ concertId }, { queueToken });
    expect(there).toEqual(await api.concert.dates.query({ concertId }));
  });

  test('reject with the reason of an abort', async () => {
    const client = await sale.client('aborts');
    const reason = new Error('aborted by the test');
    const signal = AbortSignal.abort(reason);
    expect(await rejectionOf(client.concert.list.query({}, { signal }))).toBe(reason);
    const later = new AbortController();
    const call = rejectionOf(client.balance.get.query(undefined, { signal: later.signal }));
    later.abort(reason);
    expect(await call).toBe(reason);
  });

  test('do not look like promises: an async function can return a client', async () => {
    const client = await sale.client('awaited');
    expect(await client).toBe(client);
    expect(await client.concert).toBe(client.concert);
    expect(Object.keys(client)).toEqual(expect.arrayContaining(['concert', 'enter', 'admin']));
  });
});

test('the address is a string or a URL, with or without /trpc', async () => {
  const { url } = sale.live.server;
  for (const one of [url, `${url}/`, `${url}/trpc`, `${url}/trpc/`, new URL(url)]) {
    const { items } = await createFrontrowClient({ url: one, auth: null }).concert.list.query();
    expect(items, String(one)).toEqual(expect.any(Array));
  }
});

test('the date is given by its id or as an object; the default is the last one, then the first', async () => {
  const concertId = await sale.concert(1);
  const { performanceId: second } = await sale.operator.admin.createPerformance.mutate({
    concertId,
    startsAt: new Date(Date.now() + 2 * 86_400_000),
    sections: [{ name: 'T', rows: 1, seatsPerRow: 1, price: 1_000 }],
  });
  const session = await (await sale.client('chooses dates')).enter(concertId);
  const sectionOf = async (seats: Promise<{ section: string }[]>) => (await seats)[0]?.section;
  expect(await sectionOf(session.seats())).toBe('S');
  expect(await sectionOf(session.seats(second))).toBe('T');
  expect(await sectionOf(session.seats())).toBe('T');
  expect(await sectionOf(session.seats((await session.dates())[0]))).toBe('S');
  expect((await session.seatMap(second)).seats[0]?.section).toBe('T');
});
