import { rmSync } from 'node:fs';
import { startEmbeddedPostgres } from '@frontrow/embedded/postgres/start';
import {
  removeAbandonedFolders,
  temporaryFolder,
} from '@frontrow/embedded/testing/process/temporary-folder';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../src/orm.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server on which test files clone their databases. */
    postgresUrl: string;
  }
}

export const TEMPLATE = 'frontrow_template';

/** One real Postgres for the run, with a migrated template that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  removeAbandonedFolders();
  const folder = temporaryFolder('test');
  const postgres = await startEmbeddedPostgres({ folder, durable: false }).catch((error) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`create database ${TEMPLATE}`);
  await client.end();
  const template = new URL(postgres.url);
  template.pathname = `/${TEMPLATE}`;
  await migrate(template.href);
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
