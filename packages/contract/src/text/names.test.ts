import { describe, expect, test } from 'vitest';
import { comparable, name } from './names.ts';

describe('names and titles', () => {
  test.for([
    ['  Mina ', 'Mina'],
    ['Cafe\u0301', 'Café'],
    ['안녕 콘서트 2030', '안녕 콘서트 2030'],
    ['می\u200Cخواهم', 'می\u200Cخواهم'],
    ['क्\u200Dष', 'क्\u200Dष'],
    ['👩🏽\u200D💻 ❤\uFE0F\u200D🔥 1\uFE0F\u20E3', '👩🏽\u200D💻 ❤\uFE0F\u200D🔥 1\uFE0F\u20E3'],
    [
      '\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}',
      '\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}',
    ],
    ['葛\u{E0100}城', '葛\u{E0100}城'],
    ['🎸'.repeat(200), '🎸'.repeat(200)],
  ])('%j is taken as %j', ([given, kept]) => {
    expect(name.parse(given)).toBe(kept);
  });

  test.for([
    ['nothing', ''],
    ['white space', ' \u3000\u00A0'],
    ['a blank of Braille', '\u2800'],
    ['a mark without a letter', '\u0301'],
    ['201 characters', '🎸'.repeat(201)],
    ['a line break', 'a\nb'],
    ['a control character', 'a\u0085b'],
    ['a paragraph separator', 'a\u2029b'],
    ['a change of direction', 'a\u202Eb'],
    ['a direction mark', 'a\u200Fb'],
    ['a zero-width space', 'a\u200Bb'],
    ['a byte order mark', 'a\uFEFFb'],
    ['a soft hyphen', 'a\u00ADb'],
    ['a Hangul filler', 'a\u3164b'],
    ['a joiner at the end', 'ab\u200D'],
    ['a joiner beside a space', 'a \u200Db'],
    ['two joiners', 'a\u200C\u200Cb'],
    ['a variation selector of a letter', 'a\uFE0F'],
    ['tags without an emoji', 'a\u{E0067}\u{E007F}'],
    ['an unpaired surrogate', 'a\uD800'],
    ['a NUL', 'a\0'],
  ])('%s is refused', ([, given]) => {
    expect(name.safeParse(given).success).toBe(false);
  });

  test('are compared without joiners', () => {
    expect(comparable('می\u200Cخواهم')).toBe(comparable('میخواهم'));
  });
});
