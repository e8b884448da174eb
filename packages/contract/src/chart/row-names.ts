const LETTERS = 26;

/** The names of that many rows: A to Z, then AA, AB and so on. */
export const rowNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => rowName(index));

/** The name of a row by its index. */
export function rowName(index: number): string {
  const last = String.fromCharCode(65 + (index % LETTERS));
  return index < LETTERS ? last : rowName(Math.floor(index / LETTERS) - 1) + last;
}
