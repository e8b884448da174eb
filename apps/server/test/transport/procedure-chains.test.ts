import { appRouter } from '@frontrow/api/root';
import type { AnyProcedure } from '@trpc/server';
import { expect, test } from 'vitest';
import { chainOf } from '../../src/trpc/run-procedure.ts';

test('the middlewares of every procedure are where they are looked for', () => {
  const procedures = Object.entries(
    appRouter._def.procedures as unknown as Record<string, AnyProcedure>,
  );
  expect(procedures.length).toBeGreaterThan(50);
  const without = procedures.filter(([, procedure]) => chainOf(procedure) === null);
  expect(without.map(([path]) => path)).toEqual([]);
});
