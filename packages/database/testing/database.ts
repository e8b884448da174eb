import { randomBytes } from 'node:crypto';
import { request } from '@frontrow/embedded/testing/run/on-demand';
import pg from 'pg';
import { inject } from 'vitest';
import type { SharedPostgres } from './global-setup.ts';

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** The Postgres server of the test run, which the first request starts. */
const sharedPostgres = (): Promise<SharedPostgres> =>
  request(inject('postgresOnDemand'), 'postgres');

/** The URL of an empty database without a schema, on the server of the test run. */
export const postgresUrl = async (): Promise<string> => (await sharedPostgres()).url;

/** A new, migrated database without data. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const { url: server, template } = await sharedPostgres();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(server, `create database ${name} template ${template}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(server, `drop database ${name} with (force)`) };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
