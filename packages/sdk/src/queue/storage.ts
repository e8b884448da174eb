import { isPage } from '../page.ts';

/** Where queue tokens are stored. Methods may be async. */
export interface FrontrowStorage {
  get(key: string): string | null | undefined | Promise<string | null | undefined>;
  set(key: string, value: string): unknown;
  remove(key: string): unknown;
}

/**
 * The browser's session storage, which each tab has to itself, with a copy in memory in case it fails. Memory
 * alone outside of browsers.
 */
export function defaultStorage(): FrontrowStorage {
  const memory = new Map<string, string>();
  const inMemory: FrontrowStorage = {
    get: (key) => memory.get(key),
    set: (key, value) => memory.set(key, value),
    remove: (key) => memory.delete(key),
  };
  // Not decided by `sessionStorage`: server runtimes may have one, which all their users would share.
  if (!isPage()) return inMemory;
  const tab = faultTolerant({
    get: (key) => sessionStorage.getItem(key),
    set: (key, value) => sessionStorage.setItem(key, value),
    remove: (key) => sessionStorage.removeItem(key),
  });
  return {
    get: async (key) => inMemory.get(key) ?? tab.get(key),
    async set(key, value) {
      await inMemory.set(key, value);
      await tab.set(key, value);
    },
    async remove(key) {
      await inMemory.remove(key);
      await tab.remove(key);
    },
  };
}

const TIMEOUT_MILLISECONDS = 2_000;

export interface FaultTolerantStorage {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<unknown>;
  remove(key: string): Promise<unknown>;
}

/** Runs an operation of the application. If it fails, or takes longer than 2 seconds, resolves with null. */
export const nullOnFailure = <T>(operation: () => T | Promise<T>): Promise<T | null> =>
  new Promise((resolve) => {
    const giveUp = () => resolve(null);
    const timer = setTimeout(giveUp, TIMEOUT_MILLISECONDS);
    (async () => operation())()
      .then(resolve, giveUp)
      .finally(() => clearTimeout(timer));
  });

/** Wraps a storage that may throw or hang, because it is full or forbidden: it never stops a purchase. */
export function faultTolerant(storage: FrontrowStorage): FaultTolerantStorage {
  return {
    get: async (key) => (await nullOnFailure(() => storage.get(key))) ?? null,
    set: (key, value) => nullOnFailure(() => storage.set(key, value)),
    remove: (key) => nullOnFailure(() => storage.remove(key)),
  };
}
