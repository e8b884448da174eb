import { removeAbandonedFolders } from '@frontrow/embedded/testing/process/temporary-folder';
import { serveOnDemand } from '@frontrow/embedded/testing/run/on-demand';
import type { TestProject } from 'vitest/node';
import { startTestPostgres, TEMPLATE, type TestPostgres } from './test-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address where database.ts requests the Postgres server. */
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
  const server = await serveOnDemand({
    async postgres() {
      running = startTestPostgres();
      const { url, appUrl } = await running;
      return { url, appUrl, template: TEMPLATE } satisfies SharedPostgres;
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
