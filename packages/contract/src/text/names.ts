import { text } from '../primitives.ts';

/*
 * Names and titles. Two names that look alike should be the same text: they are trimmed and in Unicode
 * normal form C, and invisible characters are refused where they change nothing that a reader sees.
 */

const MAX_CHARACTERS = 200;

/** Control characters, line and paragraph separators, and those that turn the direction of the text. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Characters that are not drawn, such as zero-width spaces, joiners and variation selectors. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;

/** Where joiners, variation selectors and tags do change what is seen: in words and in emoji. */
const MEANINGFUL_INVISIBLE = new RegExp(
  [
    String.raw`(?<=[\p{L}\p{M}])[\u200C\u200D](?=\p{L})`,
    String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic})`,
    String.raw`(?<=\p{Extended_Pictographic})[\uFE0E\uFE0F]|(?<=[0-9#*])\uFE0F(?=\u20E3)`,
    String.raw`(?<=\p{Ideographic})[\u{E0100}-\u{E01EF}]`,
    // The flag of a part of a country, such as Scotland: no other emoji has tags.
    String.raw`(?<=\u{1F3F4})[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{3,6}\u{E007F}`,
  ].join('|'),
  'gu',
);

/** Not a space, not a mark that needs a letter, and not the blank of Braille. */
const VISIBLE = /[^\p{Z}\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * A name or title: 1 to 200 characters, of which one is visible. It is trimmed and put into Unicode normal
 * form C. Control characters, bidirectional controls and meaningless invisible characters are refused.
 */
export const name = text
  .normalize('NFC')
  .trim()
  .refine((value) => [...value].length <= MAX_CHARACTERS, 'must have at most 200 characters')
  .refine((value) => VISIBLE.test(value), 'must have a visible character')
  .refine((value) => !CONTROL.test(value), 'must not have control characters')
  .refine(
    (value) => !INVISIBLE.test(value.replace(MEANINGFUL_INVISIBLE, '')),
    'must not have invisible characters',
  )
  .meta({ minLength: 1, maxLength: MAX_CHARACTERS });

/** The form in which names are searched and looked up: as they are stored, without joiners. */
export const comparable = (value: string): string =>
  value
    .normalize('NFC')
    .trim()
    .replace(/[\u200C\u200D]/g, '');

/**
 * What readers see of a name: names with the same look must not stand for different things. Joiners and variation
 * selectors do not count, and one white space is like another.
 */
export const lookOf = (value: string): string =>
  comparable(value)
    .replace(/\p{Variation_Selector}/gu, '')
    .replace(/\p{Z}+/gu, ' ');

/** The first of these with this name: exactly so, else in the form in which names are compared. */
export const findByName = <Named extends { name: string }>(
  named: readonly Named[],
  wanted: string,
): Named | undefined =>
  named.find(({ name }) => name === wanted) ??
  named.find(({ name }) => comparable(name) === comparable(wanted));
