import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { prepareDatabase } from '../src/prepare-database.ts';
import { cloneDatabase, postgresUrl, type TestDatabase } from '../testing/database.ts';

const DENIED = '42501';

let database: TestDatabase;
let app: pg.Client;
let owner: pg.Client;

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

beforeAll(async () => {
  database = await cloneDatabase();
  // What `migrate` does when all migrations have run already: it grants again.
  const { ran } = await prepareDatabase({ ownerUrl: database.ownerUrl, appUrl: database.url });
  expect(ran).toEqual([]);
  [app, owner] = [await connect(database.url), await connect(database.ownerUrl)];
});
afterAll(async () => {
  await app.end();
  await owner.end();
  await database.drop();
});

const stateOf = async (client: pg.Client, text: string): Promise<string | undefined> => {
  await client.query('begin');
  try {
    await client.query(text);
    return undefined;
  } catch (error) {
    return (error as pg.DatabaseError).code;
  } finally {
    await client.query('rollback');
  }
};

const BEYOND_TABLES = [
  'create table stolen (n int)',
  'create temporary table stolen (n int)',
  'create schema stolen',
  'create view stolen as select 1',
  'create function stolen() returns int language sql as $$ select 1 $$',
  'create trigger stolen before update on seat for each row execute function suppress_redundant_updates_trigger()',
  'drop table seat',
  'drop trigger ledger_entry_append_only on ledger_entry',
  'alter table seat add column stolen int',
  'alter table ledger_entry disable trigger all',
  'truncate queue_entry',
  "copy concert (title) from program 'id'",
  "copy (select 1) to program 'id'",
  "copy concert (title) from '/etc/passwd'",
  "select pg_read_file('/etc/passwd')",
  "select pg_read_binary_file('/etc/passwd')",
  "select pg_ls_dir('/')",
  "select lo_import('/etc/passwd')",
  "select lo_export(1, '/tmp/stolen')",
  'set role frontrow',
  'set session authorization frontrow',
  'create role stolen superuser',
  'alter role frontrow_app superuser',
  'select pg_reload_conf()',
  "set session_replication_role = 'replica'",
  'select * from pg_authid',
  "update mikro_orm_migrations set name = 'x'",
];

describe('the role of servers and workers is refused', () => {
  test.each(BEYOND_TABLES)('%s', async (text) => {
    expect(await stateOf(app, text)).toBe(DENIED);
  });

  // Outside a transaction, where they would be refused for another reason.
  test.each(['create database stolen', "alter system set archive_command = 'id'"])(
    '%s',
    async (text) => {
      await expect(app.query(text)).rejects.toMatchObject({ code: DENIED });
    },
  );

  test.each(['ledger_entry', 'operator_action'])(
    'to delete and change rows of %s, which is append-only',
    async (table) => {
      const column = table === 'ledger_entry' ? 'amount = 1' : "action = 'createUser'";
      for (const text of [`delete from ${table}`, `update ${table} set ${column}`]) {
        expect(await stateOf(app, text), text).toBe(DENIED);
      }
      expect(await stateOf(app, `select from ${table}`)).toBeUndefined();
    },
  );
});

interface Privileges {
  name: string;
  granted: string;
}

const privileges = async (): Promise<Map<string, string>> => {
  const { rows } = await owner.query<Privileges>(
    `select relname as name, string_agg(p, ' ' order by n) as granted
     from pg_class, unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER,MAINTAIN}'::text[])
       with ordinality as kinds (p, n)
     where relnamespace = 'public'::regnamespace and relkind = 'r'
       and has_table_privilege('frontrow_app', pg_class.oid, p)
     group by relname`,
  );
  return new Map(rows.map(({ name, granted }) => [name, granted]));
};

const READ = 'SELECT';
const APPEND = 'SELECT INSERT';
const WRITE = 'SELECT INSERT UPDATE';
const DELETE = 'SELECT INSERT UPDATE DELETE';

