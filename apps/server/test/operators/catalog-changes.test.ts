import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi, type Visitor } from '../../testing/http/api.ts';

let api: Api;
let operator: Visitor;
beforeAll(async () => {
  api = await startApi();
  operator = await api.visitor('operator', 'operator');
});
afterAll(() => api.close());

const unknown = '01920000-0000-7000-8000-00000000dead';
const opens = new Date('2030-05-01T00:00:00Z');
const closes = new Date('2030-07-01T00:00:00Z');
const later = new Date('2030-08-01T00:00:00Z');

describe('concerts', () => {
  test('an update changes what is given, null clears a date, and the log has it', async () => {
    const concertId = await api.world.concert({ salesOpenAt: opens, salesCloseAt: closes });
    const { updateConcert } = operator.client.admin;
    const imageUrl = 'https://images.example/a.jpg';
    const before = await api.client().concert.get.query({ concertId });
    const change = { title: '  Cafe\u0301 ', imageUrl, salesOpenAt: null, holdLimit: 7 };
    const changed = await updateConcert.mutate({ concertId, ...change });
    expect(changed).toEqual({ ...before, ...change, title: 'Café' });
    expect(await api.client().concert.get.query({ concertId })).toEqual(changed);
    expect(await updateConcert.mutate({ concertId, imageUrl: null })).toMatchObject({
      imageUrl: null,
      title: 'Café',
      salesCloseAt: closes,
    });
    const [last, first] = (await operator.client.admin.actions.query({ limit: 2 })).items;
    expect(first).toMatchObject({ action: 'updateConcert', targetId: concertId });
    expect(last?.details).toEqual({ imageUrl: null });
    expect(await refusalOf(updateConcert.mutate({ concertId: unknown }))).toMatchObject({
      errorCode: 'CONCERT_NOT_FOUND',
    });
  });

  test('dates that contradict one another are refused, whichever call brings them about', async () => {
    const { admin } = operator.client;
    const base = { title: 'T', artist: 'A', venue: 'V' };
    const concertId = await api.world.concert({
      ...{ salesOpenAt: opens, salesCloseAt: closes },
      queue: { opensAt: opens },
    });
    const early = new Date(opens.getTime() - 1);
    const refused: [() => Promise<unknown>, string[]][] = [
      [
        () => admin.createConcert.mutate({ ...base, salesOpenAt: closes, salesCloseAt: closes }),
        ['salesCloseAt'],
      ],
      [
        () =>
          admin.createConcert.mutate({ ...base, salesOpenAt: opens, queue: { opensAt: early } }),
        ['queue', 'opensAt'],
      ],
      [() => admin.updateConcert.mutate({ concertId, salesCloseAt: early }), ['salesCloseAt']],
      [() => admin.updateConcert.mutate({ concertId, salesOpenAt: later }), ['salesOpenAt']],
      [
        () => admin.updateConcert.mutate({ concertId, salesOpenAt: null, salesCloseAt: opens }),
        ['salesCloseAt'],
      ],
      [
        () => admin.updateConcert.mutate({ concertId, salesOpenAt: new Date(opens.getTime() + 1) }),
        ['salesOpenAt'],
      ],
    ];
    for (const [call, path] of refused) {
      expect(await refusalOf(call())).toMatchObject({
        errorCode: 'VALIDATION_FAILED',
        details: { issues: expect.arrayContaining([expect.objectContaining({ path })]) },
      });
    }
    await admin.configureQueue.mutate({ concertId, opensAt: null });
    await admin.updateConcert.mutate({ concertId, salesOpenAt: later, salesCloseAt: null });
    const visitor = await api.visitor('too early now');
    await visitor.enter(concertId);
    expect(await visitor.client.queue.status.query()).toMatchObject({ status: 'PREQUEUE' });
  });

  test('get says what people want to know before they join: dates, prices, limits', async () => {
    const concertId = await api.world.concert({
      holdLimit: 6,
      queue: { activeSeconds: 30, claimSeconds: 60 },
    });
    const past = await api.world.performance(concertId, { startsAt: opens, sections: [] });
    const performanceId = await api.world.performance(concertId, {
      sections: [
        { name: 'Front', rows: 1, seatsPerRow: 1, price: 90_000 },
        { name: 'Back', rows: 1, seatsPerRow: 1, price: 40_000 },
      ],
    });
    const show = { timezone: 'Asia/Seoul', currency: 'KRW' };
    const anybody = api.client();
    expect(await anybody.concert.get.query({ concertId })).toMatchObject({
      onSale: true,
      performances: [
        { ...show, performanceId: past, startsAt: opens, status: 'SCHEDULED', priceFrom: null },
        { ...show, performanceId, status: 'SCHEDULED', priceFrom: 40_000, priceTo: 90_000 },
      ],
      ...{ holdLimit: 6, holdSeconds: 300, activeSeconds: 30, claimSeconds: 30 },
    });
    const { cancelPerformance } = operator.client.admin;
    await cancelPerformance.mutate({ performanceId, reason: 'storm' });
    expect(await anybody.concert.get.query({ concertId })).toMatchObject({
      onSale: false,
      performances: [{ performanceId: past }, { performanceId, status: 'CANCELLED' }],
    });
  });

  test('are found by the words of title, artist and venue, and by whether a date is ahead', async () => {
    const concertId = await api.world.concert({
      ...{ title: 'Winter_Light', artist: 'Màrta 100%', venue: 'Old Harbour' },
    });
    const found = async (input: { search?: string; upcoming?: boolean }) =>
      (await api.client().concert.list.query({ limit: 100, ...input })).items.map(({ id }) => id);
    for (const search of ['winter', 'HARBOUR winter_l', 'Ma\u0300rta', ' light  100% ']) {
      expect(await found({ search }), search).toEqual([concertId]);
    }
    for (const search of ['winter_x', 'winter harbor', 'Winter%Light', '_']) {
      expect((await found({ search })).includes(concertId), search).toBe(search === '_');
    }
    expect(await found({ search: 'winter', upcoming: true })).toEqual([]);
    await api.world.performance(concertId);
    expect(await found({ search: 'winter', upcoming: true })).toEqual([concertId]);
    expect(await found({ search: '' })).toEqual(await found({}));
  });
});

