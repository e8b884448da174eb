/** The longest object that stands on one line inside of another one. */
const NESTED_WIDTH = 80;

/** The constant that stands for a value in an SDK example: `concertId` for `CONCERT_ID`. */
export const constantOf = (value: string): string =>
  value.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/**
 * The TypeScript literal of an example's input. `$CONCERT_ID` becomes the constant `concertId`.
 *
 * @param width the longest object that stands on one line
 */
export function literalOf(value: unknown, width = NESTED_WIDTH, indent = ''): string {
  if (value instanceof Date) return `new Date('${value.toISOString()}')`;
  if (typeof value === 'string') return stringOf(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[${value.map((item) => literalOf(item, NESTED_WIDTH, indent)).join(', ')}]`;
  }
  if (typeof value === 'number') return String(value).replaceAll(/\B(?=(\d{3})+$)/g, '_');
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).map(([name, member]) => {
    const literal = literalOf(member, NESTED_WIDTH, inner);
    return literal === name ? name : `${name}: ${literal}`;
  });
  const oneLine = `{ ${members.join(', ')} }`;
  if (oneLine.length <= width && !oneLine.includes('\n')) return oneLine;
  return `{\n${members.map((member) => `${inner}${member},\n`).join('')}${indent}}`;
}

function stringOf(value: string): string {
  const [, name] = /^\$([A-Z_]+)$/.exec(value) ?? [];
  return name ? constantOf(name) : `'${value.replaceAll("'", "\\'")}'`;
}
