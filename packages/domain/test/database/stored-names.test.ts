import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseAt, type OldDatabase } from '../../testing/stored-data/old-database.ts';

/*
 * A database of the version before: names in other normal forms, time zones as somebody typed them, and the names of
 * users in the log of operators.
 */

const BEFORE = 'Migration20261130010703_ReservationsKept';

const NFD = (text: string) => text.normalize('NFD');
const ids = { user: v7(), concert: v7(), chart: v7(), twice: v7(), first: v7(), second: v7() };

let database: OldDatabase;
const rows = async (text: string, values: unknown[] = []) =>
  (await database.client.query({ text, values, rowMode: 'array' })).rows;

beforeAll(async () => {
  database = await databaseAt(BEFORE);
  await writeUsers();
  await writeConcert();
  await database.migrate();
});
afterAll(() => database.drop());

async function writeUsers(): Promise<void> {
  const { client } = database;
  await client.query('insert into app_user (id, name, external_id) values ($1, $2, $3)', [
    ...[ids.user, NFD('김서연'), NFD('é|1')],
  ]);
  const log = (action: string, details: object) =>
    client.query(
      `insert into operator_action (id, operator_id, action, target_id, details, created_at)
       values (gen_random_uuid(), $1, $2, $1, $3, now())`,
      [ids.user, action, details],
    );
  await log('createUser', { name: 'Seo-yeon', externalId: 'sub-1', kept: 1 });
  await log('createUser', { name: 'Ha-eun' });
  await log('createConcert', { title: 'Kept' });
}

async function writeConcert(): Promise<void> {
  const { client } = database;
  await client.query('insert into concert (id, title, artist, venue) values ($1, $2, $3, $4)', [
    ...[ids.concert, NFD('Été'), 'Mina', NFD('서울')],
  ]);
  await writePerformance({ ...ids, performance: ids.first, timezone: 'asia/calcutta' }, [
    ...[NFD('Été'), 'VIP'],
  ]);
  const both = ['Été', NFD('Été')];
  const twice = { performance: ids.second, chart: ids.twice, timezone: 'BST' };
  await writePerformance(twice, both);
}

async function writePerformance(
  { performance, chart, timezone }: { performance: string; chart: string; timezone: string },
  names: string[],
): Promise<void> {
  const { client } = database;
  const sections = names.map((name) => ({
    ...{ name, category: name, kind: 'SEATED' },
    rows: [{ name: NFD('É'), count: 1, start: [1, 1], end: [1, 1] }],
  }));
  await client.query(
    "insert into chart (id, name, drawing, places, hash) values ($1, $2, $3, $4, 'x')",
    [chart, NFD('Opéra'), { width: 9, height: 9, focus: [1, 1], sections }, names.length],
  );
  await client.query(
    `insert into performance (id, concert_id, starts_at, timezone, seats_total, chart_id)
     values ($1, $2, now(), $3, $4, $5)`,
    [performance, ids.concert, timezone, names.length, chart],
  );
  for (const [position, name] of names.entries()) {
    const section = v7();
    await client.query(
      `insert into section (id, performance_id, name, position, category, kind, first_place, places, price)
       values ($1, $2, $3, $4, $3, 'SEATED', $4, 1, 1)`,
      [section, performance, name, position],
    );
    await client.query(
      `insert into seat (id, performance_id, section_id, row_name, number, label, place, stretch)
       values (gen_random_uuid(), $1, $2, $3, 1, $4, $5, 0)`,
      [performance, section, NFD('É'), `${name} ${NFD('É')}-1`, position],
    );
  }
}

describe('after the migration', () => {
  test('names of users and concerts are in form C, and external ids are as they were', async () => {
    expect(await rows('select name, external_id from app_user')).toEqual([['김서연', NFD('é|1')]]);
    expect(await rows('select title, artist, venue from concert')).toEqual([
      ['Été', 'Mina', '서울'],
    ]);
  });

  test('a chart, its sections and its seats are in form C together', async () => {
    const [[name, drawing]] = (await rows('select name, drawing from chart where id = $1', [
      ids.chart,
    ])) as [[string, { sections: { name: string; category: string; rows: object[] }[] }]];
    expect(name).toBe('Opéra');
    expect(drawing.sections).toMatchObject([
      { name: 'Été', category: 'Été', rows: [{ name: 'É' }] },
      { name: 'VIP', category: 'VIP' },
    ]);
    const sections =
      'select name, category from section where performance_id = $1 order by position';
    expect(await rows(sections, [ids.first])).toEqual([
      ['Été', 'Été'],
      ['VIP', 'VIP'],
    ]);
    const seats = 'select row_name, label from seat where performance_id = $1 order by place';
    expect(await rows(seats, [ids.first])).toEqual([
      ['É', 'Été É-1'],
      ['É', 'VIP É-1'],
    ]);
  });

  test('a chart whose sections would get the same name stays as it is, whole', async () => {
    const sections = 'select name from section where performance_id = $1 order by position';
    expect(await rows(sections, [ids.second])).toEqual([['Été'], [NFD('Été')]]);
    const [[name, drawing]] = (await rows('select name, drawing from chart where id = $1', [
      ids.twice,
    ])) as [[string, { sections: { name: string }[] }]];
    expect(name).toBe(NFD('Opéra'));
    expect(drawing.sections.map((each) => each.name)).toEqual(['Été', NFD('Été')]);
  });

  test('a chart and the log are append-only again', async () => {
    const { client } = database;
    await expect(client.query("update chart set name = 'x'")).rejects.toThrow('append-only');
    await expect(client.query("update operator_action set details = '{}'")).rejects.toThrow(
      'append-only',
    );
  });

  test('time zones are zones of the list; what could be several stays for an operator to say', async () => {
    expect(await rows('select timezone from performance order by timezone')).toEqual([
      ['Asia/Kolkata'],
      ['BST'],
    ]);
  });

  test('the log has no name and no external id of a user', async () => {
    expect(
      await rows('select action, details from operator_action order by action, details'),
    ).toEqual([
      ['createConcert', { title: 'Kept' }],
      ['createUser', {}],
      ['createUser', { kept: 1 }],
    ]);
  });
});
