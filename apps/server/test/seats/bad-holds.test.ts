import { houseOf } from '@frontrow/domain/testing/house';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi, type Visitor } from '../../testing/http/api.ts';
import { post } from '../../testing/http/raw.ts';

/*
 * Places that cannot be held, by number and in standing areas: each is refused with its code, and nothing is written.
 */

let api: Api;
let visitor: Visitor;
let performanceId: string;
/** By place number: seats 0 to 9 in two rows, standing places 10 to 15, and 16 and 17 in another area. */
let seatIds: string[];

/** Seat 3 is held, 4 sold, 5 blocked; of the six standing places five are left. */
beforeAll(async () => {
  api = await startApi();
  const { world } = api;
  const house = await houseOf(world, ['.....', '.....'], { standing: 6, holdLimit: 4 });
  performanceId = house.performanceId;
  const { rows } = await world.pool.query(
    'select id from seat where performance_id = $1 order by place',
    [performanceId],
  );
  seatIds = rows.map(({ id }) => id);
  const { hold } = world.services.reservation;
  const other = await world.queueCaller('holds', house.concertId);
  await hold(other, { performanceId, places: [3], general: [{ section: 'Pit', quantity: 1 }] });
  const buyer = await world.queueCaller('buys', house.concertId);
  const bought = await hold(buyer, { performanceId, places: [4] });
  await world.services.payment.pay(buyer, { reservationId: bought.id, topUp: true });
  const operator = await world.caller('operator', 'operator');
  await world.services.admin.blockPlaces(operator, { performanceId, places: [5] });
  visitor = await api.visitor('wants too much');
  await visitor.enter(house.concertId);
});
afterAll(() => api.close());

const TABLES = ['reservation', 'reservation_seat', 'seat_change', 'stored_answer'];
async function everything(): Promise<unknown[]> {
  const found: unknown[] = [];
  const { pool } = api.world;
  for (const table of TABLES) found.push((await pool.query(`select count(*) from ${table}`)).rows);
  found.push((await pool.query('select * from seat order by id')).rows);
  return found;
}

const invalid = (...paths: (string | number)[][]) => ({
  errorCode: 'VALIDATION_FAILED',
  details: { issues: paths.map((path) => ({ path, message: expect.any(String) })) },
});
const refused = (errorCode: string, details: object) => ({ errorCode, details });
const pit = (quantity: unknown) => [{ section: 'Pit', quantity }];

