import { afterAll, beforeAll, expect, test } from 'vitest';
import { houseOf } from '../../testing/house.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test('a house of more places than one statement inserts has all of them, in order and as drawn', async () => {
  const row = '.....|.....a';
  const rows = Array.from({ length: 90 }, () => row);
  const { performanceId } = await houseOf(world, rows, { standing: 19_500 });
  const { rows: places } = await world.pool.query(
    'select place, label, stretch from seat where performance_id = $1 order by place',
    [performanceId],
  );
  expect(places).toHaveLength(90 * 11 + 19_500);
  expect([0, 11, 990, 9_999, 10_000, 20_489].map((place) => places[place])).toEqual([
    { place: 0, label: 'Floor A-1', stretch: 0 },
    { place: 11, label: 'Floor B-1', stretch: 2 },
    { place: 990, label: 'Pit 1', stretch: null },
    { place: 9_999, label: 'Pit 9010', stretch: null },
    { place: 10_000, label: 'Pit 9011', stretch: null },
    { place: 20_489, label: 'Pit 19500', stretch: null },
  ]);
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
});

test('a seat whose section and row have the longest names can be held and paid', async () => {
  const [section, name] = ['ü'.repeat(200), '席'.repeat(200)];
  const operator = await world.caller('operator', 'operator');
  const row = { name, count: 2, bow: 0, first: 99_999, step: 1 };
  const marks = { aisleAfter: [], accessible: [], companion: [], restrictedView: [] };
  const { chartId } = await world.services.admin.createChart(operator, {
    name: 'Long',
    chart: {
      ...{ width: 100, height: 100, focus: [50, 0] },
      sections: [
        {
          ...{ name: section, category: 'C', kind: 'SEATED' },
          rows: [{ ...row, start: [10, 10], end: [20, 10], ...marks }],
        },
      ],
    },
  });
  const concertId = await world.concert();
  const performanceId = await world.performance(concertId, { chartId, prices: { C: 5 } });
  const buyer = await world.queueCaller('reads long labels', concertId);
  const held = await world.services.reservation.hold(buyer, { performanceId, places: [1] });
  const label = `${section} ${name}-100000`;
  expect(held.seats).toMatchObject([{ label, section, row: name, number: 100_000 }]);
  const bought = { reservationId: held.id, topUp: true };
  const { id: paymentId } = await world.services.payment.pay(buyer, bought);
  const { items } = await world.services.payment.tickets(buyer.caller, paymentId);
  expect(items).toMatchObject([{ label, place: 1 }]);
});
