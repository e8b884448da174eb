import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { audited, runUnchecked } from '../../testing/audit/audited.ts';
import { houseOf } from '../../testing/house.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
let house: Awaited<ReturnType<typeof busyHouse>>;
let other: typeof house;
beforeAll(async () => {
  world = await createWorld();
  house = await busyHouse();
  other = await busyHouse();
  for (const [table, constraint] of [
    ['seat', 'seat_blocked_is_free'],
    ['seat', 'seat_owned_or_free'],
    ['seat', 'seat_in_row_or_standing'],
    ['seat', 'seat_performance_id_place_unique'],
    ['section', 'section_performance_id_position_unique'],
  ]) {
    await world.ownerPool.query(`alter table ${table} drop constraint ${constraint}`);
  }
  for (const table of TABLES) {
    await world.ownerPool.query(`create table sound_${table} as table ${table}`);
  }
});
afterAll(() => world.close());
// A house takes a second to fill: it is put back as it was.
afterEach(() =>
  runUnchecked(
    world,
    TABLES.flatMap((table) => [
      [`delete from ${table}`, []],
      [`insert into ${table} select * from sound_${table}`, []],
    ]),
  ),
);
const TABLES = ['chart', 'performance', 'section', 'seat', 'reservation_seat'];
const { afterBreaking } = audited(() => world);

const STATES = 'a place is exactly one of available, held, sold and blocked';
const STANDING = 'a standing area has no more owners than its capacity';
const SECTIONS = 'a performance has the sections and the number of places of its chart';
const PLACES = 'a place has the section, row, number, stretch and marks of its drawing';

/** Places by number: a row with an aisle and marks (0 to 5), a second row (6 to 9), a standing area (10 to 12). */
const ROWS = ['..|acr.', '.|...'];

/** Place 0 is sold, 1 held, 4 blocked, one standing place each sold, held and blocked. */
async function busyHouse() {
  const { concertId, performanceId } = await houseOf(world, ROWS, { standing: 3 });
  const { services } = world;
  const hold = async (name: string, place: number) => {
    const holder = await world.queueCaller(`${name} of ${performanceId}`, concertId);
    const general = [{ section: 'Pit', quantity: 1 }];
    const held = await services.reservation.hold(holder, {
      ...{ performanceId, places: [place], general },
    });
    return { holder, held };
  };
  const buyer = await hold('buyer', 0);
  const bought = { reservationId: buyer.held.id, topUp: true };
  await services.payment.pay(buyer.holder, bought);
  await hold('holder', 1);
  const operator = await world.caller('operator', 'operator');
  const blocked = { performanceId, places: [4], general: [{ section: 'Pit', quantity: 1 }] };
  await services.admin.blockPlaces(operator, blocked);
  return { concertId, performanceId };
}

/** The names of the checks that fail, each with its problems. */
async function found(concertId: string): Promise<Record<string, unknown[]>> {
  const { checks } = await world.services.admin.audit({ concertId });
  return Object.fromEntries(
    checks
      .filter(({ ok }) => !ok)
      .map(({ name, violations }) => [name, violations.map(({ problem }) => problem)]),
  );
}

test('a house with free, held, sold and blocked places of all kinds passes, also after a hold has lapsed', async () => {
  expect(await found(house.concertId)).toEqual({});
  const { now } = world;
  world.advanceClock(301);
  expect(await found(house.concertId)).toEqual({});
  world.now = now;
  const { checks } = await world.services.admin.audit({});
  expect(checks.slice(8, 12).map(({ name }) => name)).toEqual([STATES, STANDING, SECTIONS, PLACES]);
});

test('performances of other concerts do not count', async () => {
  const moved = 'update seat set number = 99 where performance_id = $1 and place = 3';
  await afterBreaking([[moved, [house.performanceId]]], async () => {
    expect(await found(other.concertId)).toEqual({});
    expect(await found(house.concertId)).toEqual({ [PLACES]: ['the place is not as drawn'] });
  });
});

const SEAT = 'where performance_id = $1 and place =';
const OWN = 'reservation_id = gen_random_uuid(), holder_id = gen_random_uuid()';
const FREE = 'reservation_id = null, holder_id = null, hold_expires_at = null';
const LINE = `insert into reservation_seat (reservation_id, seat_id, label, price)
  select r.id, s.id, s.label, 0 from reservation r join seat s on s.performance_id = r.performance_id
  where r.performance_id = $1 and r.status = 'HELD' and s.place =`;

