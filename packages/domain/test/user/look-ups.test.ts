import { startDatabaseProxy } from '@frontrow/database/testing/database-proxy';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf } from '../../src/kernel/database/outcome.ts';
import { isDatabaseUnavailable } from '../../src/kernel/database/unavailable.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
let proxy: Awaited<ReturnType<typeof startDatabaseProxy>>;
beforeAll(async () => {
  world = await createWorld({}, 10, {
    through: async (url) => {
      proxy = await startDatabaseProxy(url);
      return proxy.url;
    },
  });
});
afterAll(async () => {
  await world.close();
  await proxy.close();
});

const lookUp = (userId: string) => world.services.session.requireUser({ userId });
const lookUps = () => proxy.takeMessages().filter((name) => name === 'user-by-id').length;

test('look-ups that come together share a statement, and each gets its own user', async () => {
  const users = [];
  for (let n = 0; n < 20; n++) users.push(await world.user(`looked up ${n}`));
  proxy.takeMessages();
  const ids = users.map(({ id }) => id);
  const found = await Promise.all(
    [...ids, String(ids[3]), String(ids[4]).toUpperCase()].map(lookUp),
  );
  expect(found).toEqual([...users, users[3], users[4]]);
  expect(lookUps()).toBe(1);
});

test('one that does not exist refuses its own call only', async () => {
  const { id } = await world.user('exists');
  const unknown = '00000000-0000-7000-8000-000000000000';
  const calls = [lookUp(id), refusalOf(lookUp(unknown)), refusalOf(lookUp('no uuid')), lookUp(id)];
  const refused = { code: 'USER_NOT_FOUND' };
  expect(await Promise.all(calls)).toMatchObject([{ id }, refused, refused, { id }]);
});

test('a deletion that was answered is seen by each later call, whatever runs meanwhile', async () => {
  const operator = await world.caller('operator', 'operator');
  const others = await Promise.all(['a', 'b', 'c'].map((name) => world.user(name)));
  for (let n = 0; n < 10; n++) {
    const { id: userId } = await world.user(`deleted ${n}`);
    let ended = false;
    const busy = others.map(async ({ id }) => {
      while (!ended) await lookUp(id);
    });
    await world.services.admin.deleteUser(operator, { userId });
    expect(await refusalOf(lookUp(userId))).toMatchObject({ code: 'USER_NOT_FOUND' });
    ended = true;
    await Promise.all(busy);
  }
});

test('a lost connection is told to each call, with nothing done', async () => {
  const { id } = await world.user('unlucky');
  proxy.cutAt(/user-by-id/, 'before');
  const errors = await Promise.all(
    [lookUp(id), lookUp(id)].map((call) => call.catch((error: unknown) => error)),
  );
  for (const error of errors) {
    expect([isDatabaseUnavailable(error), outcomeOf(error)]).toEqual([true, 'NOT_DONE']);
  }
  expect(errors[0]).not.toBe(errors[1]);
  expect(await lookUp(id)).toMatchObject({ id });
});
