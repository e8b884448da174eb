import { appRouter } from '@frontrow/api/root';
import type { ProcedureMeta } from '@frontrow/api/trpc';
import { EXPECTATIONS } from './table.ts';

export interface Procedure {
  path: string;
  type: 'query' | 'mutation' | 'subscription';
  /** What its builder says of who may call. */
  declared: NonNullable<ProcedureMeta['access']>;
}

interface Described {
  _def: { type: Procedure['type']; meta?: ProcedureMeta };
}

/** Every procedure of the router; those that end what the others need come last. */
export const PROCEDURES: Procedure[] = Object.entries(
  appRouter._def.procedures as unknown as Record<string, Described>,
)
  .map(([path, { _def }]) => ({ path, type: _def.type, declared: _def.meta?.access ?? 'public' }))
  .sort((a, b) => order(a.path) - order(b.path));

function order(path: string): number {
  return EXPECTATIONS[path]?.last ? 1 : 0;
}
