import { inject } from 'vitest';
import { request } from '../run/on-demand.ts';
import type {} from './global-setup.ts';

/**
 * Why no mongod can run here; null when one can. For tests that start a mongod of their own. In CI the
 * import of this module fails when there is none.
 */
export const mongodAbsence = await request<string | null>(inject('mongoOnDemand'), 'mongod');
