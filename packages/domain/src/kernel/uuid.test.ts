import { expect, test } from 'vitest';
import { isUuid, packUuids, unpackUuids } from './uuid.ts';

const A = '01920000-0000-7000-8000-00000000beef';
const B = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

test('what was packed comes back, and nothing else does', () => {
  expect(unpackUuids(packUuids(A, B), 2)).toEqual([A, B]);
  for (const count of [1, 3]) expect(unpackUuids(packUuids(A, B), count)).toBeNull();
  expect(unpackUuids('', 1)).toBeNull();
});

test('a uuid is told from other text', () => {
  expect([A, A.toUpperCase(), 'root', `${A}0`, ''].map(isUuid)).toEqual([
    ...[true, true, false, false, false],
  ]);
});
