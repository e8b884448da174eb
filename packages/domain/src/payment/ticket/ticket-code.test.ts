import { describe, expect, test } from 'vitest';
import { keyRing } from '../../kernel/key-ring.ts';
import { packUuids } from '../../kernel/uuid.ts';
import { ticketCode, ticketIdIn } from './ticket-code.ts';

const keys = keyRing('ticket', [{ kid: 'a', secret: 'a secret of sixteen' }]);
const TICKET = '01920a3b-4c5d-7e6f-8a9b-0c1d2e3f4a5b';
/** With every hex digit in it. */
const code = ticketCode(keys, TICKET);

/** What the keys of a US keyboard type on another one: `from` and `to` are characters of the same keys. */
const typedOn = (from: string, to: readonly string[], text: string): string =>
  [...text].map((key) => to[from.indexOf(key)] ?? key).join('');
const DIGITS = '1234567890';
const lower = code.toLowerCase();

describe('a ticket code', () => {
  test('has letters and digits of which none looks like another one of the alphabet', () => {
    expect(code).toMatch(/^[0-9A-F]{64}$/);
    expect(new Set(code).size).toBe(16);
  });

  test.for([
    ['as it is', code],
    ['caps lock', lower],
    ['the line end of a scanner', `${code}\r\n`],
    ['groups of a person who types it', lower.replace(/(.{8})/g, '$1 - ')],
    [
      'letters that look like digits',
      code.replaceAll('0', 'O').replace('1', 'l').replace('1', 'I'),
    ],
    [
      'characters of full width',
      code.replace(/./g, (c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0)),
    ],
    ['a German keyboard', typedOn('YZyz', [...'ZYzy'], code)],
    [
      'a French keyboard',
      typedOn(`${DIGITS}Aa`, ['&', 'é', '"', "'", '(', '-', 'è', '_', 'ç', 'à', 'Q', 'q'], code),
    ],
    ['a French keyboard with caps lock', typedOn('Aa', ['Q', 'q'], code)],
    [
      'a Belgian keyboard',
      typedOn(`${DIGITS}Aa`, ['&', 'é', '"', "'", '(', '§', 'è', '!', 'ç', 'à', 'Q', 'q'], code),
    ],
    ['a Czech keyboard', typedOn(DIGITS, [...'+ěščřžýáíé'], code)],
    ['a Slovak keyboard', typedOn(DIGITS, [...'+ľščťžýáíé'], code)],
    ['a Slovak keyboard with caps lock', typedOn(DIGITS, [...'+ĽŠČŤŽÝÁÍÉ'], lower)],
    ['a Hungarian keyboard', code.replaceAll('0', 'ö')],
    ['a Russian keyboard', typedOn('abcdef', [...'фисвуа'], lower)],
    ['a Greek keyboard', typedOn('ABCDEF', [...'ΑΒΨΔΕΦ'], code)],
    ['a Korean keyboard', typedOn('ABCDEF', [...'ㅁㅠㅊㅇㄸㄹ'], code)],
    ['a Korean keyboard without shift', typedOn('abcdef', [...'ㅁㅠㅊㅇㄷㄹ'], lower)],
  ] as const)('survives %s', ([, scanned]) => {
    expect(ticketIdIn(keys, scanned)).toBe(TICKET);
  });

  test('survives a Korean keyboard that puts letters together', () => {
    const ticket = '01920a3b-4c5d-7cba-8fba-cbfa00000000';
    const typed = ticketCode(keys, ticket).toLowerCase();
    const hangul = typedOn('abcdef', [...'ㅁㅠㅊㅇㄷㄹ'], typed);
    const together = hangul.replaceAll('ㅊㅠㄹㅁ', '츎').replaceAll('ㅊㅠㅁ', '츔');
    expect(together).toMatch(/츎.*|츔/);
    expect(ticketIdIn(keys, together)).toBe(ticket);
  });

  test('of an earlier version stays good', () => {
    expect(ticketIdIn(keys, `\t${keys.seal(packUuids(TICKET))}\n`)).toBe(TICKET);
  });

  test('with any one digit changed is none', () => {
    for (const at of Array(64).keys()) {
      const other = code[at] === '7' ? '8' : '7';
      expect(ticketIdIn(keys, code.slice(0, at) + other + code.slice(at + 1))).toBeNull();
    }
  });

  test.for(['', ' ', 'x', code.slice(1), `${code}0`, '가'.repeat(200), '\u0000'.repeat(64)])(
    '%j is none',
    (scanned) => {
      expect(ticketIdIn(keys, scanned)).toBeNull();
    },
  );
});
