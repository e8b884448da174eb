/** One setting of an action, as it was and as it became. */
export interface Changed {
  name: string;
  /** Undefined where the log does not tell: it was written before it did. */
  from: unknown;
  to: unknown;
}

/** What an action changed, from its details in the log. */
export function changesIn(details: Record<string, unknown>): Changed[] {
  const { from, ...rest } = details;
  const before = typeof from === 'object' && from !== null ? (from as Record<string, unknown>) : {};
  return Object.entries(flat(rest))
    .map(([name, to]) => ({ name, from: before[name], to }))
    .filter(({ from: was, to }) => was !== undefined || !isNothing(to));
}

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || value === '';

/** What stands within another one, such as the queue of a concert, as if it stood beside it. */
const flat = (details: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(details).flatMap(([name, value]) =>
      name === 'queue' && typeof value === 'object' && value !== null
        ? Object.entries(value)
        : [[name, value]],
    ),
  );

const LONGEST = 120;

/** A value of the log as it is written in a sentence. */
export function written(value: unknown): string {
  if (value === null) return '–';
  if (typeof value === 'string')
    return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  if (typeof value === 'number') return value.toLocaleString('en');
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  const text = JSON.stringify(value) ?? '';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
