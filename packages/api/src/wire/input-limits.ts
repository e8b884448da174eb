import { validationFailed } from '@frontrow/domain/kernel/errors';

/** How deep an input may be nested. The deepest one of the contract has less than ten levels. */
export const MAX_DEPTH = 32;
/** The most properties of one object. The largest of the contract has a price for each of 1,000 sections. */
const MAX_KEYS = 1_000;

/**
 * Bounds what schemas, the hash of an idempotency key and the database walk through. JSON is read without
 * recursion, so that any depth comes as far as this.
 *
 * @throws VALIDATION_FAILED with the path of the property that is nested too deeply or has too many names
 */
export function requireBoundedInput(input: unknown): void {
  if (typeof input !== 'object' || input === null) return;
  if (Array.isArray(input)) {
    const problem = problemOf(input, 1);
    if (problem) throw validationFailed([], problem);
    return;
  }
  let keys = 0;
  for (const key in input) {
    keys++;
    if (keys > MAX_KEYS) throw validationFailed([], TOO_MANY_KEYS);
    const problem = problemOf((input as Record<string, unknown>)[key], 2);
    if (problem) throw validationFailed([key], problem);
  }
}

const TOO_DEEP = 'is nested too deeply';
const TOO_MANY_KEYS = `has more than ${MAX_KEYS} properties`;

function problemOf(value: unknown, depth: number): string | null {
  if (typeof value !== 'object' || value === null) return null;
  if (depth > MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(value)) {
    for (const item of value) {
      const problem = problemOf(item, depth + 1);
      if (problem) return problem;
    }
    return null;
  }
  let keys = 0;
  for (const key in value) {
    keys++;
    if (keys > MAX_KEYS) return TOO_MANY_KEYS;
    const problem = problemOf((value as Record<string, unknown>)[key], depth + 1);
    if (problem) return problem;
  }
  return null;
}
