import { randomBytes } from 'node:crypto';
import { problemsOf } from '@frontrow/contract/chart/check-drawing';
import { createOrm, migrate } from '@frontrow/database/orm';
import { postgresUrl } from '@frontrow/database/testing/database';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createContext } from '../../src/create-context.ts';
import type { Caller } from '../../src/kernel/context.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { bindServices, type Services } from '../../src/services.ts';
import { ids, ROWS, SEATS, SECTIONS, writeOldSale } from '../../testing/before-charts/old-sale.ts';
import { holderOf, poll } from '../../testing/token-holder.ts';
import { refusalOf, SETTINGS, TEST_KEYS } from '../../testing/world.ts';

/*
 * A sale of before charts is carried over: a database that was made by all migrations but that one, with live and
 * lapsed holds, payments, refunds and tickets.
 */

const CHARTS = 'Migration20261129071247_Charts';
const LAST_BEFORE = 'Migration20261129071110_AdmissionRecord';
/** It is named later and was released earlier. */
const RELEASED = 'Migration20261129071534_TopUpKeepsItsReferences';

let client: Client;
let url: string;
let services: Services;
const closing: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  const server = await postgresUrl();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = new Client({ connectionString: server });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const at = new URL(server);
  at.pathname = `/${name}`;
  url = at.href;
  client = new Client({ connectionString: url });
  await client.connect();
  closing.push(async () => {
    await client.end();
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  });
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

type Migrator = ReturnType<typeof createOrm>['migrator'];

async function withMigrator(use: (migrator: Migrator) => Promise<unknown>): Promise<void> {
  const orm = createOrm({ url, poolSize: 2, querySeconds: 0, limits: null });
  try {
    await use(orm.migrator);
  } finally {
    await orm.close(true);
  }
}

const rowsOf = async (text: string, values: unknown[] = []) =>
  (await client.query(text, values)).rows;

/** What must not change of the seats, by id. */
const OLD_SEATS = `
  select seat.id, seat.performance_id, section.name, row_name, number, label, reservation_id, holder_id,
    hold_expires_at, sold
  from seat join section on section.id = seat.section_id order by seat.id`;
const OLD_ROWS = [
  'reservation',
  'reservation_seat',
  'payment',
  'ledger_entry',
  'ticket',
  'account',
];
const OLD_PERFORMANCES =
  'select id, starts_at, status, seats_total, prices_version from performance order by id';

async function everything() {
  const found = [await rowsOf(OLD_SEATS), await rowsOf(OLD_PERFORMANCES)];
  for (const table of OLD_ROWS) found.push(await rowsOf(`select * from ${table} order by 1, 2`));
  return found;
}

const caller = (userId: string): Caller => ({ userId, service: false });
const operator = caller(ids.operator);

/** The user with the pass that they had before. */
async function passOf(userId: string) {
  const { token } = await services.queue.join(caller(userId), { concertId: ids.concert });
  const claims = services.queue.verifyToken(token);
  if (!claims) throw new Error('the token does not open');
  return { caller: caller(userId), claims };
}

let before: Awaited<ReturnType<typeof everything>>;

test('the migration keeps seats, holds, payments and tickets as they were', async () => {
  await withMigrator((migrator) => migrator.up({ to: LAST_BEFORE }));
  await withMigrator((migrator) => migrator.up({ migrations: [RELEASED] }));
  await writeOldSale(client);
  before = await everything();
  expect(before[0]).toHaveLength(2 * SEATS + 4);
  expect(await migrate(url)).toContain(CHARTS);
  expect(await everything()).toEqual(before);
  expect(await migrate(url)).toEqual([]);
});

test('places are numbered by section, row and number, and each performance has a chart', async () => {
  const expected = SECTIONS.flatMap(({ name, rows, seats }) =>
    ROWS.slice(0, rows).flatMap((row) =>
      Array.from({ length: seats }, (_, index) => `${name} ${row}-${index + 1}`),
    ),
  );
  for (const id of [ids.performance, ids.sameHouse]) {
    const text = 'select place, label from seat where performance_id = $1 order by place';
    expect(await rowsOf(text, [id])).toEqual(expected.map((label, place) => ({ place, label })));
  }
  const performances = await rowsOf(
    `select p.id, c.id as chart, c.places, c.plain, c.drawing from performance p join chart c on c.id = p.chart_id`,
  );
  const byId = new Map(performances.map((row) => [row.id, row]));
  expect(performances.map(({ plain }) => plain)).toEqual([true, true, true, true]);
  expect(byId.get(ids.sameHouse).chart).toBe(byId.get(ids.performance).chart);
  expect([ids.performance, ids.empty, ids.cancelled].map((id) => byId.get(id).places)).toEqual([
    ...[SEATS, 0, 4],
  ]);
  for (const { drawing } of performances) expect(problemsOf(drawing)).toEqual([]);
  expect(
    await rowsOf(
      'select name, category, kind, first_place, places, price::int from section where performance_id = $1 order by position',
      [ids.performance],
    ),
  ).toEqual(
    SECTIONS.map(({ name, rows, seats, price }, index) => {
      const earlier = SECTIONS.slice(0, index);
      const first = earlier.reduce((sum, each) => sum + each.rows * each.seats, 0);
      const range = { first_place: first, places: rows * seats };
      return { name, category: name, kind: 'SEATED', ...range, price };
    }),
  );
});

