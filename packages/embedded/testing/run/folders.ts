import { inject } from 'vitest';
import type {} from './global-setup.ts';
import { request } from './on-demand.ts';

/**
 * A data folder in which that database has run and was stopped. It exists once in a test run: tests copy it.
 *
 * @throws when there is no mongod
 */
export const folderOfRun = (database: 'postgres' | 'mongo'): Promise<string> =>
  request(inject('foldersOnDemand'), database);
