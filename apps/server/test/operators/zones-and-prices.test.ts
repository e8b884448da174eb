import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi, type Visitor } from '../../testing/http/api.ts';

let api: Api;
let operator: Visitor;
let concertId: string;
beforeAll(async () => {
  api = await startApi();
  operator = await api.visitor('operator', 'operator');
  concertId = await api.world.concert();
});
afterAll(() => api.close());

const startsAt = new Date('2030-06-15T11:00:00Z');

describe('the time zone of a performance', () => {
  test('is a name of the IANA list in its spelling; a link reads as its zone, wherever it is shown', async () => {
    const { createPerformance, updatePerformance } = operator.client.admin;
    const concert = await api.world.concert();
    const input = { concertId: concert, startsAt, timezone: 'Asia/Calcutta', sections: [] };
    const { performanceId } = await createPerformance.mutate(input);
    const visitor = await api.visitor('asks for dates');
    await visitor.enter(concert);
    const shown = async () => {
      const { items } = await visitor.client.concert.dates.query({ concertId: concert });
      const { performances } = await api.client().concert.get.query({ concertId: concert });
      return [items[0]?.timezone, performances[0]?.timezone];
    };
    expect(await shown()).toEqual(['Asia/Kolkata', 'Asia/Kolkata']);
    for (const [given, zone] of [
      ['US/Pacific', 'America/Los_Angeles'],
      ['Europe/Kiev', 'Europe/Kyiv'],
      ['Asia/Seoul', 'Asia/Seoul'],
    ] as const) {
      const updated = await updatePerformance.mutate({ performanceId, timezone: given });
      expect(updated.timezone).toBe(zone);
      expect(await shown()).toEqual([zone, zone]);
    }
  });

  test.for(['BST', 'IST', 'CST', 'SystemV/PST8PDT', 'asia/seoul', '+09:00', 'Asia/Seoul ', ''])(
    '%j is refused',
    async (timezone) => {
      const { performanceId } = await operator.client.admin.createPerformance.mutate({
        ...{ concertId, startsAt, sections: [] },
      });
      const { createPerformance, updatePerformance } = operator.client.admin;
      for (const call of [
        () => createPerformance.mutate({ concertId, startsAt, timezone, sections: [] }),
        () => updatePerformance.mutate({ performanceId, timezone }),
      ]) {
        expect(await refusalOf(call())).toMatchObject({
          errorCode: 'VALIDATION_FAILED',
          details: { issues: [{ path: ['timezone'] }] },
        });
      }
    },
  );
});

test('a date without seats has no price, wherever it is shown', async () => {
  const { admin } = operator.client;
  const { id } = await admin.createConcert.mutate({ title: 'Seatless', artist: 'A', venue: 'V' });
  const input = { concertId: id, startsAt, sections: [] };
  const { performanceId } = await admin.createPerformance.mutate(input);
  const visitor = await api.visitor('sees no price');
  await visitor.enter(id);
  expect((await visitor.client.concert.dates.query({ concertId: id })).items).toMatchObject([
    { performanceId, seatsTotal: 0, seatsAvailable: 0, priceFrom: null },
  ]);
  const { performances } = await api.client().concert.get.query({ concertId: id });
  expect(performances).toMatchObject([{ priceFrom: null, priceTo: null }]);
  const listed = await api.client().concert.list.query({ search: 'Seatless', withDates: true });
  expect(listed.items).toMatchObject([{ dates: { priceFrom: null } }]);
  const all = await admin.listPerformances.query({ concertId: id });
  expect(all.items).toMatchObject([{ priceFrom: null, priceTo: null }]);
  const moved = await admin.updatePerformance.mutate({ performanceId, orphanRule: 'refuse' });
  expect(moved).toMatchObject({ priceFrom: null, priceTo: null });
  // A price of nothing is a price.
  const free = [{ name: 'Free', rows: 1, seatsPerRow: 1, price: 0 }];
  await admin.createPerformance.mutate({ concertId: id, startsAt, sections: free });
  const { items } = await visitor.client.concert.dates.query({ concertId: id });
  expect(items.map(({ priceFrom }) => priceFrom).sort()).toEqual([0, null]);
});
