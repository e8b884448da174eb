import { SESSION_SETTINGS } from '@frontrow/database/connection/session-settings';
import { type DatabaseProxy, startDatabaseProxy } from '@frontrow/database/testing/database-proxy';
import { query } from '@frontrow/embedded/testing/postgres/query';
import { afterEach, expect, test } from 'vitest';
import { inTransaction } from '../../src/kernel/database/transaction.ts';
import { inUnitOfWork, readByOrm } from '../../src/kernel/database/unit-of-work.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
let proxy: DatabaseProxy;
afterEach(async () => {
  await world.close();
  await proxy.close();
});

/** Another value of each. */
const OTHERS: Record<string, string> = {
  array_nulls: 'off',
  bytea_output: 'escape',
  client_encoding: 'LATIN1',
  client_min_messages: 'error',
  datestyle: 'SQL, DMY',
  default_transaction_deferrable: 'on',
  default_transaction_isolation: 'serializable',
  extra_float_digits: '-15',
  intervalstyle: 'sql_standard',
  search_path: 'pg_catalog, public',
  standard_conforming_strings: 'off',
  timezone: 'Asia/Seoul',
  transform_null_equals: 'on',
};

const NAMES = [...Object.keys(SESSION_SETTINGS), 'search_path'].sort();
/** What a transaction of our own is like says more than the default for the next one. */
const CURRENT = NAMES.map((name) => name.replace('default_', '')).map(
  (name) => `current_setting('${name}') as ${name.replace('transaction_', 'default_transaction_')}`,
);
const STATEMENT = { name: 'settings-of-the-test', text: `select ${CURRENT}` };
const OURS = { ...SESSION_SETTINGS, search_path: 'public, pg_temp' };

test.each([false, true])(
  'each statement has our settings, in one round trip; with a pooler: %s',
  async (asPooler) => {
    world = await createWorld({}, 1, {
      async through(url) {
        const { pathname, username } = new URL(url);
        proxy = await startDatabaseProxy(url, { asPooler });
        for (const [name, value] of Object.entries(OTHERS)) {
          const list = name === 'search_path' || name === 'datestyle' ? value : `'${value}'`;
          await query(
            url,
            `alter role ${username} in database ${pathname.slice(1)} set ${name} = ${list}`,
          );
        }
        return proxy.url;
      },
    });
    // Another value of each was tried.
    expect(Object.keys(OTHERS)).toEqual(NAMES);
    const { ctx } = world;
    expect(await ctx.sql.rows(STATEMENT, [])).toEqual([OURS]);
    expect(await inTransaction(ctx, (tx) => tx.sql.rows(STATEMENT, []))).toEqual([OURS]);
    expect(await inUnitOfWork(ctx, (tx) => tx.sql.rows(STATEMENT, []))).toEqual([OURS]);
    expect(await readByOrm(ctx, (em) => em.execute(STATEMENT.text))).toEqual([OURS]);
    proxy.takeRoundTrips();
    await ctx.sql.rows(STATEMENT, []);
    expect(proxy.takeRoundTrips()).toBe(1);
  },
);
