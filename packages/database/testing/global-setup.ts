import { rmSync } from 'node:fs';
import { startEmbeddedPostgres } from '@frontrow/embedded/postgres/start';
import {
  removeAbandonedFolders,
  temporaryFolder,
} from '@frontrow/embedded/testing/process/temporary-folder';
import { serveOnDemand } from '@frontrow/embedded/testing/run/on-demand';
import pg from 'pg';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address where database.ts requests the Postgres server. */
    postgresOnDemand: string;
  }
}

const TEMPLATE = 'frontrow_template';

/** The shared Postgres server of a test run. */
export interface SharedPostgres {
  url: string;
  /** The database to clone: migrated, without data. */
  template: string;
}

/**
 * One Postgres server for all test files of a run, with a migrated template database that they clone.
 * It starts when the first test file requests it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  removeAbandonedFolders();
  let running: Promise<TestPostgres> | undefined;
  const server = await serveOnDemand({
    async postgres() {
      running = startPostgres();
      const { url } = await running;
      return { url, template: TEMPLATE } satisfies SharedPostgres;
    },
  });
  project.provide('postgresOnDemand', server.url);
  return async () => {
    await server.close();
    await running?.then(
      ({ stop }) => stop(),
      () => {},
    );
  };
}

interface TestPostgres {
  url: string;
  stop(): Promise<void>;
}

async function startPostgres(): Promise<TestPostgres> {
  const folder = temporaryFolder('test');
  let stop = async () => {};
  try {
    // Imported here, because loading the ORM takes a unit test's run half a second.
    const [postgres, { migrate }] = await Promise.all([
      startEmbeddedPostgres({ folder, durable: false }),
      import('../src/orm.ts'),
    ]);
    stop = postgres.stop;
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(`create database ${TEMPLATE}`);
    await client.end();
    const template = new URL(postgres.url);
    template.pathname = `/${TEMPLATE}`;
    await migrate(template.href);
    return {
      url: postgres.url,
      async stop() {
        await postgres.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await stop();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
