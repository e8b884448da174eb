import { randomBytes } from 'node:crypto';
import { createOrm, migrate } from '@frontrow/database/orm';
import { postgresUrl } from '@frontrow/database/testing/database';
import { Client } from 'pg';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createContext } from '../../src/create-context.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { bindServices } from '../../src/services.ts';
import { recoverTopUps } from '../../src/top-up/recover.ts';
import { Bank } from '../../testing/bank.ts';
import { SETTINGS, TEST_KEYS } from '../../testing/world.ts';

/*
 * Top-ups of before each attempt was a row of its own are carried over: every old status, in a database that was
 * made by the migrations up to then.
 */

const BEFORE = 'Migration20261128224809_FreeSeats';

let client: Client;
let url: string;
let drop: () => Promise<void>;
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
  drop = async () => {
    await client.end();
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  };
});
afterAll(() => drop());

/** Runs migrations up to one, or the last ones back. */
async function move(to: string, direction: 'up' | 'down' = 'up'): Promise<void> {
  const orm = createOrm({ url, poolSize: 2, querySeconds: 0 });
  try {
    await orm.migrator[direction]({ to });
  } finally {
    await orm.close(true);
  }
}

const ids = {
  user: v7(),
  keyed: v7(),
  unkeyed: v7(),
  pending: v7(),
  confirming: v7(),
  declined: v7(),
  failed: v7(),
  paid: v7(),
  interrupted: v7(),
};
const reservation = v7();
const entries = { keyed: v7(), unkeyed: v7(), paid: v7(), direct: v7() };

async function insertOldRows(): Promise<void> {
  const insertTopUp = (
    id: string,
    status: string,
    rest: { amount?: number; procedure?: string; key?: string; entry?: string } = {},
  ) =>
    client.query(
      `insert into top_up (id, user_id, amount, status, procedure, idempotency_key, lease_until, created_at, entry_id)
       values ($1, $2, $3, $4, $5, $6, now() - interval '1 minute', now() - interval '2 minutes', $7)`,
      [
        ...[id, ids.user, rest.amount ?? 1_000, status, rest.procedure ?? 'balance.charge'],
        ...[rest.key ?? null, rest.entry ?? null],
      ],
    );
  const insertEntry = (id: string, amount: number, after: number) =>
    client.query(
      `insert into ledger_entry (id, user_id, type, amount, balance_after, created_at)
       values ($1, $2, 'CHARGE', $3, $4, now())`,
      [id, ids.user, amount, after],
    );
  await client.query(
    `insert into app_user (id, name, role, created_at) values ($1, 'old customer', 'customer', now())`,
    [ids.user],
  );
  await client.query('insert into account (user_id, balance) values ($1, 6500)', [ids.user]);
  await insertEntry(entries.keyed, 2_000, 2_000);
  await insertEntry(entries.unkeyed, 1_000, 3_000);
  await insertEntry(entries.paid, 3_000, 6_000);
  await insertEntry(entries.direct, 500, 6_500);
  await insertTopUp(ids.keyed, 'CREDITED', {
    amount: 2_000,
    key: 'old-key-1',
    entry: entries.keyed,
  });
  await insertTopUp(ids.unkeyed, 'CREDITED', { entry: entries.unkeyed });
  await insertTopUp(ids.pending, 'PENDING', { key: 'old-key-2' });
  await insertTopUp(ids.confirming, 'CONFIRMING', { amount: 700, key: 'old-key-3' });
  await insertTopUp(ids.declined, 'DECLINED', { key: 'old-key-4' });
  await insertTopUp(ids.failed, 'FAILED');
  const procedure = 'payment.pay';
  await insertTopUp(ids.paid, 'CREDITED', {
    ...{ amount: 3_000, procedure, key: v7(), entry: entries.paid },
  });
  await insertTopUp(ids.interrupted, 'CONFIRMING', { amount: 40, procedure, key: reservation });
}

const rowsOf = async (text: string) => (await client.query(text)).rows;

