import { cloneDatabase } from '@frontrow/database/testing/database';
import { startDatabaseProxy } from '@frontrow/database/testing/database-proxy';
import { query } from '@frontrow/embedded/testing/postgres/query';
import { parseSettings } from '@frontrow/settings/settings';
import { afterEach, describe, expect, test } from 'vitest';
import { connectServer } from '../../src/connections.ts';
import { type Live, startLive } from '../../testing/http/live.ts';

/** What somebody else may have set for the role, the database, or the role in the database. */
const INHERITED: [name: string, settings: string[]][] = [
  ['days before months', ["datestyle = 'SQL, DMY'"]],
  [
    'German times, a timezone whose offset has had seconds, intervals in words',
    [
      "datestyle = 'German, DMY'",
      "timezone = 'Africa/Monrovia'",
      "intervalstyle = 'postgres_verbose'",
    ],
  ],
  [
    'names of months, half hours, intervals of ISO 8601, backslashes that escape',
    [
      ...["datestyle = 'Postgres, MDY'", "timezone = 'Asia/Kolkata'", "intervalstyle = 'iso_8601'"],
      ...['standard_conforming_strings = off', 'escape_string_warning = off'],
    ],
  ],
  [
    'serializable, and what changes single values',
    [
      ...["default_transaction_isolation = 'serializable'", 'default_transaction_deferrable = on'],
      ...["client_encoding = 'LATIN1'", 'extra_float_digits = -15', "bytea_output = 'escape'"],
      ...['array_nulls = off', 'transform_null_equals = on', 'client_min_messages = error'],
    ],
  ],
  [
    'repeatable read, and tables of others in front',
    ["default_transaction_isolation = 'repeatable read'", 'search_path = shadow, public'],
  ],
  ['functions of others before those of Postgres', ['search_path = shadow, pg_catalog, public']],
];

const SHADOW = `
  create schema shadow;
  grant usage on schema shadow to public;
  create table shadow.concert (like public.concert);
  create table shadow.seat (like public.seat);
  create function shadow.clock_timestamp() returns timestamptz language sql as $$ select '1999-01-01'::timestamptz $$;
  create function shadow.lower(text) returns text language sql as $$ select 'shadow' $$`;

let live: Live;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Starts a server on a database whose role inherits these settings. */
async function startInheriting(settings: string[], asPooler: boolean): Promise<void> {
  live = await startLive({}, async (database) => {
    const { pathname, username } = new URL(database.url);
    await query(database.ownerUrl, SHADOW);
    for (const setting of settings) {
      await query(
        database.ownerUrl,
        `alter role ${username} in database ${pathname.slice(1)} set ${setting}`,
      );
    }
    if (!asPooler) return database.url;
    const proxy = await startDatabaseProxy(database.url, { asPooler });
    closers.push(() => proxy.close());
    return proxy.url;
  });
  closers.unshift(() => live.close());
}

const SALES_OPEN = new Date('2026-03-04T05:06:07.089Z');
const STARTS_AT = new Date('2099-11-12T01:30:00.000Z');

/** A whole purchase, with a name that has what escapes and encodings spoil. Returns what was told. */
async function purchase() {
  const operator = live.client(await live.signIn('operator', 'operator'));
  const title = String.raw`Été \'n \"${'공연'}\" \\ NULL`;
  const { id: concertId } = await operator.admin.createConcert.mutate({
    ...{ title, artist: 'NULL', venue: '홀' },
    salesOpenAt: SALES_OPEN,
  });
  const sections = [{ name: 'Été 1', rows: 2, seatsPerRow: 4, price: 55_000 }];
  const { performanceId } = await operator.admin.createPerformance.mutate({
    ...{ concertId, sections, startsAt: STARTS_AT, timezone: 'Asia/Seoul' },
  });
  const bearer = await live.signIn('buyer');
  const { token } = await live.client(bearer).queue.join.mutate({ concertId });
  const buyer = live.client({ ...bearer, 'x-queue-token': token });
  const { items: seats } = await buyer.concert.seats.query({ performanceId });
  const hold = await buyer.reservation.hold.mutate({
    ...{ performanceId, seatIds: seats.slice(0, 2).map(({ id }) => id) },
    idempotencyKey: 'hold-of-the-test',
  });
  const payment = await buyer.payment.pay.mutate({
    ...{ reservationId: hold.id, topUp: true, idempotencyKey: 'pay-of-the-test' },
  });
  const history = await buyer.balance.history.query({});
  const stats = await operator.admin.salesStats.query({ concertId });
  const audit = await operator.admin.audit.query({ concertId });
  const found = await live.client().concert.get.query({ concertId });
  return { title, found, hold, payment, history, stats, audit };
}

describe.each([
  ['without a pooler', false],
  ['through a transaction pooler', true],
])('settings that a connection inherits change nothing, %s', (_, asPooler) => {
  test.each(INHERITED)('%s', async (_, settings) => {
    await startInheriting(settings, asPooler);
    expect(await (await fetch(`${live.server.url}/readyz`)).json()).toEqual({ ready: true });
    const { title, found, hold, payment, history, stats, audit } = await purchase();
    expect(found).toMatchObject({ title, artist: 'NULL', venue: '홀', salesOpenAt: SALES_OPEN });
    expect(found.performances[0]).toMatchObject({ startsAt: STARTS_AT, priceFrom: 55_000 });
    expect(hold.startsAt).toEqual(STARTS_AT);
    const heldFor = hold.holdExpiresAt.getTime() - hold.heldAt.getTime();
    expect(heldFor).toBe(300_000);
    expect(payment).toMatchObject({ amount: 110_000, balanceAfter: 0, status: 'PAID' });
    expect(Math.abs(payment.paidAt.getTime() - Date.now())).toBeLessThan(120_000);
    expect(history.items.map(({ amount }) => amount)).toEqual([-110_000, 110_000]);
    expect(stats.now).toMatchObject({ sold: 2, revenue: 110_000 });
    expect(audit.ok).toBe(true);
    expect(live.faults).toEqual([]);
  });
});

test('the tables of another product in front, and its own table of migrations, change nothing', async () => {
  live = await startLive({}, async ({ url, ownerUrl }) => {
    const { pathname } = new URL(url);
    await query(
      ownerUrl,
      `create schema other;
       grant usage on schema other to public;
       create table other.mikro_orm_migrations (like public.mikro_orm_migrations);
       alter database ${pathname.slice(1)} set search_path = other, public`,
    );
    return url;
  });
  closers.unshift(() => live.close());
  expect(await (await fetch(`${live.server.url}/readyz`)).json()).toEqual({ ready: true });
});

describe('a setting that cannot be set', () => {
  const UNUSABLE: [setting: string, name: RegExp][] = [
    ["session_replication_role = 'replica'", /DATABASE_URL: session_replication_role is "replica"/],
    ["search_path = 'elsewhere'", /DATABASE_URL: search_path is "elsewhere"/],
    ["search_path = ''", /DATABASE_URL: search_path is """"/],
  ];
  test.each(UNUSABLE)('is named by the start: %s', async (setting, name) => {
    const database = await cloneDatabase();
    const { pathname } = new URL(database.url);
    await query(database.ownerUrl, `alter database ${pathname.slice(1)} set ${setting}`);
    const settings = parseSettings({ DATABASE_URL: database.url, LOG_LEVEL: 'silent' });
    const log = { info() {}, warn() {}, error() {} };
    const start = connectServer(settings, { log, clock: undefined, onProviderCall() {} });
    await expect(start).rejects.toThrow(name);
    await database.drop();
  });
});
