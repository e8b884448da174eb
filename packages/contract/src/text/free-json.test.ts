import { expect, test } from 'vitest';
import { z } from 'zod';
import { freeJson, MAX_JSON_BYTES, MAX_JSON_DEPTH, recordOf } from './free-json.ts';

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

test('free JSON takes what can be stored and sent again', () => {
  for (const value of [
    null,
    'a text',
    7,
    { a: [{ b: null }, '한국어 🎫'] },
    { hasOwnProperty: 1, toString: 2, '': 3 },
    nested(MAX_JSON_DEPTH),
    'x'.repeat(MAX_JSON_BYTES - 2),
  ]) {
    expect(freeJson.safeParse(value).error?.issues).toBeUndefined();
  }
});

test.for([
  ['{"constructor": 1}', ['constructor'], 'is not allowed as a key'],
  ['{"a": [{"__proto__": {}}]}', ['a', 0, '__proto__'], 'is not allowed as a key'],
  ['{"prototype": null}', ['prototype'], 'is not allowed as a key'],
  [String.raw`{"a": "\u0000"}`, ['a'], 'must be well-formed text'],
  [String.raw`{"a": "\ud800"}`, ['a'], 'must be well-formed text'],
  [String.raw`{"a": {"\u0000": 1}}`, ['a'], 'must have well-formed keys'],
  [String.raw`{"\ud800": 1}`, [], 'must have well-formed keys'],
  ['{"a": [[[[[[[[]]]]]]]]}', ['a'], 'is nested more than 8 times'],
] as const)('free JSON refuses %s', ([json, path, message]) => {
  const { error } = freeJson.safeParse(JSON.parse(json));
  expect(error?.issues).toMatchObject([{ path, message }]);
});

test('free JSON is bounded in size and depth', () => {
  const messagesOf = (value: unknown) => freeJson.safeParse(value).error?.issues[0]?.message;
  expect(messagesOf('é'.repeat(2_048))).toBe('has 4098 bytes; at most 4096 are taken');
  expect(messagesOf(nested(8_000))).toBe('is nested more than 8 times');
});

test.for(['constructor', 'prototype', '__proto__'])('a record refuses the key %s', (key) => {
  const { error } = recordOf(z.string(), z.int()).safeParse(JSON.parse(`{"${key}": 1, "a": 2}`));
  expect(error?.issues).toMatchObject([{ path: [key], message: 'is not allowed as a key' }]);
});