describe('the role of servers and workers may', () => {
  test('read and write every table, and delete only what jobs and calls delete', async () => {
    const granted = await privileges();
    const of = (what: string) => [...granted].filter(([, is]) => is === what).map(([name]) => name);
    expect(of(READ)).toEqual(['mikro_orm_migrations']);
    expect(of(APPEND).sort()).toEqual(['chart', 'ledger_entry', 'operator_action', 'queue_limit']);
    expect(of(DELETE).sort()).toEqual([
      'agenda_jobs',
      'audit_finding',
      'draw_entrant',
      'idempotency_key',
      'process_state',
      'queue_change',
      'queue_entry',
      'reservation',
      'reservation_seat',
      'seat_change',
      'stored_answer',
    ]);
    const { rows } = await owner.query(
      "select count(*)::int as tables from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
    );
    expect(of(WRITE)).toHaveLength(rows[0].tables - 16);
  });

  test('after a migration the same of new tables, and nothing that it was given by hand', async () => {
    await owner.query(`
      create table added (id bigserial primary key);
      create table added_log (n int);
      create function refuse_added() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
      create trigger added_log_append_only before update or delete on added_log
        for each statement execute function refuse_added();
      grant delete, truncate on account to frontrow_app;
      grant create on schema public to frontrow_app`);
    onTestFinished(async () => {
      await owner.query('drop table added, added_log; drop function refuse_added');
    });
    const { warning } = await prepareDatabase({
      ownerUrl: database.ownerUrl,
      appUrl: database.url,
    });
    expect(warning).toBeNull();
    const granted = await privileges();
    expect(['added', 'added_log', 'account'].map((name) => granted.get(name))).toEqual([
      ...[WRITE, APPEND, WRITE],
    ]);
    await app.query('insert into added default values');
    expect(await stateOf(app, 'create table stolen (n int)')).toBe(DENIED);
  });
});

describe('a Postgres of one’s own', () => {
  /** Runs the script of the guide, with names of this test. */
  async function script(): Promise<{ ownerUrl: string; appUrl: string; server: pg.Client }> {
    const guide = fileURLToPath(new URL('../../../docs/database-roles.md', import.meta.url));
    const sql = /```sql\n([\s\S]*?)```/.exec(readFileSync(guide, 'utf8'))?.[1] ?? '';
    const id = `own_${randomBytes(4).toString('hex')}`;
    const superuserUrl = await postgresUrl();
    const server = await connect(superuserUrl);
    const named = sql.replaceAll(/frontrow(?=_|\b)/g, id);
    for (const statement of named.split(';').filter((text) => text.trim() !== '')) {
      await server.query(statement);
    }
    onTestFinished(async () => {
      await server.query(`drop database ${id} with (force)`);
      await server.query(`drop role ${id}_owner`);
      await server.query(`drop role if exists ${id}_app`);
      await server.end();
    });
    const urlOf = (role: string, password: string) => {
      const url = new URL(superuserUrl);
      return Object.assign(url, { username: role, password, pathname: `/${id}` }).href;
    };
    return {
      server,
      ownerUrl: urlOf(`${id}_owner`, 'the-owners-password'),
      appUrl: urlOf(`${id}_app`, 'the-processes-password'),
    };
  }

  test('is prepared by the script of the guide: an ordinary owner migrates, and the processes read and write', async () => {
    const { ownerUrl, appUrl } = await script();
    const { ran, warning } = await prepareDatabase({ ownerUrl, appUrl });
    expect(ran.length).toBeGreaterThan(5);
    expect(warning).toBeNull();
    const own = await connect(appUrl);
    onTestFinished(() => own.end());
    const role = new URL(appUrl).username;
    for (const text of BEYOND_TABLES) {
      const named = text.replaceAll('frontrow_app', role);
      expect(await stateOf(own, named), named).toBe(DENIED);
    }
    await own.query("insert into app_user (id, name) values (gen_random_uuid(), 'mina')");
    await own.query("select pg_notify('agenda', '')");
  });

  test('without its role, and with an owner that may not create it, stays as it is', async () => {
    const { ownerUrl, appUrl } = await script();
    const missing = Object.assign(new URL(appUrl), { username: 'frontrow_missing' });
    await expect(prepareDatabase({ ownerUrl, appUrl: missing.href })).rejects.toThrow(
      /"frontrow_missing" of DATABASE_URL does not exist.*docs\/database-roles.md/,
    );
    const unchanged = await connect(ownerUrl);
    onTestFinished(() => unchanged.end());
    const { rows } = await unchanged.query("select to_regclass('concert') as concert");
    expect(rows).toEqual([{ concert: null }]);
  });

  test('with one role works as before, and a superuser as the role of the processes too; both are said', async () => {
    const { ownerUrl, appUrl, server } = await script();
    const both = await prepareDatabase({ ownerUrl, appUrl: ownerUrl });
    expect(both.warning).toContain('Set FRONTROW_OWNER_URL');
    await server.query(`alter role ${new URL(appUrl).username} superuser`);
    const { warning } = await prepareDatabase({ ownerUrl, appUrl });
    expect(warning).toMatch(/of DATABASE_URL is a superuser/);
  });
});