/** What is broken, by a statement with the performance ($1); and what the audit says of it, at least. */
const CASES: [what: string, text: string, check: string, problem: string][] = [
  [
    'a sold place is blocked',
    `update seat set blocked = true ${SEAT} 0`,
    STATES,
    'blocked and sold',
  ],
  [
    'a held place is blocked',
    `update seat set blocked = true ${SEAT} 1`,
    STATES,
    'blocked and held',
  ],
  ['a blocked place is in a live hold', `${LINE} 4`, STATES, 'blocked with a live owner'],
  [
    'a sold place has an end of its hold',
    `update seat set hold_expires_at = '2031-01-01' ${SEAT} 0`,
    STATES,
    'held and sold',
  ],
  [
    'a place is sold without a reservation',
    `update seat set sold = true ${SEAT} 3`,
    STATES,
    'sold without an owner',
  ],
  [
    'a sold place loses its user',
    `update seat set holder_id = null ${SEAT} 0`,
    STATES,
    'sold without an owner',
  ],
  [
    'a place is held by nobody',
    `update seat set hold_expires_at = '2031-01-01' ${SEAT} 3`,
    STATES,
    'held without an owner',
  ],
  [
    'a place has an owner and no end',
    `update seat set ${OWN} ${SEAT} 3`,
    STATES,
    'owned and neither held nor sold',
  ],
  [
    'a standing area has a place too many, and all are taken',
    `with added as (
      insert into seat (id, performance_id, section_id, row_name, number, label, place, reservation_id, holder_id, sold)
      select gen_random_uuid(), performance_id, section_id, '', 4, 'Pit 4', 13, gen_random_uuid(), gen_random_uuid(),
        true from seat ${SEAT} 10)
    update seat set ${OWN}, sold = true, blocked = false, hold_expires_at = null
    where performance_id = $1 and place between 10 and 12`,
    STANDING,
    'more places are held and sold than the area has',
  ],
  [
    'live holds list more standing places than there are',
    `insert into reservation_seat (reservation_id, seat_id, label, price)
    select r.id, s.id, s.label, 0 from reservation r join seat s on s.performance_id = r.performance_id
    where r.performance_id = $1 and s.place >= 10 on conflict do nothing`,
    STANDING,
    'more places are held and sold than the area has',
  ],
  [
    'a place is missing in the middle',
    `delete from seat ${SEAT} 7`,
    SECTIONS,
    'the places are not numbered from 0 without a gap',
  ],
  [
    'the last place is missing',
    `delete from seat ${SEAT} 12`,
    SECTIONS,
    'the places are not numbered from 0 without a gap',
  ],
  [
    'a place number is there twice',
    `update seat set place = 2 ${SEAT} 3`,
    SECTIONS,
    'the places are not numbered from 0 without a gap',
  ],
  [
    'a performance counts other places',
    'update performance set seats_total = seats_total + 1 where id = $1',
    SECTIONS,
    'the places are not numbered from 0 without a gap',
  ],
  [
    'a chart counts other places than it draws',
    `update chart set places = places + 1 where id = (select chart_id from performance where id = $1)`,
    SECTIONS,
    'the chart does not count the places of its drawing',
  ],
  ...[
    ['its category', "category = 'Other'"],
    ['its name', "name = 'Other'"],
    ['its kind', "kind = 'GENERAL'"],
    ['its first place', 'first_place = first_place + 1'],
    ['its number of places', 'places = places + 1'],
    ['its position', 'position = position + 5'],
  ].map(([what, set]): [string, string, string, string] => [
    `a section has lost ${what}`,
    `update section set ${set} where performance_id = $1 and position = 0`,
    SECTIONS,
    'a section is not as drawn',
  ]),
  [
    'a place is in another section',
    `update seat set section_id = (select section_id from seat ${SEAT} 12) ${SEAT} 9`,
    SECTIONS,
    'a section has other places than it says',
  ],
  [
    'a category has two prices',
    `insert into section (id, performance_id, name, position, category, kind, first_place, places, price)
    select gen_random_uuid(), performance_id, 'Extra', 2, category, kind, 13, 0, price + 1
    from section where performance_id = $1 and position = 0`,
    SECTIONS,
    'a category has two prices',
  ],
  ...[
    ['row', "row_name = 'Z'"],
    ['number', 'number = number + 50'],
    ['marks', 'flags = flags # 1'],
    ['neighbours', 'stretch = stretch + 1'],
    ['row, and stands', "row_name = '', stretch = null"],
  ].map(([what, set]): [string, string, string, string] => [
    `a seat has another ${what}`,
    `update seat set ${set} ${SEAT} 3`,
    PLACES,
    'the place is not as drawn',
  ]),
  [
    'an aisle is gone',
    `update seat set stretch = stretch - 1 where performance_id = $1 and place between 2 and 9`,
    PLACES,
    'the place is not as drawn',
  ],
];

describe('the audit finds that', () => {
  test.for(CASES)('%s', async ([, text, check, problem]) => {
    const { concertId, performanceId } = house;
    await afterBreaking([[text, [performanceId]]], async () => {
      expect((await found(concertId))[check]).toContain(problem);
    });
  });

  test('a paid place is free, blocked, and sold to nobody', async () => {
    const { concertId, performanceId } = house;
    const freed = `update seat set ${FREE}, sold = false, blocked = true ${SEAT} 0`;
    await afterBreaking([[freed, [performanceId]]], async () => {
      expect((await found(concertId))[STATES]).toEqual(['blocked with a live owner']);
    });
  });
});
