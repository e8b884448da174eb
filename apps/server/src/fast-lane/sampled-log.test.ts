import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CallLogger } from '../log/access-log.ts';
import { createSampledLog } from './sampled-log.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Line {
  requestId?: string;
  calls: string[];
  count?: number;
}

function logOf() {
  const lines: Line[] = [];
  const info = (fields: object) => void lines.push(fields as Line);
  const log: CallLogger = { info, warn() {}, error() {}, child: () => log };
  return { lines, sampled: createSampledLog(log, 'queue.status') };
}

const call = (requestId: string) => ({ requestId, userId: 'u', status: 200, milliseconds: 0.4 });
const sumOf = (lines: Line[]) => lines.reduce((sum, { count = 1 }) => sum + count, 0);

test('few calls have a line each, as all others', () => {
  const { lines, sampled } = logOf();
  for (let n = 0; n < 5; n++) sampled.note(call(`${n}`));
  vi.advanceTimersByTime(10_000);
  expect(lines).toHaveLength(5);
  expect(lines[0]).toEqual({
    ...{ requestId: '0', userId: 'u', method: 'GET', path: '/trpc/queue.status', status: 200 },
    ...{ calls: ['queue.status ok'], milliseconds: 0 },
  });
});

test('of many calls the first of each second have a line, and the others one together', () => {
  const { lines, sampled } = logOf();
  for (let second = 0; second < 3; second++) {
    for (let n = 0; n < 1_000; n++) sampled.note(call(`${second} ${n}`));
    vi.advanceTimersByTime(1_000);
  }
  expect(lines).toHaveLength(33);
  expect(sumOf(lines)).toBe(3_000);
  expect(lines.filter(({ count }) => count !== undefined)).toHaveLength(3);
});

test('what has been counted is logged when the server ends', () => {
  const { lines, sampled } = logOf();
  for (let n = 0; n < 100; n++) sampled.note(call(`${n}`));
  sampled.close();
  expect(sumOf(lines)).toBe(100);
});
