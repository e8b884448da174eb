/*
 * What a scanner or a person may make of a code's hex digits. A scanner presses the keys of a US keyboard, and the
 * machine that it is plugged into may have another layout: then other characters arrive. Each layout is read back
 * by itself, since a character can be the key of two digits (`é` is 2 in France and 0 in Prague). A wrong reading
 * does no harm: it has no valid signature.
 */

/** Layouts on which some of the keys 0 to 9 and A to F type something else; QWERTZ is not one of them. */
const LAYOUTS: readonly ReadonlyMap<string, string>[] = [
  // French; Belgian with § and !
  layout(`&é"'(-è_çàq§!`, '1234567890a68'),
  // Czech; Slovak with ľ and ť.
  layout('+ěščřžýáíéľť', '123456789025'),
  // Hungarian.
  layout('ö', '0'),
  // Russian.
  layout('фисвуа', 'abcdef'),
  // Greek.
  layout('αβψδεφ', 'abcdef'),
  // Korean. Syllables are taken apart first: a consonant at the end of one is another character than at its start.
  layout(
    '\u1106\u1172\u110E\u110B\u1103\u1104\u1105\u11B7\u11BE\u11BC\u11AE\u11AF',
    'abcdeefacdef',
  ).set('\u11B1', 'fa'),
];

/** Letters that look like a digit and are no hex digit. */
const LOOK_ALIKES = layout('oil', '011');

/** @param typed what arrives instead of the digits, in the same order */
function layout(typed: string, digits: string): Map<string, string> {
  return new Map([...typed].map((character, index) => [character, digits.charAt(index)]));
}

/**
 * The readings of a scanned text, the likeliest first. Case, white space and the width of characters do not count;
 * nor do dashes, where they are no digit.
 */
export function* readingsOf(scanned: string): Generator<string> {
  const text = scanned.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
  yield read(text.replaceAll('-', ''), LOOK_ALIKES);
  for (const digits of LAYOUTS) {
    yield read(digits.has('\u1106') ? text.normalize('NFD') : text, digits);
  }
}

const read = (text: string, digits: ReadonlyMap<string, string>): string =>
  [...text].map((typed) => digits.get(typed) ?? typed).join('');
