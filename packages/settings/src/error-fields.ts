import { redact } from './redact.ts';

/*
 * Errors as a log may show them. Drivers attach rows, statements, parameters, connections and whole
 * documents to their errors, so only the named fields are taken.
 */

/** Names of our own schema and of system calls. None of them is a value of a caller. */
const FIELDS = [
  ...['code', 'errno', 'syscall', 'address', 'port', 'codeName'],
  ...['severity', 'schema', 'table', 'column', 'dataType', 'constraint', 'routine'],
] as const;
const MAX_DEPTH = 6;
const MAX_ERRORS = 5;
const MAX_FIELD_CHARACTERS = 200;
const CUT = '"..."';

type Fields = Record<string, unknown>;

/** The fields of an error that may be logged. Any other value is redacted by `loggable`. */
export function errorFields(error: unknown, secrets: readonly string[] = []): unknown {
  return error instanceof Error ? describe(error, { secrets, depth: 0 }) : loggable(error, secrets);
}

/** A value of a log line: errors by their fields, texts redacted, at most six levels deep. */
export const loggable = (value: unknown, secrets: readonly string[] = []): unknown =>
  describeValue(value, { secrets, depth: 0 });

interface Limits {
  secrets: readonly string[];
  depth: number;
}

function describeValue(value: unknown, { secrets, depth }: Limits): unknown {
  if (typeof value === 'string') return redact(value, secrets);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth === MAX_DEPTH) return '...';
  if (value instanceof Error) return describe(value, { secrets, depth });
  const inner = { secrets, depth: depth + 1 };
  if (Array.isArray(value)) return value.map((item) => describeValue(item, inner));
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, describeValue(field, inner)]),
  );
}

function describe(error: Error, limits: Limits): Fields {
  const all = error as Error & Fields;
  const message = redact(messageOf(all), limits.secrets);
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const named: Fields = {};
  for (const name of FIELDS) {
    const value = all[name];
    const isShort = typeof value === 'string' && value.length < MAX_FIELD_CHARACTERS;
    if (typeof value === 'number') named[name] = value;
    else if (isShort) named[name] = redact(value, limits.secrets);
  }
  const inner = { ...limits, depth: limits.depth + 1 };
  const errors = error instanceof AggregateError ? error.errors.slice(0, MAX_ERRORS) : [];
  return {
    type: error.name,
    message,
    ...named,
    stack: redact([`${error.name}: ${message}`, ...frames].join('\n'), limits.secrets),
    ...(error.cause !== undefined ? { cause: describeValue(error.cause, inner) } : {}),
    ...(errors.length > 0 ? { errors: describeValue(errors, inner) } : {}),
  };
}

/**
 * The message. Postgres quotes names and values alike: an error of the database keeps the names of its
 * schema and is cut at anything else in quotes. Class 42 (a name that does not exist, a missing right) quotes
 * names of the statement, except for syntax errors, and statements have no values in them.
 */
function messageOf({ message, severity, code, ...fields }: Error & Fields): string {
  if (typeof severity !== 'string' || typeof code !== 'string') return message;
  const [line = ''] = message.split('\n');
  if (code.startsWith('42') && code !== '42601') return line;
  const known = [fields.constraint, fields.table, fields.column, fields.schema, fields.dataType];
  const parts = line.split('"');
  const unknown = parts.findIndex((part, index) => index % 2 === 1 && !known.includes(part));
  return unknown === -1 ? line : `${parts.slice(0, unknown).join('"')}${CUT}`;
}
