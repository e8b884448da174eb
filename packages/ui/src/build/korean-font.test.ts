import { expect, test } from 'vitest';
import { charactersOf } from './korean-font.ts';
import { rangeOf } from './subset-file.ts';

test('the font has the characters of the translations, and none of the messages they translate', () => {
  const catalogue = '#: src/쪽.tsx\nmsgid "Queue 줄"\nmsgstr "대기 A"\n';
  const characters = charactersOf(catalogue);
  expect(characters).toContain('대');
  expect(characters).toContain('기');
  expect(characters).not.toContain('쪽');
  expect(characters).not.toContain('A');
  expect(rangeOf('가힣')).toBe('U+AC00, U+D7A3');
});
