import { afterEach, expect, test, vi } from 'vitest';
import { defaultStorage } from '../../src/queue/storage.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a page without session storage keeps tokens in memory', async () => {
  vi.stubGlobal('document', {});
  vi.stubGlobal('sessionStorage', undefined);
  const storage = defaultStorage();
  await storage.set('a', 'b');
  expect(await storage.get('a')).toBe('b');
  await storage.remove('a');
  expect(await storage.get('a')).toBeNull();
});

test('a server does not share its session storage between users', async () => {
  const setItem = vi.fn();
  // Another test of this process may have made a page.
  vi.stubGlobal('document', undefined);
  vi.stubGlobal('sessionStorage', { setItem, getItem: () => 'of another user' });
  const storage = defaultStorage();
  await storage.set('a', 'b');
  expect(setItem).not.toHaveBeenCalled();
  expect(await storage.get('c')).toBeUndefined();
});
