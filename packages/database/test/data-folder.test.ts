import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolderWithCluster } from '@frontrow/embedded/testing/postgres/postgres-folder';
import { query } from '@frontrow/embedded/testing/postgres/query';
import { expect, test } from 'vitest';
import { createJobTables } from '../src/job-tables.ts';
import { migrate } from '../src/orm.ts';
import { prepareDatabase } from '../src/prepare-database.ts';

test('a data folder of a version with one role gets the second at its next start, and loses nothing', async () => {
  const data = await dataFolderWithCluster();
  const stateFile = join(data.path, 'postgres.json');
  const before = await data.start();
  await migrate(before.url);
  await query(before.url, "insert into app_user (id, name) values (gen_random_uuid(), 'kept')");
  // As the first worker of that version did.
  await createJobTables(before.url);
  await before.stop();
  const { appPassword: _, ...old } = JSON.parse(readFileSync(stateFile, 'utf8'));
  writeFileSync(stateFile, JSON.stringify(old));

  const { url: ownerUrl, appUrl, stop } = await data.start();
  expect(new URL(ownerUrl).password).toBe(old.password);
  await prepareDatabase({ ownerUrl, appUrl, dedicated: true });
  expect(await query(appUrl, 'select name from app_user')).toEqual([{ name: 'kept' }]);
  await expect(query(appUrl, 'create table stolen (n int)')).rejects.toThrow('permission denied');
  const elsewhere = Object.assign(new URL(appUrl), { pathname: '/postgres' });
  await expect(query(elsewhere.href, 'select 1')).rejects.toThrow('permission denied for database');
  await query(appUrl, "alter role current_user password 'changed'");
  await query(ownerUrl, "alter role frontrow_app set search_path = 'stolen'");
  await prepareDatabase({ ownerUrl, appUrl, dedicated: true });
  expect(await query(appUrl, 'select name from app_user')).toEqual([{ name: 'kept' }]);
  await stop();

  const again = await data.start();
  expect(again.appUrl).toBe(appUrl);
});
