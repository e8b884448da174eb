import { locks } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { oneTabReads } from '../../src/session/one-tab.ts';
import type { Ended, EndReason } from '../../src/session/pass-end.ts';

const at = (reason: EndReason): Ended => ({ reason, endedAt: new Date(1_000) });

/** A tab: what reads the stream in it, and what it was told. */
function openTab(name: string) {
  const closing = new AbortController();
  const { signal } = closing;
  let known: Ended | null = null;
  const found = vi.fn((ended: Ended) => {
    known = ended;
    closing.abort();
  });
  let endStream: ((ended: Ended) => void) | undefined;
  const read = vi.fn(
    (tell: (ended: Ended) => void) =>
      new Promise<void>((_, reject) => {
        endStream = tell;
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  );
  const done = oneTabReads({ name, read, found, known: () => known, signal }).catch(() => {});
  return {
    found,
    read,
    done,
    close: () => closing.abort(),
    endStream: () => endStream?.(at('PAID')),
  };
}

beforeEach(() => {
  vi.stubGlobal('document', {});
  vi.stubGlobal('navigator', { locks });
});
afterEach(() => vi.unstubAllGlobals());

/** Long enough for a lock to be granted and a message to arrive. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 50));

test('one tab reads for all, tells the others, and another one takes over when it closes', async () => {
  const [first, second, third] = [openTab('a pass'), openTab('a pass'), openTab('a pass')];
  await settle();
  const reads = () => [first, second, third].map(({ read }) => read.mock.calls.length);
  expect(reads()).toEqual([1, 0, 0]);
  first.close();
  await first.done;
  await settle();
  expect(reads()).toEqual([1, 1, 0]);
  second.endStream();
  await Promise.all([second.done, third.done]);
  expect([first, second, third].map(({ found }) => found.mock.calls)).toEqual([
    [],
    [[at('PAID')]],
    [[at('PAID')]],
  ]);
  expect(reads()).toEqual([1, 1, 0]);
});

test('what the reading tab learns by itself it tells the others, before one of them reads', async () => {
  const [first, second] = [openTab('learns'), openTab('learns')];
  await settle();
  first.found(at('EXPIRED'));
  await Promise.all([first.done, second.done]);
  expect(second.found.mock.calls).toEqual([[at('EXPIRED')]]);
  expect(second.read).not.toHaveBeenCalled();
});

test('that another user has signed in in one tab is not told to the others', async () => {
  const [first, second] = [openTab('leaves'), openTab('leaves')];
  await settle();
  first.found(at('LEFT'));
  await first.done;
  await settle();
  expect(second.found).not.toHaveBeenCalled();
  expect(second.read).toHaveBeenCalledOnce();
  second.close();
  await second.done;
});

test('tabs with different passes each read their own', async () => {
  const tabs = [openTab('one pass'), openTab('other pass')];
  await settle();
  expect(tabs.map(({ read }) => read.mock.calls.length)).toEqual([1, 1]);
  for (const tab of tabs) tab.close();
  await Promise.all(tabs.map(({ done }) => done));
});

test.each([
  ['there are no locks', undefined],
  ['locks are forbidden', { request: () => Promise.reject(new DOMException('', 'SecurityError')) }],
])('where %s each tab reads by itself', async (_, given) => {
  vi.stubGlobal('navigator', { locks: given });
  const tabs = [openTab('shared'), openTab('shared')];
  await settle();
  expect(tabs.map(({ read }) => read.mock.calls.length)).toEqual([1, 1]);
  for (const tab of tabs) tab.close();
  await Promise.all(tabs.map(({ done }) => done));
});
