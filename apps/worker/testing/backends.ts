import { mongoAbsence, mongoDatabase } from '@frontrow/embedded/testing/mongo/shared-mongo';
import { describe } from 'vitest';

export interface Place {
  /** What the settings of a worker say of it. */
  env: Record<string, string>;
  drop(): Promise<void>;
}

export interface Backend {
  name: 'Postgres' | 'MongoDB';
  /** Jobs of one's own; on Postgres they lie in the product's database. */
  place(): Place;
}

export const POSTGRES: Backend = { name: 'Postgres', place: () => ({ env: {}, async drop() {} }) };

export const MONGODB: Backend = {
  name: 'MongoDB',
  place() {
    const { url, drop } = mongoDatabase();
    return { env: { MONGODB_URL: url }, drop };
  },
};

/** The same tests with the jobs in each kind of store. */
export function onEachBackend(tests: (backend: Backend) => void): void {
  for (const backend of [POSTGRES, MONGODB]) {
    const absent = backend === MONGODB ? mongoAbsence : null;
    describe.skipIf(absent !== null)(`jobs in ${backend.name}`, () => tests(backend));
  }
}
