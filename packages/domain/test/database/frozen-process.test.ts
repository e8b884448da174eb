import { afterEach, expect, test } from 'vitest';
import { outcomeOf } from '../../src/kernel/database/outcome.ts';
import { runTransaction } from '../../src/kernel/database/transaction.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
afterEach(() => world.close());

/** Nothing of this process runs, and nothing that came is read. */
const freeze = (milliseconds: number) =>
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

const INSERT = {
  name: 'insert',
  text: `insert into app_user (id, name, role, created_at) values (gen_random_uuid(), $1, 'customer', now())`,
};

test('a process that was frozen before its COMMIT has done nothing, and knows it', async () => {
  world = await createWorld({}, 2);
  const limits = { first: '', idle: 100 };
  const call = runTransaction(world.pool, limits, async ({ sql }) => {
    await sql.rows(INSERT, ['frozen']);
    freeze(1_500);
  });
  const error = await call.catch((error: unknown) => error);
  expect(error).toMatchObject({ code: '25P03' });
  expect(outcomeOf(error)).toBe('NOT_DONE');
  const { rowCount } = await world.pool.query(`select from app_user where name = 'frozen'`);
  expect(rowCount).toBe(0);
});
