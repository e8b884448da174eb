import { validationFailed } from '@frontrow/domain/kernel/errors';
import { type Annotation, annotationsIn, type InputPath } from './annotations.ts';
import { dateIn } from './date-text.ts';
import { requireBoundedInput } from './input-limits.ts';

/** Names by which a path would leave the input for the prototypes of this process. */
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype']);
/** What `meta` may have. Only `values` is read: the values themselves stand in full in `json`. */
const META_KEYS = new Set(['values', 'v', 'referentialEqualities']);

type Container = Record<string, unknown>;

/**
 * Reads the input of a call, `{"json": …, "meta": …}` as superjson writes it. superjson's own decoder is not
 * used, because it does what a stranger's `meta` says: it makes typed arrays, maps and arrays of any length.
 * This one knows the types `Date` and `undefined`, at paths that exist in `json`. It changes `json` in place.
 *
 * An empty envelope is no input. An input without its envelope is refused: superjson reads it as no input,
 * and the call would do something else than was asked for.
 *
 * @throws VALIDATION_FAILED with the path of the value that is refused
 */
export function decodeInput(envelope: unknown): unknown {
  if (!isObject(envelope) || (!('json' in envelope) && Object.keys(envelope).length > 0)) {
    throw validationFailed([], 'must be {"json": <input>}, as superjson writes it');
  }
  const { json, meta } = envelope;
  requireBoundedInput(json);
  const root: Container = { json };
  if (meta !== undefined) for (const each of annotationsOf(meta)) apply(root, each);
  return root.json;
}

function annotationsOf(meta: unknown): Annotation[] {
  if (!isObject(meta)) throw validationFailed([], 'meta must be an object');
  for (const key in meta) {
    if (!META_KEYS.has(key))
      throw validationFailed([], 'meta may have values, v and referentialEqualities');
  }
  return meta.values === undefined ? [] : annotationsIn(meta.values);
}

/** Replaces the value at the path of the annotation by what the annotation says. */
function apply(root: Container, { path, type }: Annotation): void {
  const walked: InputPath = [];
  let parent: Container | unknown[] = root;
  let key: string | number = 'json';
  for (const name of path) {
    const child: unknown = (parent as Container)[key];
    if (typeof child !== 'object' || child === null || child instanceof Date) throw missing(path);
    parent = child as Container | unknown[];
    key = ownKey(parent, name, path);
    walked.push(key);
  }
  (parent as Container)[key] = typedValue((parent as Container)[key], type, walked);
}

/** The name as a property that the container has itself, for an array as a number. */
function ownKey(container: Container | unknown[], name: string, path: string[]): string | number {
  if (FORBIDDEN_NAMES.has(name)) throw validationFailed(path, `${name} is not a name of an input`);
  if (!Array.isArray(container)) {
    if (!Object.hasOwn(container, name)) throw missing(path);
    return name;
  }
  const index = /^(0|[1-9]\d{0,8})$/.test(name) ? Number(name) : Number.NaN;
  if (!(index < container.length)) throw missing(path);
  return index;
}

function typedValue(value: unknown, type: Annotation['type'], path: InputPath): Date | undefined {
  if (type === 'undefined') return undefined;
  const date = dateIn(value);
  if (!date)
    throw validationFailed(path, 'must be a time in ISO 8601 with a zone, on a day that exists');
  return date;
}

const missing = (path: string[]) => validationFailed(path, 'has a type, but is not in the input');

const isObject = (value: unknown): value is Container =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
