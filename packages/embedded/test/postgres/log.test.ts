import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dataFolderWithCluster } from '../../testing/postgres/postgres-folder.ts';
import { query } from '../../testing/postgres/query.ts';

test('the log says what happens to the server, and nothing that a statement has in it', async () => {
  const data = await dataFolderWithCluster();
  const { url, stop } = await data.start();
  await query(url, 'create table person (name text unique, age int check (age > 0))');
  await query(url, "insert into person values ('mina', 7)");
  for (const statement of [
    "insert into person values ('mina', 8)",
    "insert into person values ('mina-too', -8)",
    "select 'mina'::uuid",
    `select '{"mina": "\\u0000"}'::jsonb`,
    "select 'a' mina 'b'",
    "do $$ begin raise warning 'mina'; raise exception 'mina'; end $$",
  ]) {
    await expect(query(url, statement)).rejects.toThrow();
  }
  const unknown = new URL(url);
  unknown.pathname = '/no-such-database';
  await expect(query(unknown.href, 'select 1')).rejects.toThrow();
  await stop();
  const log = readFileSync(join(data.path, 'postgres.log'), 'utf8');
  expect(log).toContain('ready to accept connections');
  expect(log).toContain('FATAL:  database "no-such-database" does not exist');
  expect(log).not.toContain('mina');
});
