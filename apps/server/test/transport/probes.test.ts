import { createOrm } from '@frontrow/database/orm';
import { postgresUrl } from '@frontrow/database/testing/database';
import { createWorld } from '@frontrow/domain/testing/world';
import { expect, test } from 'vitest';
import { createReadiness } from '../../src/probes.ts';

const serving = { isDraining: () => false, queuesLoaded: () => true, isAdmitting: () => true };

test('ready with a migrated database; not ready while draining, before the replicas are loaded, or while no server admits', async () => {
  const world = await createWorld();
  let draining = false;
  let prepared = false;
  let admitting = false;
  const state = {
    isDraining: () => draining,
    queuesLoaded: () => prepared,
    isAdmitting: async () => admitting,
  };
  const readiness = createReadiness(world.ctx, state);
  expect(await readiness()).toEqual({ ready: false, reason: 'loading the queues' });
  prepared = true;
  expect(await readiness()).toEqual({ ready: false, reason: 'no server admits' });
  admitting = true;
  expect(await readiness()).toEqual({ ready: true });
  draining = true;
  expect(await readiness()).toEqual({ ready: false, reason: 'draining' });
  await world.close();
});

test('not ready while a migration is missing, ready after it has run', async () => {
  const world = await createWorld();
  const readiness = createReadiness(world.ctx, serving);
  const { rows } = await world.ownerPool.query(
    'delete from mikro_orm_migrations where id = (select max(id) from mikro_orm_migrations) returning name',
  );
  expect(await readiness()).toEqual({ ready: false, reason: 'not migrated' });
  await world.ownerPool.query('insert into mikro_orm_migrations (name) values ($1)', [
    rows[0].name,
  ]);
  expect(await readiness()).toEqual({ ready: true });
  await world.close();
});

test('not ready with a database that only answers reads, which is what a standby does', async () => {
  const world = await createWorld({}, 1);
  const readiness = createReadiness(world.ctx, serving);
  expect(await readiness()).toEqual({ ready: true });
  const readOnly = { ready: false, reason: 'database read-only' };

  // A connection that is open: it is closed, and the next one is good.
  await world.pool.query('set default_transaction_read_only = on');
  expect(await readiness()).toEqual(readOnly);
  expect(await readiness()).toEqual({ ready: true });

  // New connections are refused.
  const { rows } = await world.ownerPool.query('select current_database() as name');
  await world.ownerPool.query(
    `alter database ${rows[0].name} set default_transaction_read_only = on`,
  );
  await world.pool.query('set default_transaction_read_only = on');
  expect(await readiness()).toEqual(readOnly);
  expect(await readiness()).toEqual(readOnly);
  await world.close();
});

test('not ready with an empty database or an unreachable one', async () => {
  const world = await createWorld();
  for (const [url, reason] of [
    [await postgresUrl(), 'not migrated'],
    ['postgres://nobody@127.0.0.1:1/none', 'database unreachable'],
  ] as const) {
    const orm = createOrm({ url });
    const pool = await orm.em.getConnection().getNativeClient();
    const readiness = createReadiness({ ...world.ctx, pool }, serving);
    expect(await readiness()).toEqual({ ready: false, reason });
    await orm.close(true);
  }
  await world.close();
});
