import { rmSync } from 'node:fs';
import { createOrm } from '@frontrow/database/orm';
import { prepareDatabase } from '@frontrow/database/prepare-database';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@frontrow/embedded/postgres/start';
import { temporaryFolder } from '@frontrow/embedded/testing/process/temporary-folder';
import { Client, type Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sqlOn } from '../../src/kernel/database/connection.ts';
import { outcomeOf } from '../../src/kernel/database/outcome.ts';
import { runTransaction } from '../../src/kernel/database/transaction.ts';
import { isDatabaseUnavailable } from '../../src/kernel/database/unavailable.ts';

const INSERT = {
  name: 'insert',
  text: `insert into app_user (id, name, role, created_at) values (gen_random_uuid(), $1, 'customer', now())`,
};

/** A Postgres whose commits wait for a synchronous standby that does not exist. */
let postgres: EmbeddedPostgres;
let folder: string;
let pool: Pool;
let owner: Client;
let close: () => Promise<void>;
beforeAll(async () => {
  folder = temporaryFolder('unconfirmed');
  postgres = await startEmbeddedPostgres({ folder, durable: false });
  const { url, appUrl } = postgres;
  await prepareDatabase({ ownerUrl: url, appUrl, dedicated: true });
  owner = new Client({ connectionString: url });
  await owner.connect();
  // Nothing of this session waits.
  await owner.query('set synchronous_commit = off');
  await owner.query(`alter role ${new URL(appUrl).username} set synchronous_commit = on`);
  await owner.query(`alter system set synchronous_standby_names = 'nobody'`);
  await owner.query('select pg_reload_conf()');
  const orm = createOrm({
    url: appUrl,
    poolSize: 2,
    querySeconds: 3,
  });
  pool = await orm.em.getConnection().getNativeClient();
  pool.on('connect', (client) => client.on('error', () => {}));
  close = () => orm.close(true);
});
afterAll(async () => {
  await close();
  await owner.end();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

const users = async (name: string) =>
  (await owner.query('select from app_user where name = $1', [name])).rowCount;

async function expectUnknown(call: Promise<unknown>): Promise<void> {
  const error = await call.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );
  expect([isDatabaseUnavailable(error), outcomeOf(error)]).toEqual([true, 'UNKNOWN']);
}

/** Waits until a commit waits for the standby, and ends its wait by `pg_cancel_backend` or `pg_terminate_backend`. */
async function endWait(how: 'cancel' | 'terminate'): Promise<void> {
  for (let ended = 0; ended === 0; ) {
    const { rowCount } = await owner.query(
      `select pg_${how}_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'`,
    );
    ended = rowCount ?? 0;
  }
}

/** It was committed here, and shows when its wait has ended. */
const expectCommitted = (name: string) =>
  vi.waitFor(async () => expect(await users(name)).toBe(1), { timeout: 60_000, interval: 20 });

const STATEMENT = (name: string) => sqlOn(pool).rows(INSERT, [name]);
const TRANSACTION = (name: string) =>
  runTransaction(pool, { first: '' }, ({ sql }) => sql.rows(INSERT, [name]));

describe.each([
  ['statement', STATEMENT],
  ['transaction', TRANSACTION],
])('a commit of a %s that no standby confirms is no success, and nobody knows:', (kind, run) => {
  // The commit stays; the server only warns.
  test.each(['cancel', 'terminate'] as const)('a person ends its wait (%s)', async (how) => {
    const name = `${kind} ${how}`;
    const call = expectUnknown(run(name));
    await endWait(how);
    await call;
    await expectCommitted(name);
  });

  test('the client waits no longer', async () => {
    const name = `${kind} given up`;
    await expectUnknown(run(name));
    await endWait('cancel');
    await expectCommitted(name);
  });
});
