import { isRefusedKey } from '@frontrow/contract/text/free-json';

/** superjson calls itself for each level; a few thousand levels end in a stack overflow. */
const MAX_DEPTH = 32;
const TOO_DEEP = 'nested too deeply to be shown';

/**
 * The details of an action in a form that superjson can serialize. Rows of the append-only log are never
 * changed, and earlier versions stored the keys that superjson refuses: such a key is shown with `_` at its
 * end, and with another one while that key exists too. What is nested more than 32 times is left out.
 */
export const readableDetails = (details: Record<string, unknown>): Record<string, unknown> =>
  readable(details, 0) as Record<string, unknown>;

function readable(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(value)) return value.map((item) => readable(item, depth + 1));
  const keys = new Set(Object.keys(value));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      isRefusedKey(key) ? unusedKey(key, keys) : key,
      readable(inner, depth + 1),
    ]),
  );
}

function unusedKey(key: string, keys: ReadonlySet<string>): string {
  const candidate = `${key}_`;
  return keys.has(candidate) ? unusedKey(candidate, keys) : candidate;
}
