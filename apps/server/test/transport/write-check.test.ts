import { createWorld } from '@frontrow/domain/testing/world';
import { createDatabaseReadiness } from '@frontrow/process/database-readiness';
import { createWriteCheck } from '@frontrow/process/write-check';
import type { PoolClient } from 'pg';
import { expect, onTestFinished, test } from 'vitest';

/** A connection of the owner, who may limit its temporary files, and how often something was asked on it. */
async function ownersConnection(): Promise<{ client: PoolClient; asked: () => number }> {
  const world = await createWorld();
  const client = await world.ownerPool.connect();
  onTestFinished(async () => {
    client.release();
    await world.close();
  });
  let count = 0;
  const query = client.query.bind(client) as (text: string) => Promise<unknown>;
  Object.assign(client, {
    query(text: string) {
      count += 1;
      return query(text);
    },
  });
  return { client, asked: () => count };
}

test('the check asks once in 5 seconds, and once in a second while the database takes no write', async () => {
  const { client, asked } = await ownersConnection();
  let time = 0;
  const check = createWriteCheck(() => time);
  const at = async (seconds: number) => {
    time = seconds * 1000;
    return check(client).then(
      () => 'ok',
      ({ code }: { code: string }) => code,
    );
  };
  expect([await at(0), await at(1), await at(4.9), asked()]).toEqual(['ok', 'ok', 'ok', 1]);
  expect([await at(5), asked()]).toEqual(['ok', 2]);

  // The least disk that there can be. It has to be asked for, so the limit is met.
  await client.query('set temp_file_limit = 0');
  const before = asked();
  expect([await at(9.9), asked() - before]).toEqual(['ok', 0]);
  expect([await at(10), await at(10.9), asked() - before]).toEqual(['53400', '53400', 1]);
  expect([await at(11), asked() - before]).toEqual(['53400', 2]);
  await client.query('reset temp_file_limit');
  expect([await at(11.5), await at(12), await at(16.9)]).toEqual(['53400', 'ok', 'ok']);
  expect(asked() - before).toBe(4);
});

test('several that ask at the same time share one check', async () => {
  const { client, asked } = await ownersConnection();
  const check = createWriteCheck(() => 0);
  await Promise.all([check(client), check(client), check(client)]);
  expect(asked()).toBe(1);
});

test('a database that refuses a write is not ready, and the answer says why', async () => {
  const world = await createWorld();
  onTestFinished(() => world.close());
  const readiness = createDatabaseReadiness(world.ctx);
  const { rows } = await world.ownerPool.query<{ name: string }>(
    'select current_database() as name',
  );
  await world.ownerPool.query(`alter database ${rows[0]?.name} set temp_file_limit = 0`);
  // What is set for a database counts for its next connections.
  await world.ownerPool.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await expect.poll(readiness).toEqual({
    ready: false,
    reason: 'database has no more space for temporary files',
  });
});
