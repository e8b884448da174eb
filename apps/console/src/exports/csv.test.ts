import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test.each([
  [['a', 1, null], 'a,1,\r\n'],
  [['Floor, A', 'say "hi"', 'two\nlines'], '"Floor, A","say ""hi""","two\nlines"\r\n'],
  [['=1+1', '+82', '@x', '-3'], "'=1+1,'+82,'@x,'-3\r\n"],
  [[-500], '-500\r\n'],
] as const)('%j', (cells, line) => {
  expect(csvLine([...cells])).toBe(line);
});
