import { DomainError } from '@frontrow/domain/kernel/errors';
import superjson from 'superjson';
import { describe, expect, test } from 'vitest';
import { decodeInput } from './decode-input.ts';

const at = new Date('2030-01-01T10:00:00.123Z');

/** The path of the refusal. Throws if the envelope is decoded. */
function refusedPath(envelope: unknown): unknown {
  let decoded: unknown;
  try {
    decoded = decodeInput(envelope);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).toBe('VALIDATION_FAILED');
    return (error.details.issues as { path: unknown }[])[0]?.path;
  }
  throw new Error(`was decoded: ${JSON.stringify(decoded)}`);
}

const typed = (json: unknown, values: unknown) => ({ json, meta: { values } });
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

describe('reads what superjson writes', () => {
  const same = { at };
  test.for<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'x'],
    ['a time alone', at],
    ['the first and last time', [new Date(-8.64e15), new Date(8.64e15)]],
    ['times and undefined fields', { a: at, b: { c: [at, undefined, null], d: undefined } }],
    ['dots and backslashes in names', { 'a.b': { 'c\\d': at, '\\.': undefined, '': at } }],
    ['names of array items in an object', { 0: at, '00': undefined }],
    ['one object twice', { a: same, b: same, list: [same, same] }],
    ['an invalid time, which superjson writes as null', { a: new Date(Number.NaN) }],
  ])('%s', ([, value]) => {
    const envelope = JSON.parse(superjson.stringify(value));
    const expected = superjson.deserialize(structuredClone(envelope));
    const decoded = decodeInput(envelope);
    expect(decoded).toStrictEqual(expected);
    if (typeof value === 'object' && value !== null) {
      expect(Object.keys(decoded as object)).toEqual(Object.keys(value));
    }
  });

  test('an annotation in the form of a tree, which superjson reads and does not write', () => {
    const values = { a: { b: ['Date'], 'c.d': ['undefined'] } };
    const json = { a: { b: at.toISOString(), c: { d: null } } };
    expect(decodeInput(typed(json, values))).toStrictEqual({ a: { b: at, c: { d: undefined } } });
  });

  test.for([
    ['an empty envelope', {}],
    ['v and referentialEqualities', { json: 5, meta: { v: 99, referentialEqualities: { a: 1 } } }],
    [
      'referentialEqualities that superjson would follow',
      {
        json: { a: 1 },
        meta: { referentialEqualities: { a: ['__proto__.x', 'b.c'] }, v: 'x' },
      },
    ],
  ] as const)('ignores %s', ([, envelope]) => {
    expect(decodeInput(structuredClone(envelope))).toEqual((envelope as { json?: unknown }).json);
  });

  test('times with an offset, and without seconds', () => {
    const read = (text: string) => decodeInput(typed(text, ['Date']));
    expect(read('2030-01-01T19:00:00.123+09:00')).toEqual(at);
    expect(read('2030-01-01T10:00Z')).toEqual(new Date('2030-01-01T10:00:00.000Z'));
    expect(read('2028-02-29T00:00:00Z')).toEqual(new Date('2028-02-29T00:00:00Z'));
  });
});

