import fc from 'fast-check';
import { z } from 'zod';

/** What `z.toJSONSchema` writes, as far as inputs use it; `date` is our own addition. */
interface Schema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  /** False: a tuple has nothing after `prefixItems`. */
  items?: Schema | false;
  prefixItems?: Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  format?: string;
  pattern?: string;
}

/** Inputs that mostly fit the schema of a procedure. Ids are placeholders such as `$concertId`. */
export function fittingInput(schema: z.ZodType | undefined): fc.Arbitrary<unknown> {
  if (!schema) return fc.constant(undefined);
  const json = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema._zod.def.type === 'date') (jsonSchema as Schema).type = 'date';
    },
  });
  return fitting(json as Schema, 'input');
}

/** The names of all fields of a schema, at any depth. */
export function fieldsOf(schema: z.ZodType | undefined): string[] {
  if (!schema) return [];
  const text = JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  const names = [...text.matchAll(/"properties":\{|"(\w+)":\{/g)].map(([, name]) => name ?? '');
  return [...new Set(names)].filter((name) => !['', 'items', 'properties'].includes(name));
}

function fitting(schema: Schema, field: string): fc.Arbitrary<unknown> {
  const { anyOf = schema.oneOf, allOf, prefixItems } = schema;
  if (anyOf) return fc.oneof(...anyOf.map((each) => fitting(each, field)));
  if (allOf?.[0]) return fitting(allOf[0], field);
  if (prefixItems) return fc.tuple(...prefixItems.map((each) => fitting(each, field)));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if ('const' in schema) return fc.constant(schema.const);
  switch (schema.type) {
    case 'string':
      return textOf(schema, field);
    case 'integer':
    case 'number':
      return integerOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'date':
      return fc.constantFrom(new Date('2030-05-01T10:00:00Z'), new Date('2031-05-01T10:00:00Z'));
    case 'array':
      return fc.array(fitting(schema.items || {}, field), { maxLength: 3 });
    case 'object':
      return objectOf(schema);
    default:
      return fc.constantFrom<unknown>(1, 5_000);
  }
}

const isId = (schema: Schema) =>
  schema.format !== undefined || /0-9a-f/i.test(schema.pattern ?? '');

function textOf(schema: Schema, field: string): fc.Arbitrary<string> {
  if (isId(schema)) return fc.constant(`$${field.replace(/Ids$/, 'Id')}`);
  if (field === 'timezone') return fc.constantFrom('Asia/Seoul', 'UTC');
  const { minLength = 1, maxLength = 40 } = schema;
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) });
}

function integerOf({ minimum = 0, maximum = 100 }: Schema): fc.Arbitrary<number> {
  const min = Math.max(minimum, 0);
  return fc.integer({ min, max: Math.max(min, Math.min(maximum, min + 100)) });
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema) {
  if (typeof additionalProperties === 'object' && Object.keys(properties).length === 0) {
    return fc.dictionary(fc.string({ maxLength: 5 }), fitting(additionalProperties, 'value'), {
      maxKeys: 3,
      noNullPrototype: true,
    });
  }
  const shape = Object.entries(properties).map(([name, each]) => [name, fitting(each, name)]);
  return fc.record(Object.fromEntries(shape) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: required,
    noNullPrototype: true,
  });
}