test('the audit is true, maps are readable, and holders and buyers go on', async () => {
  const orm = createOrm({ url, poolSize: 4 });
  closing.push(() => orm.close(true));
  const keys = { queueKeys: TEST_KEYS, ticketKeys: TEST_KEYS };
  const ctx = await createContext({ orm, log: silentLogger, ...keys, settings: SETTINGS });
  services = bindServices(ctx);
  const audited = async () => {
    const { checks } = await services.admin.audit({});
    return checks.filter(({ ok }) => !ok);
  };
  expect(await audited()).toEqual([]);

  // Who waited still does. The first poll reads the database's clock.
  const { claims } = await passOf(ids.waiting);
  expect(await poll(services, claims)).toMatchObject({ status: 'WAITING', position: 1 });
  const holder = await passOf(ids.holder);
  const performanceId = ids.performance;
  const places = await rowsOf('select place, label, id from seat where performance_id = $1', [
    performanceId,
  ]);
  const placeOf = (section: number, seat: string): number =>
    places.find(({ label }) => label === `${SECTIONS[section]?.name} ${seat}`)?.place;
  const [heldFirst, heldLast] = [placeOf(0, 'AA-2'), placeOf(1, 'A-3')];
  const letters = Array.from({ length: SEATS }, (_, place) => {
    if (place === heldFirst || place === heldLast) return 'H';
    return [placeOf(0, 'A-1'), placeOf(1, 'B-1')].includes(place) ? 'S' : 'A';
  });
  const available = await services.concert.availability(holderOf(holder), { performanceId });
  expect(available).toMatchObject({ places: letters.join(''), mine: [heldFirst, heldLast] });
  const chart = await services.concert.chart({ performanceId });
  expect(chart.sections.map(({ name, price, places }) => [name, price, places])).toEqual(
    SECTIONS.map(({ name, rows, seats, price }) => [name, price, rows * seats]),
  );
  const map = await services.concert.seatMap(holderOf(holder), { performanceId });
  expect(map.seats.map(({ id, label }) => [id, label])).toEqual(
    places.sort((a, b) => a.place - b.place).map(({ id, label }) => [id, label]),
  );
  const { items: dates } = await services.concert.dates(holderOf(holder), ids.concert);
  const counts = dates.map((date) => [date.performanceId, date.seatsAvailable, date.seatsTotal]);
  expect(new Map(counts.map(([id, ...rest]) => [id, rest]))).toEqual(
    new Map([
      [ids.performance, [SEATS - 4, SEATS]],
      [ids.sameHouse, [SEATS, SEATS]],
      [ids.empty, [0, 0]],
    ]),
  );

  // The live hold can be paid, the lapsed one cannot.
  expect(await services.reservation.get(holder.caller, ids.hold)).toMatchObject({
    status: 'HELD',
    seats: [{ place: heldFirst }, { place: heldLast }],
  });
  const late = await passOf(ids.late);
  expect(await services.reservation.get(late.caller, ids.lapsed)).toMatchObject({
    status: 'EXPIRED',
  });
  const unpaid = services.payment.pay(late, { reservationId: ids.lapsed, topUp: true });
  expect(await refusalOf(unpaid)).toMatchObject({ code: 'HOLD_EXPIRED' });
  const paid = await services.payment.pay(holder, { reservationId: ids.hold, topUp: true });
  expect(paid).toMatchObject({ status: 'PAID', amount: 150_000 });
  const again = [placeOf(0, 'B-1'), placeOf(0, 'Z-3')];
  const held = await services.reservation.hold(late, { performanceId, places: again });
  expect(held.seats.map(({ place }) => place)).toEqual(again);

  const { items: tickets } = await services.payment.tickets(caller(ids.buyer), ids.payment);
  expect(tickets.map(({ place, status }) => [place, status])).toEqual([
    [placeOf(0, 'A-1'), 'VALID'],
    [placeOf(1, 'B-1'), 'VALID'],
  ]);
  const [ticket] = tickets;
  const code = ticket?.code ?? '';
  expect(await services.admin.redeemTicket(operator, { code })).toMatchObject({ row: 'A' });
  await services.admin.refund(operator, { paymentId: ids.payment });
  const blocked = { performanceId, places: [placeOf(0, 'A-1'), heldFirst] };
  expect(await services.admin.blockPlaces(operator, blocked)).toEqual({ changed: 1, skipped: 1 });
  expect(await audited()).toEqual([]);

  // The same sections have the same chart.
  const sections = SECTIONS.map(({ seats, ...section }) => ({ ...section, seatsPerRow: seats }));
  const made = await services.admin.createPerformance(operator, {
    ...{ concertId: ids.concert, timezone: 'UTC', orphanRule: 'off' },
    ...{ startsAt: new Date(Date.now() + 86_400_000), sections },
  });
  expect(made).toMatchObject({ chartId: chart.chartId, seatsTotal: SEATS });
  expect(await audited()).toEqual([]);
});

test('it can be taken back, and run again', async () => {
  before = await everything();
  await withMigrator((migrator) => migrator.down({ migrations: [CHARTS] }));
  expect(await rowsOf("select to_regclass('chart') as chart")).toEqual([{ chart: null }]);
  expect(await everything()).toEqual(before);
  await migrate(url);
  expect(await everything()).toEqual(before);
  const { checks } = await services.admin.audit({});
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
});
