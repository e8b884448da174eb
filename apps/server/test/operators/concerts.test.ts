import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi, type Visitor } from '../../testing/http/api.ts';

let api: Api;
let operator: Visitor;
beforeAll(async () => {
  api = await startApi();
  operator = await api.visitor('operator', 'operator');
});
afterAll(() => api.close());

describe('concerts and performances', () => {
  test('a created concert can be read without a token, and its seats can be booked', async () => {
    const salesOpenAt = new Date('2030-05-01T00:00:00Z');
    const salesCloseAt = new Date('2030-07-01T00:00:00Z');
    const concert = await operator.client.admin.createConcert.mutate({
      title: 'New Moon',
      artist: 'The Tides',
      venue: 'Pier',
      description: 'Outdoors.',
      salesOpenAt,
      salesCloseAt,
      holdLimit: 2,
      queue: { maxActive: 7 },
    });
    expect(concert).toMatchObject({ title: 'New Moon', onSale: false, holdLimit: 2, salesOpenAt });
    const anybody = api.client();
    expect(await anybody.concert.get.query({ concertId: concert.id })).toEqual(concert);
    const created = await operator.client.admin.createPerformance.mutate({
      concertId: concert.id,
      startsAt: new Date('2030-06-15T11:00:00Z'),
      timezone: 'Asia/Seoul',
      sections: [
        { name: 'Front', rows: 2, seatsPerRow: 3, price: 70_000 },
        { name: 'Back', rows: 30, seatsPerRow: 1, price: 0 },
      ],
    });
    expect(created.seatsTotal).toBe(36);
    const visitor = await api.visitor('first of the night');
    await visitor.enter(concert.id);
    const { items } = await visitor.client.concert.seats.query(created);
    expect(items.map(({ label }) => label).slice(0, 7)).toEqual([
      ...['Front A-1', 'Front A-2', 'Front A-3', 'Front B-1', 'Front B-2', 'Front B-3'],
      'Back A-1',
    ]);
    expect(items.at(-1)?.label).toBe('Back AD-1');
    const free = { performanceId: created.performanceId, seatIds: [String(items.at(-1)?.id)] };
    const held = await visitor.client.reservation.hold.mutate(free);
    expect(await visitor.client.payment.pay.mutate({ reservationId: held.id })).toMatchObject({
      amount: 0,
      status: 'PAID',
    });
    expect(await operator.client.admin.audit.query({})).toMatchObject({ ok: true });
  });

  test('the list is paged and says what is on sale', async () => {
    const future = new Date('2031-01-01T00:00:00Z');
    const id = await api.world.concert({ title: 'Not yet', salesOpenAt: future });
    const seen = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await api.client().concert.list.query({ limit: 2, cursor });
      seen.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(new Set(seen.map((concert) => concert.id)).size).toBe(seen.length);
    expect(seen.find((concert) => concert.id === id)).toMatchObject({ onSale: false });
  });

  test('customers and services are refused: FORBIDDEN', async () => {
    const customer = await api.visitor('curious');
    const service = await api.visitor('back end', 'service');
    for (const { client } of [customer, service]) {
      expect(await refusalOf(client.admin.audit.query({}))).toMatchObject({
        errorCode: 'FORBIDDEN',
        httpStatus: 403,
      });
    }
  });
});
