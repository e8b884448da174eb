import { z } from 'zod';
import { text } from '../primitives.ts';

/*
 * JSON whose keys a caller chooses. superjson does not serialize three keys, so an object that has one of
 * them can be stored and never be sent again. They are refused where they come in.
 */

const REFUSED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether an object with this key cannot be sent to a client. */
export const isRefusedKey = (key: string): boolean => REFUSED_KEYS.has(key);

const REFUSED = 'is not allowed as a key';

/** A text that may be the key of an object. */
export const keyOf = <Key extends z.ZodType<string, string>>(key: Key) =>
  key.refine((value) => !isRefusedKey(value), REFUSED);

/**
 * An object with keys that the caller chooses. Zod's own record leaves out the key `__proto__` in silence;
 * here it is refused like the others.
 */
export const recordOf = <Key extends z.core.$ZodRecordKey, Value extends z.ZodType>(
  key: Key,
  value: Value,
) =>
  z.preprocess(
    (input, check) => {
      if (typeof input !== 'object' || input === null) return input;
      for (const name of Object.keys(input).filter(isRefusedKey)) {
        check.addIssue({ code: 'custom', path: [name], message: REFUSED, input });
      }
      return input;
    },
    z.record(key, value),
  ) as unknown as z.ZodRecord<Key, Value>;

/** The deepest nesting of free JSON; a plain value has depth 0. */
export const MAX_JSON_DEPTH = 8;
/** The most bytes of free JSON, in UTF-8. */
export const MAX_JSON_BYTES = 4_096;

/**
 * Any JSON value that can be stored in Postgres and sent by superjson: at most 8 objects or arrays inside
 * each other, at most 4,096 bytes, without the keys that superjson refuses, without NUL characters and
 * unpaired surrogates.
 */
export const freeJson = z.unknown().superRefine((value, check) => {
  const problem = findProblem(value, []) ?? sizeProblem(value);
  if (problem) check.addIssue({ code: 'custom', ...problem });
});

interface Problem {
  path: (string | number)[];
  message: string;
}

/** The first problem inside a value, depth first. It never looks deeper than the limit. */
function findProblem(value: unknown, path: Problem['path']): Problem | null {
  if (typeof value === 'string') {
    return text.safeParse(value).success ? null : { path, message: 'must be well-formed text' };
  }
  if (typeof value !== 'object' || value === null) return null;
  if (path.length === MAX_JSON_DEPTH) {
    return { path: path.slice(0, 1), message: `is nested more than ${MAX_JSON_DEPTH} times` };
  }
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  for (const [key, inner] of entries) {
    const problem = keyProblem(key, path) ?? findProblem(inner, [...path, key]);
    if (problem) return problem;
  }
  return null;
}

function keyProblem(key: string | number, path: Problem['path']): Problem | null {
  if (typeof key === 'number') return null;
  if (isRefusedKey(key)) return { path: [...path, key], message: REFUSED };
  return text.safeParse(key).success ? null : { path, message: 'must have well-formed keys' };
}

function sizeProblem(value: unknown): Problem | null {
  const bytes = new TextEncoder().encode(JSON.stringify(value) ?? '').length;
  return bytes > MAX_JSON_BYTES
    ? { path: [], message: `has ${bytes} bytes; at most ${MAX_JSON_BYTES} are taken` }
    : null;
}