test('top-ups of before are carried over, and can be finished, repeated and audited', async () => {
  await move(BEFORE);
  await insertOldRows();
  await migrate(url);

  const rows = await rowsOf(
    'select id, status, ended_at is null as open, paid_amount::int from top_up',
  );
  const byId = new Map(rows.map(({ id, ...rest }) => [id, rest]));
  expect(Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, byId.get(id)]))).toEqual(
    {
      user: undefined,
      keyed: { status: 'CREDITED', open: false, paid_amount: 2_000 },
      unkeyed: { status: 'CREDITED', open: false, paid_amount: 1_000 },
      // The provider takes money after the confirmation only.
      pending: { status: 'CANCELLED', open: false, paid_amount: null },
      confirming: { status: 'PROCESSING', open: true, paid_amount: null },
      declined: { status: 'DECLINED', open: false, paid_amount: null },
      failed: { status: 'CANCELLED', open: false, paid_amount: null },
      paid: { status: 'CREDITED', open: false, paid_amount: 3_000 },
      interrupted: { status: 'PROCESSING', open: true, paid_amount: null },
    },
  );
  expect(await rowsOf('select id, top_up_id, origin from ledger_entry order by seq')).toEqual([
    { id: entries.keyed, top_up_id: ids.keyed, origin: 'PROVIDER' },
    { id: entries.unkeyed, top_up_id: ids.unkeyed, origin: 'PROVIDER' },
    { id: entries.paid, top_up_id: ids.paid, origin: 'PROVIDER' },
    { id: entries.direct, top_up_id: null, origin: 'DIRECT' },
  ]);
  expect(
    await rowsOf(
      `select idempotency_key, reservation_id from top_up where id = '${ids.interrupted}'`,
    ),
  ).toEqual([{ idempotency_key: null, reservation_id: reservation }]);

  const orm = createOrm({ url, poolSize: 4 });
  try {
    // As the sandbox: it pays at once.
    const provider = new Bank('sandbox');
    provider.paysAtOnce = true;
    const ctx = await createContext({
      ...{ orm, log: silentLogger, queueKeys: TEST_KEYS, ticketKeys: TEST_KEYS, provider },
      settings: { ...SETTINGS, topUp: 'provider' },
    });
    const services = bindServices(ctx);
    const caller = { userId: ids.user, service: false };
    expect(await services.admin.audit({})).toMatchObject({ ok: true });

    const repeat = { amount: 2_000, idempotencyKey: 'old-key-1' };
    const stored = { amount: 2_000, currency: 'KRW', entryId: entries.keyed };
    expect(await services.balance.charge(caller, repeat)).toEqual(stored);
    const other = services.balance.charge(caller, { ...repeat, amount: 2_001 });
    await expect(other).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });

    expect(await recoverTopUps(ctx)).toBe(2);
    expect(await services.balance.get(caller)).toMatchObject({ amount: 6_500 + 700 + 40 });
    const finished = { amount: 700, idempotencyKey: 'old-key-3' };
    expect((await services.balance.charge(caller, finished)).amount).toBeGreaterThan(6_500);
    expect(await services.balance.get(caller)).toMatchObject({ amount: 6_500 + 700 + 40 });
    expect(await services.admin.audit({})).toMatchObject({ ok: true });
  } finally {
    await orm.close(true);
  }
});

test('the migration can be taken back, and run again', async () => {
  await move(BEFORE, 'down');
  const rows = await rowsOf('select status, count(*)::int as n from top_up group by 1 order by 1');
  expect(rows).toEqual([
    { status: 'CREDITED', n: 5 },
    { status: 'DECLINED', n: 1 },
    { status: 'FAILED', n: 2 },
  ]);
  expect(await rowsOf("select from top_up where status = 'CREDITED' and entry_id is null")).toEqual(
    [],
  );
  await migrate(url);
  expect(await rowsOf("select from ledger_entry where type = 'CHARGE' and origin is null")).toEqual(
    [],
  );
});
