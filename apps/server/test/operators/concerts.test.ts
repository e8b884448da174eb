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

  test('the list tells the dates ahead and the lowest price, or the past dates if none is ahead', async () => {
    const { client } = operator;
    const { id: concertId } = await client.admin.createConcert.mutate({
      ...{ title: 'Three nights', artist: 'The Tides', venue: 'Pier' },
    });
    const listed = async () => {
      const search = 'Three nights';
      const { items } = await api.client().concert.list.query({ search, withDates: true });
      const plain = await api.client().concert.list.query({ search });
      const [{ dates, ...concert } = { dates: undefined }] = items;
      expect(plain.items).toEqual([concert]);
      return dates;
    };
    expect(await listed()).toBe(null);
    const [first, second, third] = [1, 2, 3].map(
      (day) => new Date(api.world.now.getTime() + day * 86_400_000),
    ) as [Date, Date, Date];
    const passDay = () => {
      api.world.now = new Date(api.world.now.getTime() + 86_400_000);
    };
    const add = (startsAt: Date, timezone: string, prices: number[]) =>
      client.admin.createPerformance.mutate({
        ...{ concertId, startsAt, timezone },
        sections: prices.map((price) => ({ name: `${price}`, rows: 1, seatsPerRow: 1, price })),
      });
    await add(third, 'Asia/Tokyo', []);
    await add(first, 'Asia/Seoul', [3_000, 2_000]);
    await add(second, 'Europe/Berlin', [5_000, 4_000]);
    const { performanceId } = await add(new Date(third.getTime() + 1), 'UTC', [1_000]);
    const reason = 'rain';
    await client.admin.cancelPerformance.mutate({ performanceId, reason });
    const all = { firstStartsAt: first, lastStartsAt: third, timezone: 'Asia/Seoul' };
    expect(await listed()).toEqual({ ...all, priceFrom: 2_000, currency: 'KRW' });
    passDay();
    const ahead = { firstStartsAt: second, lastStartsAt: third, timezone: 'Europe/Berlin' };
    expect(await listed()).toEqual({ ...ahead, priceFrom: 4_000, currency: 'KRW' });
    passDay();
    const last = { firstStartsAt: third, lastStartsAt: third, timezone: 'Asia/Tokyo' };
    expect(await listed()).toEqual({ ...last, priceFrom: null, currency: 'KRW' });
    passDay();
    expect(await listed()).toEqual({ ...all, priceFrom: 2_000, currency: 'KRW' });
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