type Wanted = Record<string, unknown>;
test.for<[what: string, wanted: () => Wanted, error: () => object]>([
  ['no place at all', () => ({}), () => invalid(['seatIds'])],
  ['empty lists', () => ({ seatIds: [], places: [], general: [] }), () => invalid(['seatIds'])],
  ['a fraction', () => ({ places: [0, 1.5] }), () => invalid(['places', 1])],
  ['a negative place', () => ({ places: [-1] }), () => invalid(['places', 0])],
  ['a text', () => ({ places: ['1'] }), () => invalid(['places', 0])],
  ['null', () => ({ places: [null] }), () => invalid(['places', 0])],
  ['a place twice', () => ({ places: [1, 2, 1] }), () => invalid(['places', 2])],
  ['an unsafe number', () => ({ places: [2 ** 53] }), () => invalid(['places', 0])],
  [
    '101 places',
    () => ({ places: Array.from({ length: 101 }, (_, place) => place) }),
    () => invalid(['places']),
  ],
  [
    'a standing place by number',
    () => ({ places: [0, 10] }),
    () => refused('PLACE_NOT_FOUND', { places: [10] }),
  ],
  [
    'the place after the last one',
    () => ({ places: [16] }),
    () => refused('PLACE_NOT_FOUND', { places: [16] }),
  ],
  [
    'places beyond every house',
    () => ({ places: [2 ** 31, Number.MAX_SAFE_INTEGER] }),
    () => refused('PLACE_NOT_FOUND', { places: [2 ** 31, Number.MAX_SAFE_INTEGER] }),
  ],
  [
    'a standing place by number and by id',
    () => ({ places: [10], seatIds: [seatIds[10]] }),
    () => refused('PLACE_NOT_FOUND', { places: [10] }),
  ],
  [
    'a seat by number and by id',
    () => ({ places: [1, 2], seatIds: [seatIds[0], seatIds[2]] }),
    () => invalid(['places']),
  ],
  [
    'a held, a sold and a blocked seat',
    () => ({ places: [3, 2, 4, 5] }),
    () =>
      refused('SEAT_UNAVAILABLE', {
        seatIds: expect.toSatisfy(sameAs(seatIds.slice(3, 6))),
        places: expect.toSatisfy(sameAs([3, 4, 5])),
      }),
  ],
  [
    'a blocked seat by id',
    () => ({ seatIds: [seatIds[5]] }),
    () => refused('SEAT_UNAVAILABLE', { seatIds: [seatIds[5]], places: [5] }),
  ],
  ['no standing places', () => ({ general: pit(0) }), () => invalid(['general', 0, 'quantity'])],
  ['a negative number', () => ({ general: pit(-1) }), () => invalid(['general', 0, 'quantity'])],
  ['half a place', () => ({ general: pit(0.5) }), () => invalid(['general', 0, 'quantity'])],
  ['no number', () => ({ general: pit(null) }), () => invalid(['general', 0, 'quantity'])],
  ['no section', () => ({ general: [{ quantity: 1 }] }), () => invalid(['general', 0, 'section'])],
  ['a section twice', () => ({ general: [...pit(1), ...pit(1)] }), () => invalid(['general', 1])],
  [
    'an unknown section',
    () => ({ general: [{ section: 'Moon', quantity: 1 }] }),
    () => refused('SECTION_NOT_FOUND', { section: 'Moon' }),
  ],
  [
    'standing places of seats',
    () => ({ general: [{ section: 'Floor', quantity: 1 }] }),
    () => refused('SECTION_NOT_FOUND', { section: 'Floor' }),
  ],
  [
    'more standing places than the limit',
    () => ({ general: pit(5) }),
    () => refused('HOLD_LIMIT_EXCEEDED', { limit: 4 }),
  ],
  [
    'more places in all than the limit',
    () => ({ places: [0, 1], seatIds: [seatIds[6]], general: pit(2) }),
    () => refused('HOLD_LIMIT_EXCEEDED', { limit: 4 }),
  ],
])('%s', async ([, wanted, error]) => {
  const before = await everything();
  const input = { performanceId, idempotencyKey: 'a-key-of-this-call', ...wanted() };
  const headers = { authorization: `Bearer ${visitor.bearer}`, 'x-queue-token': visitor.token };
  const url = `${api.url}/trpc/reservation.hold`;
  const answer = await post(url, JSON.stringify({ json: input }), headers);
  expect(answer.error).toMatchObject(error());
  expect(await everything()).toEqual(before);
  expect(api.faults).toEqual([]);
});

/** Whether a list has these items in any order. */
const sameAs =
  (items: readonly unknown[]) =>
  (found: unknown): boolean =>
    Array.isArray(found) &&
    new Set(found).size === items.length &&
    items.every((item) => found.includes(item));

test('more standing places than are left, under a limit that allows it', async () => {
  const { world } = api;
  const house = await houseOf(world, ['..'], { standing: 3, holdLimit: 100 });
  const buyer = await world.queueCaller('wants the whole pit', house.concertId);
  const operator = await world.caller('operator', 'operator');
  await world.services.admin.blockPlaces(operator, {
    ...{ performanceId: house.performanceId, general: [{ section: 'Pit', quantity: 1 }] },
  });
  const before = await everything();
  for (const quantity of [3, 4, 100]) {
    const general = [{ section: 'Pit', quantity }];
    const call = world.services.reservation.hold(buyer, {
      ...{ performanceId: house.performanceId, general },
    });
    await expect(call).rejects.toMatchObject({
      ...{ code: 'NOT_ENOUGH_LEFT', details: { section: 'Pit', available: 2 } },
    });
  }
  expect(await everything()).toEqual(before);
});
