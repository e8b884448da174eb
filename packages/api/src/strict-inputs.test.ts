import { expect, test } from 'vitest';
import { type ZodType, z } from 'zod';
import { appRouter } from './root.ts';

type Procedures = Record<string, { _def: { type: string; inputs: ZodType[] } }>;
type Schema = { [key: string]: unknown };

/** The paths of all objects in an input that would take keys that they do not know. */
function lenientObjects(schema: unknown, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, properties, additionalProperties } = schema as Schema;
  const isLenient = type === 'object' && properties && additionalProperties !== false;
  const inside = Object.entries(schema).flatMap(([key, value]) =>
    lenientObjects(value, `${path}/${key}`),
  );
  return isLenient ? [path, ...inside] : inside;
}

const mutations = Object.entries(appRouter._def.procedures as unknown as Procedures).filter(
  ([path, { _def }]) => path.startsWith('admin.') && _def.type === 'mutation',
);

test.for(mutations)('%s refuses keys that it does not know, at every depth', ([path, { _def }]) => {
  const [input] = _def.inputs;
  if (!input) throw new Error(`${path} has no input`);
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
  expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
  expect(lenientObjects(schema), 'make them z.strictObject').toEqual([]);
});
