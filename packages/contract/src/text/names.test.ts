import { describe, expect, test } from 'vitest';
import { comparable, lookOf, name } from './names.ts';

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
    ['tags of an emoji that has none', '🎸\u{E0067}\u{E0062}\u{E0065}\u{E007F}'],
    ['a variation selector of a digit', 'Floor 1\uFE0F'],
    ['two variation selectors', '❤\uFE0F\uFE0F'],
    ['a variation selector of half a flag', '🇰\uFE0F🇷'],
    ['an isolate', 'a\u2066b\u2069'],
    ['an Arabic letter mark', 'a\u061Cb'],
    ['nothing but a Hangul filler', '\u3164'],
    ['nothing but a joiner', '\u200D'],
    ['nothing but a zero-width space', '\u200B'],
    ['a combining grapheme joiner', 'a\u034Fb'],
    ['a word joiner', 'a\u2060b'],
    ['an invisible separator', 'a\u2063b'],
    ['a Mongolian vowel separator', 'a\u180Eb'],
    ['an unpaired surrogate', 'a\uD800'],
    ['a NUL', 'a\0'],
  ])('%s is refused', ([, given]) => {
    expect(name.safeParse(given).success).toBe(false);
  });

  test('are compared without joiners, trimmed, in one normal form', () => {
    expect(comparable('می\u200Cخواهم')).toBe(comparable('میخواهم'));
    expect(comparable(' E\u0301te\u0301 ')).toBe(comparable('Été'));
    expect(comparable('서울'.normalize('NFD'))).toBe(comparable('서울'));
    expect(comparable('Å')).toBe(comparable('\u212B'));
  });

  test.for([
    ['Été', 'E\u0301te\u0301'],
    ['서울'.normalize('NFD'), '서울'],
    ['می\u200Cخواهم', 'میخواهم'],
    ['Floor A', 'Floor\u00A0A'],
    ['Floor A', 'Floor  A'],
    ['Floor A', 'Floor\u3000A'],
    ['❤', '❤\uFE0F'],
    ['🎸', '🎸\uFE0F'],
    ['葛', '葛\u{E0100}'],
  ] as const)('%j and %j look the same', ([one, other]) => {
    expect(name.safeParse(one).success && name.safeParse(other).success).toBe(true);
    expect(lookOf(one)).toBe(lookOf(other));
  });

  test.for([
    ['VIP', 'vip'],
    ['VIP', 'V I P'],
    ['VIP 1', 'VIP 2'],
    ['Ete', 'Été'],
    ['ＶＩＰ', 'VIP'],
  ] as const)('%j and %j look different', ([one, other]) => {
    expect(lookOf(one)).not.toBe(lookOf(other));
  });
});
