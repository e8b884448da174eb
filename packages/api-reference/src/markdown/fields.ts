import type { JsonSchema, JsonType } from '../model/json-schema.ts';

/** One row of a table of fields. */
export interface Field {
  /** Such as `items[].seats[].id`. */
  path: string;
  /** Such as `integer or null`. */
  type: string;
  required: boolean;
  /** As JSON; empty if the field has none. */
  defaultValue: string;
  /** Such as `1 to 100`; empty if there are none. */
  limits: string;
  description: string;
}

/** Flattens an object schema into rows, each nested field after its parent. */
export function fieldsOf(schema: JsonSchema, prefix = ''): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const value = withoutNull(field);
    const nested = value.items ? fieldsOf(value.items, `${path}[].`) : fieldsOf(value, `${path}.`);
    const row: Field = {
      path,
      type: typeOf(field),
      required: schema.required?.includes(name) ?? false,
      defaultValue: field.default === undefined ? '' : JSON.stringify(field.default),
      limits: [limitsOf(value), value.items ? eachOf(value.items) : ''].filter(Boolean).join('; '),
      description: field.description ?? '',
    };
    return [row, ...nested];
  });
}

/** The type in words. Literal values stand in backticks. */
export function typeOf(schema: JsonSchema): string {
  const types = typesIn(schema);
  if (schema.anyOf) {
    const members = schema.anyOf.filter((member) => member.type !== 'null').map(typeOf);
    return orNull(members.join(' or '), isNullable(schema));
  }
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) {
    const values = schema.enum.filter((value) => value !== null);
    const words = values.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
    return orNull(words, isNullable(schema));
  }
  const words = types.filter((type) => type !== 'null').map((type) => word(type, schema));
  return orNull(words.join(' or ') || 'any JSON value', isNullable(schema));
}

function word(type: JsonType, { format, items }: JsonSchema): string {
  if (type === 'array') return `array of ${items ? plural(typeOf(items)) : 'any JSON values'}`;
  if (type !== 'string') return type;
  if (format === 'date-time') return 'date';
  return format ?? type;
}

const plural = (type: string): string => {
  if (type.includes(' or ')) return `(${type})`;
  return /^\w+$/.test(type) ? `${type}s` : type;
};
const orNull = (type: string, nullable: boolean): string => (nullable ? `${type} or null` : type);

const typesIn = ({ type }: JsonSchema): JsonType[] => (type === undefined ? [] : [type].flat());
const isNullable = (schema: JsonSchema): boolean =>
  typesIn(schema).includes('null') || (schema.anyOf ?? []).some(({ type }) => type === 'null');

/** The schema of the value when it is not null. */
function withoutNull(schema: JsonSchema): JsonSchema {
  const members = schema.anyOf?.filter(({ type }) => type !== 'null');
  const [only, ...others] = members ?? [schema];
  return only && others.length === 0 ? only : schema;
}

function limitsOf(schema: JsonSchema): string {
  return [
    range([schema.minimum, schema.maximum], ''),
    range([schema.minLength, schema.maxLength], ' characters'),
    range([schema.minItems, schema.maxItems], ' items'),
  ]
    .filter(Boolean)
    .join(', ');
}

function eachOf(items: JsonSchema): string {
  const limits = limitsOf(items);
  return limits === '' ? '' : `each ${limits}`;
}

function range([least, most]: [number | undefined, number | undefined], unit: string): string {
  const [low, high] = [least, most].map((limit) => limit?.toLocaleString('en'));
  if (low !== undefined && high !== undefined) return `${low} to ${high}${unit}`;
  if (low !== undefined) return `at least ${low}${unit}`;
  return high === undefined ? '' : `at most ${high}${unit}`;
}
