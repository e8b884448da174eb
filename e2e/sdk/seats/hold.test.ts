import { isFrontrowError, seatsOfChart } from '@frontrow/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerLost, createFetchScript } from '../../testing/network/fetch-script.ts';
import { openHouse } from '../../testing/sale/house.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { rejectionOf } from '../../testing/waiting/rejection-of.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

async function open(name: string, options: Parameters<typeof openHouse>[1] = {}, more = {}) {
  const script = createFetchScript();
  const house = await openHouse(sale.operator, options);
  const client = await sale.client(name, { fetch: script.fetch, ...more });
  return { script, house, client, session: await client.enter(house.concertId) };
}

const placesOf = (hold: { seats: { place: number }[] }) => hold.seats.map(({ place }) => place);

describe('the chart', () => {
  test('is asked for once by calls at the same time, and by all sessions of a client', async () => {
    const { script, house, client, session } = await open('looks at the chart');
    const [chart, same] = await Promise.all([session.chart(), session.chart(house.performanceId)]);
    expect(same).toBe(chart);
    expect(await (await client.enter(house.concertId)).chart()).toBe(chart);
    expect(script.calls('concert.chart')).toHaveLength(1);
    expect(chart).toMatchObject({
      performanceId: house.performanceId,
      sections: [
        { name: 'Stalls', price: 1_000 },
        { name: 'Floor', kind: 'GENERAL' },
      ],
    });
  });

  test('has the same seats as the list of seats', async () => {
    const { session } = await open('compares seats');
    const seats = await session.seats();
    expect(seatsOfChart(await session.chart())).toMatchObject(
      seats.filter(({ row }) => row !== '').map(({ id: _, ...seat }) => seat),
    );
  });
});

describe('a hold', () => {
  test('of places by number and of standing places is one hold, and can be swapped', async () => {
    const { session } = await open('holds places');
    const hold = await session.hold({
      places: [2, 1],
      general: [{ section: 'Floor', quantity: 1 }],
    });
    expect(placesOf(hold).slice(0, 2)).toEqual([1, 2]);
    expect(hold.seats[2]).toMatchObject({ section: 'Floor', row: '' });
    expect(hold.amount).toBe(2_500);
    const swapped = await session.hold({ places: [2, 3] }, { replaces: hold });
    expect(placesOf(swapped)).toEqual([2, 3]);
    expect(await session.holds()).toEqual([swapped]);
  });

  test('of the same places is the same hold, by place, by seat and from another session', async () => {
    const { client, house, session } = await open('holds twice');
    const hold = await session.hold({ places: [0, 4] });
    expect(await session.hold({ places: [4, 0] })).toBe(hold);
    const seats = seatsOfChart(await session.chart()).filter(({ place }) => place % 4 === 0);
    expect(await session.hold(seats)).toBe(hold);
    const other = await client.enter(house.concertId);
    expect((await other.hold(seats)).id).toBe(hold.id);
  });

  test('of standing places again is another one', async () => {
    const { session } = await open('wants more');
    const choice = { general: [{ section: 'Floor', quantity: 2 }] };
    const [one, other] = [await session.hold(choice), await session.hold(choice)];
    expect(other.id).not.toBe(one.id);
  });

  test('whose answer was lost is found by the next call, whatever it names', async () => {
    const { script, client, session } = await open('loses answers', {}, { retrySeconds: 0 });
    script.next('reservation.hold', answerLost);
    script.next('reservation.holdBest', answerLost);
    const general = [{ section: 'Floor', quantity: 1 }];
    await rejectionOf(session.hold({ general }));
    const hold = await session.hold({ general });
    await rejectionOf(session.holdBest({ quantity: 2 }));
    const best = await session.holdBest({ quantity: 2 });
    const { items } = await client.reservation.list.query({ status: 'HELD' });
    expect(items.map(({ id }) => id).sort()).toEqual([hold.id, best.id].sort());
  });

  test('by a key of your own is the same one', async () => {
    const { session } = await open('has keys');
    const options = { quantity: 2, idempotencyKey: 'order-2041' };
    expect((await session.holdBest(options)).id).toBe((await session.holdBest(options)).id);
  });

  test('of the best seats is side by side, and can replace another one', async () => {
    const { session } = await open('wants the best', { seats: 8 });
    const hold = await session.holdBest({ quantity: 3 });
    const [first = 0] = placesOf(hold);
    expect(placesOf(hold)).toEqual([first, first + 1, first + 2]);
    const next = await session.holdBest({ quantity: 2, replaces: hold, sections: ['Stalls'] });
    expect(next.seats).toHaveLength(2);
    expect(await session.holds()).toEqual([next]);
  });

  test('is refused with details that fit the code', async () => {
    const { session } = await open('is refused', { seats: 4, orphanRule: 'refuse' });
    const orphan = await rejectionOf(session.hold({ places: [1] }));
    if (!isFrontrowError(orphan, 'LEAVES_ORPHAN')) throw orphan;
    expect(orphan.details.places).toEqual([0]);
    const short = await rejectionOf(
      session.hold({ general: [{ section: 'Stands', quantity: 1 }] }),
    );
    expect(isFrontrowError(short, 'SECTION_NOT_FOUND') && short.details.section).toBe('Stands');
    const unknown = await rejectionOf(session.hold({ places: [99] }));
    expect(isFrontrowError(unknown, 'PLACE_NOT_FOUND') && unknown.details.places).toEqual([99]);
    await session.hold({ places: [0, 1] });
    const apart = await rejectionOf(session.holdBest({ quantity: 3 }));
    expect(isFrontrowError(apart)).toBe(true);
  });
});
