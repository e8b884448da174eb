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
  return Object.entries(rest).map(([name, to]) => ({ name, from: before[name], to }));
}

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