describe('performances', () => {
  test('start in the future', async () => {
    const { admin } = operator.client;
    const { concertId, performanceId } = await api.world.concertWithSeats();
    const startsAt = api.world.now;
    for (const call of [
      () => admin.createPerformance.mutate({ concertId, startsAt, sections: [] }),
      () => admin.updatePerformance.mutate({ performanceId, startsAt }),
    ]) {
      expect(await refusalOf(call())).toMatchObject({
        errorCode: 'VALIDATION_FAILED',
        details: { issues: [{ path: ['startsAt'] }] },
      });
    }
  });

  test('all are listed with their seats by status, past and cancelled ones too', async () => {
    const { admin } = operator.client;
    const { concertId, performanceId, seatIds } = await api.world.concertWithSeats();
    const past = await api.world.performance(concertId, { startsAt: opens });
    const cancelled = await api.world.performance(concertId, { startsAt: later });
    await admin.cancelPerformance.mutate({ performanceId: cancelled, reason: 'storm' });
    const visitor = await api.visitor('counted');
    await visitor.enter(concertId);
    const hold = async (wanted: string[]) =>
      visitor.client.reservation.hold.mutate({ performanceId, seatIds: wanted });
    await hold(seatIds.slice(0, 2));
    const { id: reservationId } = await hold(seatIds.slice(2, 3));
    await visitor.client.payment.pay.mutate({ reservationId, topUp: true });
    const { items } = await admin.listPerformances.query({ concertId });
    expect(items).toMatchObject([
      { performanceId: past, startsAt: opens, available: 10, held: 0, sold: 0 },
      {
        ...{ performanceId, concertId, status: 'SCHEDULED', cancelledAt: null, seatsTotal: 10 },
        ...{ available: 7, held: 2, sold: 1, priceFrom: 50_000, priceTo: 50_000 },
        sections: [{ name: 'S', price: 50_000 }],
      },
      { performanceId: cancelled, status: 'CANCELLED', cancelReason: 'storm' },
    ]);
    expect(await refusalOf(admin.listPerformances.query({ concertId: unknown }))).toMatchObject({
      errorCode: 'CONCERT_NOT_FOUND',
    });
  });

  test('new prices bind new holds only, and reach those who follow the seat map', async () => {
    const { updatePerformance } = operator.client.admin;
    const { concertId, performanceId, seatIds } = await api.world.concertWithSeats();
    const visitor = await api.visitor('patient');
    await visitor.enter(concertId);
    const { hold, get } = visitor.client.reservation;
    const held = await hold.mutate({ performanceId, seatIds: seatIds.slice(0, 1) });
    const { seatMap } = visitor.client.concert;
    const before = await seatMap.query({ performanceId });
    const startsAt = new Date('2030-06-10T10:00:00Z');
    const change = { performanceId, startsAt, timezone: 'Europe/Paris', prices: { S: 65_000 } };
    expect(await updatePerformance.mutate(change)).toMatchObject({
      ...{ startsAt, timezone: 'Europe/Paris', priceFrom: 65_000, available: 9, held: 1 },
    });
    const moved = { ...held, startsAt, timezone: 'Europe/Paris' };
    expect(await get.query({ reservationId: held.id })).toEqual(moved);
    expect(await hold.mutate({ performanceId, seatIds: seatIds.slice(1, 2) })).toMatchObject({
      amount: 65_000,
      seats: [{ price: 65_000 }],
      startsAt,
    });
    const after = await seatMap.query({ performanceId, sinceVersion: before.version });
    expect(after).toMatchObject({ full: true });
    expect(after.seats.every(({ price }) => price === 65_000)).toBe(true);
    const next = await seatMap.query({ performanceId, sinceVersion: after.version });
    expect(next).toMatchObject({ full: false, seats: [] });
    const wrong = { performanceId, prices: { Balcony: 1 } };
    expect(await refusalOf(updatePerformance.mutate(wrong))).toMatchObject({
      errorCode: 'VALIDATION_FAILED',
      details: { issues: [{ path: ['prices', 'Balcony'] }] },
    });
    expect(await refusalOf(updatePerformance.mutate({ performanceId: unknown }))).toMatchObject({
      errorCode: 'PERFORMANCE_NOT_FOUND',
    });
  });
});
