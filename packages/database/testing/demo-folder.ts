import { request } from '@frontrow/embedded/testing/run/on-demand';
import { inject } from 'vitest';
import type {} from './global-setup.ts';

/**
 * A data folder as a start leaves it, with the demo's data. It exists once in a test run, and the first
 * request creates it; test files start copies of it, which takes a tenth of the processor time.
 */
export const demoFolderOfRun = (): Promise<string> =>
  request(inject('postgresOnDemand'), 'demoFolder');
