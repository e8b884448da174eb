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

/** The paths of all objects in an input whose keys the caller chooses. */
function recordPaths(schema: unknown, path: string[] = []): string[][] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, additionalProperties, items, anyOf = [] } = schema as Schema;
  const own = typeof additionalProperties === 'object' && additionalProperties ? [path] : [];
  const inProperties = Object.entries(properties as Schema).flatMap(([key, value]) =>
    recordPaths(value, [...path, key]),
  );
  const inOptions = (anyOf as unknown[]).flatMap((option) => recordPaths(option, path));
  return [...own, ...inProperties, ...inOptions, ...recordPaths(items, [...path, '0'])];
}

const records = Object.entries(appRouter._def.procedures as unknown as Procedures).flatMap(
  ([path, { _def }]) =>
    _def.inputs.flatMap((input) => {
      const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
      return recordPaths(schema).map((keys) => ({ path: [path, ...keys].join('.'), keys, input }));
    }),
);

test('the prices of a performance are found as an object with free keys', () => {
  expect(records.map(({ path }) => path)).toContain('admin.updatePerformance.prices');
});

test.for(records)('$path refuses the keys that superjson does not send', ({ keys, input }) => {
  for (const key of ['__proto__', 'constructor', 'prototype', ' constructor ']) {
    const json = keys.reduceRight(
      (inner, name) => (name === '0' ? `[${inner}]` : `{"${name}": ${inner}}`),
      `{"${key}": 1}`,
    );
    const issues = input.safeParse(JSON.parse(json)).error?.issues ?? [];
    const paths = issues.map(({ path }) => path.map(String).join('.'));
    expect(paths, 'make it recordOf(keyOf(key), value)').toContain([...keys, key].join('.'));
  }
});
