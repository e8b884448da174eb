import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { request } from '../run/on-demand.ts';
import type { SharedMongo } from './global-setup.ts';
import { onMongo, withDatabase } from './mongo-client.ts';

/**
 * The MongoDB server that all test files of a run share. The import of this module starts it, so that
 * only runs with a test file that needs it pay for it. In CI the import fails when there is no mongod;
 * elsewhere `absence` is the reason, and the tests are to be skipped.
 */
const { url: server, absence } = await request<SharedMongo>(inject('mongoOnDemand'), 'mongo');

/** Why there is no MongoDB server; null when there is one. */
export const mongoAbsence: string | null = absence;

export interface MongoTestDatabase {
  url: string;
  drop(): Promise<void>;
}

/**
 * A new, empty database on the shared server.
 *
 * @throws when there is no server
 */
export function mongoDatabase(): MongoTestDatabase {
  if (server === null) throw new Error(`there is no MongoDB: ${absence}`);
  const url = withDatabase(server, `test_${randomBytes(6).toString('hex')}`);
  return {
    url,
    drop: () =>
      onMongo(url, async (client) => {
        await client.db().dropDatabase();
      }),
  };
}
