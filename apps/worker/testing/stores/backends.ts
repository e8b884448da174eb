import { mongoAbsence, mongoDatabase } from '@frontrow/embedded/testing/mongo/shared-mongo';
import { describe } from 'vitest';

export interface TestJobStore {
  /** Settings with which a worker uses this store. */
  env: Record<string, string>;
  drop(): Promise<void>;
}

export interface Backend {
  name: 'Postgres' | 'MongoDB';
  /** Creates a store for one test. With Postgres it is the test's product database itself. */
  createStore(): TestJobStore;
}

export const POSTGRES: Backend = {
  name: 'Postgres',
  createStore: () => ({ env: {}, async drop() {} }),
};

export const MONGODB: Backend = {
  name: 'MongoDB',
  createStore() {
    const { url, drop } = mongoDatabase();
    return { env: { MONGODB_URL: url }, drop };
  },
};

/** Defines the tests once for each kind of job store; those for MongoDB are skipped without a MongoDB. */
export function onEachBackend(tests: (backend: Backend) => void): void {
  for (const backend of [POSTGRES, MONGODB]) {
    const absent = backend === MONGODB ? mongoAbsence : null;
    describe.skipIf(absent !== null)(`jobs in ${backend.name}`, () => tests(backend));
  }
}