describe('refuses everything else at once, with the path', () => {
  test.for<[string, unknown, unknown]>([
    ['no envelope', { amount: 5 }, []],
    ['a list', [], []],
    ['a text', 'x', []],
    ['a meta that is no object', { json: 1, meta: [] }, []],
    ['a meta of null', { json: 1, meta: null }, []],
    ['another part of meta', { json: 1, meta: { paths: {} } }, []],
    ['values that are a text', typed(1, 'Date'), []],
    ['values that are null', typed(1, null), []],
    ['a sparse array', typed([[]], { '0.100000000': ['undefined'], '00': ['set'] }), ['00']],
    [
      'an index of a hundred million',
      typed([[]], { '0.100000000': ['undefined'] }),
      ['0', '100000000'],
    ],
    ['an index after the last', typed({ a: [1] }, { 'a.1': ['undefined'] }), ['a', '1']],
    ['an index with a zero before it', typed([1], { '00': ['undefined'] }), ['00']],
    ['length', typed([1], { length: ['undefined'] }), ['length']],
    ['a typed array', typed({ a: 1e9 }, { a: [['typed-array', 'Uint8Array']] }), ['a']],
    ['a map with children', typed({ a: [] }, { a: ['map', { '0': ['Date'] }] }), ['a']],
    ['a time with children', typed({ a: at }, { a: ['Date', { b: ['undefined'] }] }), ['a']],
    ['a regular expression', typed({ a: '/(a+)+$/' }, { a: ['regexp'] }), ['a']],
    ['a bigint', typed({ a: '9'.repeat(200_000) }, { a: ['bigint'] }), ['a']],
    ['a number', typed({ a: 'NaN' }, { a: ['number'] }), ['a']],
    ['an error, a URL, a symbol', typed({ a: {} }, { a: ['Error'] }), ['a']],
    ['an own class', typed({ a: {} }, { a: [['class', 'X']] }), ['a']],
    ['a path that is not there', typed({ a: 1 }, { b: ['undefined'] }), ['b']],
    ['a path into a text', typed({ a: 'text' }, { 'a.0': ['undefined'] }), ['a', '0']],
    [
      'a path into a time',
      typed([at.toISOString()], { '0': ['Date'], '0.x': ['Date'] }),
      ['0', 'x'],
    ],
    ['an inherited name', typed({}, { toString: ['undefined'] }), ['toString']],
    ['the prototype', typed({}, { '__proto__.x': ['Date'] }), ['__proto__', 'x']],
    [
      'an own constructor',
      typed({ constructor: 1 }, { constructor: ['undefined'] }),
      ['constructor'],
    ],
    ['a text that is no time', typed({ a: 'banana' }, { a: ['Date'] }), ['a']],
    ['a number as a time', typed({ a: [5] }, { 'a.0': ['Date'] }), ['a', 0]],
    ['a day that does not exist', typed({ a: '2030-02-30T00:00:00Z' }, { a: ['Date'] }), ['a']],
    ['February 30 of a leap year', typed({ a: '2028-02-30T10:00:00Z' }, { a: ['Date'] }), ['a']],
    ['April 31', typed({ a: '2030-04-31T10:00:00+09:00' }, { a: ['Date'] }), ['a']],
    ['a second of 60', typed({ a: '2030-06-30T23:59:60Z' }, { a: ['Date'] }), ['a']],
    ['an offset of a day', typed({ a: '2030-01-01T00:00:00+24:00' }, { a: ['Date'] }), ['a']],
    ['a time in words', typed({ a: 'Tue, 01 Jan 2030 00:00:00 GMT' }, { a: ['Date'] }), ['a']],
    ['a time with a zone by name', typed({ a: '2030-01-01T00:00:00 KST' }, { a: ['Date'] }), ['a']],
    ['a time with a space', typed({ a: '2030-01-01 00:00:00Z' }, { a: ['Date'] }), ['a']],
    ['a week', typed({ a: '2030-W01-1T00:00:00Z' }, { a: ['Date'] }), ['a']],
    ['February 29 of a common year', typed({ a: '2030-02-29T00:00:00Z' }, { a: ['Date'] }), ['a']],
    ['a time without a zone', typed({ a: '2030-01-01T00:00:00' }, { a: ['Date'] }), ['a']],
    ['a day alone', typed({ a: '2030-01-01' }, { a: ['Date'] }), ['a']],
    ['the year -000000', typed({ a: '-000000-01-01T00:00:00Z' }, { a: ['Date'] }), ['a']],
    ['an unknown escape', typed({ 'a\\b': 1 }, { 'a\\b': ['undefined'] }), []],
    [
      'a path of a hundred names',
      typed({ a: 1 }, { [Array(100).fill('a').join('.')]: ['Date'] }),
      ['a'],
    ],
    ['a deep input', { json: { a: 1, b: nested(100_000) } }, ['b']],
    ['a deep list', { json: nested(100_000) }, []],
    ['a deep tree of types', typed(1, nested(50_000)), []],
    [
      'an object of 1,001 names',
      {
        json: { a: Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [n, n])) },
      },
      ['a'],
    ],
  ])('%s', ([, envelope, path]) => {
    expect(refusedPath(envelope)).toEqual(path);
  });

  test('a deep tree of objects as types', () => {
    let tree: unknown = ['Date'];
    for (let depth = 0; depth < 50_000; depth++) tree = { a: tree };
    expect(refusedPath(typed({ a: 1 }, tree))).toEqual(['a']);
  });

  test('30,000 annotations', () => {
    const json = Array(30_000).fill(null);
    const values = Object.fromEntries(json.map((_, n) => [n, ['undefined']]));
    expect(refusedPath(typed(json, values))).toEqual([]);
  });

  test('nothing of a refused input has changed a prototype', () => {
    refusedPath(typed({}, JSON.parse('{"__proto__.polluted": ["undefined"]}')));
    refusedPath(
      JSON.parse('{"json": {"__proto__": {}}, "meta": {"values": {"__proto__.x": ["undefined"]}}}'),
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('polluted' in {}).toBe(false);
  });
});
