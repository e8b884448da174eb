import { randomBytes } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from '../src/entities/balance.ts';
import { Concert } from '../src/entities/concert.ts';
import { Draw } from '../src/entities/draw.ts';
import { OperatorAction } from '../src/entities/operations.ts';
import { User } from '../src/entities/user.ts';
import { createOrm } from '../src/orm.ts';
import { cloneDatabase, type TestDatabase } from '../testing/database.ts';

let database: TestDatabase;
let orm: MikroORM;
/** The texts of all statements that were sent. */
const texts: string[] = [];
beforeAll(async () => {
  database = await cloneDatabase();
  orm = createOrm({ url: database.url });
  const pool = await orm.em.getConnection().getNativeClient();
  pool.on('connect', (client) => {
    const query = client.query.bind(client);
    const record = (...args: unknown[]) => {
      const [first] = args as [string | { text: string }];
      texts.push(typeof first === 'string' ? first : first.text);
      return (query as (...args: unknown[]) => unknown)(...args);
    };
    Object.assign(client, { query: record });
  });
});
afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

const time = new Date('2030-05-01T10:00:00.123Z');

test('texts, times, bytes and JSON are sent as parameters, and read back as they were', async () => {
  const user = {
    id: v7(),
    name: String.raw`mina's "name" \ ? ?? $1 민아`,
    externalId: 'mina-external?',
    role: 'operator' as const,
    createdAt: time,
    deletedAt: null,
  };
  const concert = { id: v7(), title: 'mina live', artist: 'mina', venue: 'mina hall' };
  const seed = randomBytes(32);
  const details = { note: 'of mina', list: ['mina', 1, null], '?': true };
  const em = orm.em.fork();
  em.create(User, user);
  em.create(Account, { user: user.id, balance: 0 });
  em.create(Concert, { ...concert, description: '', holdLimit: 4, createdAt: time });
  em.create(Draw, { concert: concert.id, round: 1, seed });
  for (let n = 0; n < 3; n++) {
    const action = { id: v7(), operator: user.id, action: 'createUser' as const, details };
    em.create(OperatorAction, { ...action, targetId: user.id, createdAt: time });
  }
  await em.flush();

  const read = orm.em.fork();
  const found = await read.findOneOrFail(User, { name: user.name, createdAt: { $lte: time } });
  expect(found).toMatchObject(user);
  expect(await read.find(User, { externalId: { $in: ['mina-external?', 'mina-other'] } })).toEqual([
    found,
  ]);
  expect((await read.findOneOrFail(Draw, { concert: concert.id })).seed).toEqual(seed);
  const actions = await read.find(OperatorAction, { operator: user.id }, { limit: 2 });
  expect(actions.map((action) => action.details)).toEqual([details, details]);
  found.name = 'mina the second';
  found.deletedAt = time;
  await read.flush();
  const again = await orm.em.fork().findOneOrFail(User, user.id);
  expect(again).toMatchObject({ name: 'mina the second', deletedAt: time });

  expect(texts.length).toBeGreaterThan(8);
  expect(texts.filter((text) => /mina|2030|\\x/.test(text))).toEqual([]);
});

test('a unique violation names the constraint, and its statement has no value', async () => {
  const em = orm.em.fork();
  const same = { name: 'mina', externalId: 'mina-twice', role: 'customer' as const };
  for (let n = 0; n < 2; n++) em.create(User, { ...same, id: v7(), createdAt: time });
  await expect(em.flush()).rejects.toThrow('app_user_external_id_unique');
  expect(texts.filter((text) => text.includes('mina'))).toEqual([]);
});
