import { rmSync } from 'node:fs';
import { createCluster } from '@frontrow/embedded/testing/postgres/create-cluster';
import { removeAbandonedFolders } from '@frontrow/embedded/testing/process/temporary-folder';
import { serveOnDemand } from '@frontrow/embedded/testing/run/on-demand';
import type { TestProject } from 'vitest/node';
import { startTestPostgres, TEMPLATE, type TestPostgres } from './test-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address where database.ts requests the Postgres server, and demo-folder.ts its folder. */
    postgresOnDemand: string;
  }
}

/** The shared Postgres server of a test run. */
export interface SharedPostgres {
  /** As the superuser, who owns the databases. */
  url: string;
  /** As the role of servers and workers. */
  appUrl: string;
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
  let demoFolder: Promise<string> | undefined;
  const server = await serveOnDemand({
    async postgres() {
      running = startTestPostgres();
      const { url, appUrl } = await running;
      return { url, appUrl, template: TEMPLATE } satisfies SharedPostgres;
    },
    demoFolder() {
      demoFolder = createDemoFolder();
      return demoFolder;
    },
  });
  project.provide('postgresOnDemand', server.url);
  return async () => {
    await server.close();
    await running?.then(
      ({ stop }) => stop(),
      () => {},
    );
    await demoFolder?.then(
      (folder) => rmSync(folder, { recursive: true, force: true }),
      () => {},
    );
  };
}

/** The modules are loaded here because most runs need none of them. */
async function createDemoFolder(): Promise<string> {
  const { prepareDatabase } = await import('../src/prepare-database.ts');
  const { seedDemo } = await import('../src/seeds/demo.ts');
  return createCluster(async (urls) => {
    await prepareDatabase({ ...urls, dedicated: true });
    await seedDemo(urls.appUrl);
  });
}
