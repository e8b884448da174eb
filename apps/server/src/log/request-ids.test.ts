import { validate, version } from 'uuid';
import { expect, test } from 'vitest';
import { newRequestId } from './request-ids.ts';

test('ids of requests are UUIDs of version 7, in order, and no two are the same', () => {
  const before = Date.now();
  const ids = Array.from({ length: 100_000 }, newRequestId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) if (!validate(id) || version(id) !== 7) expect.fail(id);
  const times = ids.map((id) => Number.parseInt(id.replace('-', '').slice(0, 12), 16));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times[0]).toBeGreaterThanOrEqual(before);
  expect(times.at(-1)).toBeLessThanOrEqual(Date.now());
});
