import { z } from 'zod';

export type JsonType = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null';

/** The part of JSON Schema 2020-12 that the contract's schemas need. A `Date` has the format `date-time`. */
export interface JsonSchema {
  type?: JsonType | JsonType[];
  format?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
}

/** Parts of zod's JSON Schema that tell a caller nothing: safe integers, and the pattern of a uuid. */
const isNoise = (key: string, value: unknown): boolean =>
  ['$schema', 'pattern', 'additionalProperties', 'propertyNames'].includes(key) ||
  (key === 'minimum' && value === Number.MIN_SAFE_INTEGER) ||
  (key === 'maximum' && value === Number.MAX_SAFE_INTEGER);

/** What a caller sends (`input`: a field with a default may be left out) or gets (`output`). */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const json = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema._zod.def.type !== 'date') return;
      jsonSchema.type = 'string';
      jsonSchema.format = 'date-time';
    },
  });
  return JSON.parse(
    JSON.stringify(json, (key, value) => (isNoise(key, value) ? undefined : value)),
  );
}
