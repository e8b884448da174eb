import { validationFailed } from '@frontrow/domain/kernel/errors';
import { MAX_DEPTH } from './input-limits.ts';

/** A place in an input: names of properties, and numbers of array items. */
export type InputPath = (string | number)[];

/** One entry of superjson's `meta.values`: the value at `path` is to be read as `type`. */
export interface Annotation {
  path: string[];
  type: 'Date' | 'undefined';
}

/** The most annotations of one input. Each of them takes 20 bytes or more of the body. */
const MAX_ANNOTATIONS = 20_000;
/** The longest path of an annotation, in characters. */
const MAX_PATH_CHARACTERS = 2_000;

/**
 * The entries of superjson's `meta.values`, which has one of three forms:
 *   ["Date"]                       the whole input
 *   { "a.b": ["Date"] }            by path; `\.` is a dot in a name and `\\` a backslash
 *   { "a": { "b": ["Date"] } }     the same as a tree, which superjson reads and does not write
 *
 * @throws VALIDATION_FAILED for any other type or form, and for too many or too long paths
 */
export function annotationsIn(values: unknown): Annotation[] {
  const found: Annotation[] = [];
  collect(values, [], found);
  return found;
}

function collect(node: unknown, path: string[], found: Annotation[]): void {
  if (Array.isArray(node)) {
    const [type] = node;
    if (node.length !== 1 || (type !== 'Date' && type !== 'undefined')) {
      throw validationFailed(path, 'of the types of superjson only Date and undefined are known');
    }
    if (found.length >= MAX_ANNOTATIONS) throw validationFailed([], 'has too many typed values');
    found.push({ path, type });
    return;
  }
  if (typeof node !== 'object' || node === null) {
    throw validationFailed(path, 'is not described as superjson does it');
  }
  for (const key in node) {
    collect((node as Record<string, unknown>)[key], [...path, ...segmentsOf(key, path)], found);
  }
}

/** The names in a path as superjson writes it. @throws VALIDATION_FAILED */
function segmentsOf(key: string, before: string[]): string[] {
  if (key.length > MAX_PATH_CHARACTERS)
    throw validationFailed(before, 'has a path that is too long');
  // Most paths have no escaped character.
  const segments = key.includes('\\') ? unescaped(key, before) : key.split('.');
  if (before.length + segments.length > MAX_DEPTH) {
    throw validationFailed([...before, ...segments].slice(0, 1), 'is nested too deeply');
  }
  return segments;
}

function unescaped(key: string, before: string[]): string[] {
  const segments: string[] = [];
  let segment = '';
  for (let at = 0; at < key.length; at++) {
    const character = key[at];
    if (character === '.') {
      segments.push(segment);
      segment = '';
    } else if (character === '\\') {
      at++;
      const escaped = key[at];
      if (escaped !== '.' && escaped !== '\\')
        throw validationFailed(before, 'has an invalid path');
      segment += escaped;
    } else {
      segment += character;
    }
  }
  return [...segments, segment];
}
