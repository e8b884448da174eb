/**
 * The part of superjson's format that this API uses. A value is sent as `json`, which is plain JSON, and
 * `meta.values`, which lists by path what JSON cannot say: `{ "items.0.paidAt": ["Date"] }`. A backslash in a
 * path escapes a dot or a backslash in a key. Of what superjson knows more, nothing appears in the API.
 */
export interface Envelope {
  json: unknown;
  meta?: { values?: unknown; v?: number };
}

/** Fields that are undefined are left out, as JSON does. */
export function serialize(value: unknown): Envelope {
  if (value === undefined) return { json: null, meta: { values: ['undefined'], v: 1 } };
  const values: Record<string, string[]> = {};
  const findDates = (part: unknown, path: string) => {
    // JSON makes null of an invalid date.
    if (part instanceof Date) {
      if (!Number.isNaN(+part)) values[path] = ['Date'];
    } else if (part instanceof Object) {
      for (const [key, field] of Object.entries(part)) {
        findDates(field, (path && `${path}.`) + key.replace(/[\\.]/g, '\\$&'));
      }
    }
  };
  findDates(value, '');
  if (Object.keys(values).length === 0) return { json: value };
  // The path of the value itself is empty.
  return { json: value, meta: { values: values[''] ?? values, v: 1 } };
}

/** @returns the value of `json` itself, with its dates in place */
export function deserialize({ json, meta }: Envelope): unknown {
  const root: Record<string, unknown> = { root: json };
  const { values = {} } = meta ?? {};
  const found = Array.isArray(values)
    ? [['', values]]
    : Object.entries(values as Record<string, unknown>);
  for (const [path, type] of found as [string, string[]][]) {
    const keys = path.match(/(?:\\.|[^\\.])+/g) ?? [];
    let parent = root;
    let last = 'root';
    for (const key of keys) {
      // `own`: a path must not lead to what objects inherit.
      parent = Object.hasOwn(parent, last) ? (Object(parent[last]) as typeof root) : {};
      last = key.replace(/\\(.)/g, '$1');
    }
    if (!Object.hasOwn(parent, last)) continue;
    if (type[0] === 'Date') parent[last] = new Date(parent[last] as string);
    if (type[0] === 'undefined') parent[last] = undefined;
  }
  return root.root;
}
