import { cloneDatabase, type TestDatabase } from '@frontrow/database/testing/database';
import { query } from '@frontrow/embedded/testing/postgres/query';
import { until } from '@frontrow/embedded/testing/until';
import { parseSettings } from '@frontrow/settings/settings';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../../src/server.ts';
import { checkOutcomes } from '../../testing/http/declared-outcomes.ts';

let database: TestDatabase;
let running: RunningServer[] = [];
beforeEach(async () => {
  database = await cloneDatabase();
});
afterEach(async () => {
  await Promise.all(running.map((server) => server.stop()));
  running = [];
  await database.drop();
});

async function start(env: Record<string, string>): Promise<RunningServer> {
  const settings = parseSettings({ PORT: '0', DATABASE_URL: database.url, ...env });
  const server = await startServer(settings, checkOutcomes().log);
  running.push(server);
  return server;
}

const readiness = async ({ url }: RunningServer): Promise<unknown> =>
  (await fetch(`${url}/readyz`)).json();

async function addMoney(): Promise<void> {
  await query(
    database.ownerUrl,
    `with u as (insert into app_user (id, name) values (gen_random_uuid(), 'buyer') returning id),
       a as (insert into account (user_id, balance) select id, 10000 from u returning user_id)
     insert into ledger_entry (id, user_id, type, amount, balance_after, origin, created_at)
     select gen_random_uuid(), user_id, 'CHARGE', 10000, 10000, 'DIRECT', now() from a`,
  );
}

const declared = () => query(database.ownerUrl, 'select id, currency, issuer from deployment');

describe('the currency that the amounts were made in', () => {
  test('is kept by the database: a start with another is refused by name', async () => {
    await start({});
    await addMoney();
    expect(await declared()).toEqual([{ id: 1, currency: 'KRW', issuer: null }]);
    const other = 'CURRENCY: is USD, but the amounts in the database are in KRW';
    await expect(start({ CURRENCY: 'USD' })).rejects.toThrow(other);
    await expect(start({ CURRENCY: 'JPY' })).rejects.toThrow('CURRENCY: is JPY');
    expect(await declared()).toEqual([{ id: 1, currency: 'KRW', issuer: null }]);
    expect(await readiness(await start({ CURRENCY: 'KRW' }))).toEqual({ ready: true });
  });

  test('is that of the first start of this version, where an earlier one made them', async () => {
    await addMoney();
    await start({ CURRENCY: 'EUR' });
    await expect(start({})).rejects.toThrow('CURRENCY: is KRW');
  });

  test('may still be changed where there is no amount', async () => {
    await start({ CURRENCY: 'KRW' });
    await start({ CURRENCY: 'USD' });
    expect(await declared()).toMatchObject([{ currency: 'USD' }]);
    await addMoney();
    await expect(start({ CURRENCY: 'KRW' })).rejects.toThrow('CURRENCY');
  });

  test('of two first starts at once, one wins, and the other is refused', async () => {
    await addMoney();
    const starts = await Promise.allSettled(
      ['USD', 'JPY', 'KRW'].map((CURRENCY) => start({ CURRENCY })),
    );
    expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('is compared as soon as the database can be reached, where it could not at the start', async () => {
    await start({});
    await addMoney();
    await Promise.all(running.splice(0).map((server) => server.stop()));
    const name = new URL(database.url).pathname.slice(1);
    await query(
      database.ownerUrl.replace(name, 'postgres'),
      `alter database ${name} allow_connections false`,
    );
    const server = await start({ CURRENCY: 'USD' });
    await query(
      database.ownerUrl.replace(name, 'postgres'),
      `alter database ${name} allow_connections true`,
    );
    const reason = 'CURRENCY: is USD, but the amounts in the database are in KRW';
    await until('the server says why it is not ready', async () => {
      const state = (await readiness(server)) as { reason?: string };
      return state.reason === reason;
    });
    const called = await fetch(`${server.url}/trpc/concert.list`);
    expect(called.status).toBe(503);
    expect(await called.json()).toMatchObject({
      error: { json: { data: { errorCode: 'SERVICE_UNAVAILABLE' } } },
    });
  });
});

describe('the issuer whose subjects the external ids are', () => {
  const addUser = (externalId: string) =>
    query(
      database.ownerUrl,
      `insert into app_user (id, name, external_id) values (gen_random_uuid(), 'u', '${externalId}')`,
    );

  test('is kept by the database: with another one, its subjects would be users of the first', async () => {
    await start({ AUTH_ISSUER: 'https://a.example' });
    await addUser('42');
    await expect(start({ AUTH_ISSUER: 'https://b.example' })).rejects.toThrow(
      'AUTH_ISSUER: is https://b.example, but the external ids of users in the database are of https://a.example',
    );
    await start({ AUTH_ISSUER: 'https://a.example' });
    // A server that checks no issuer, or signs its own tokens, says nothing.
    await start({});
  });

  test('may still be changed where there is no external id', async () => {
    await start({ AUTH_ISSUER: 'https://a.example' });
    await start({ AUTH_ISSUER: 'https://b.example' });
    await addUser('42');
    await expect(start({ AUTH_ISSUER: 'https://a.example' })).rejects.toThrow('AUTH_ISSUER');
  });
});
