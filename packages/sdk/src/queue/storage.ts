/** Where a place in line is kept over a reload of the page. */
export interface FrontrowStorage {
  get(key: string): string | null | undefined | Promise<string | null | undefined>;
  set(key: string, value: string): unknown;
  remove(key: string): unknown;
}

/** The browser's session storage where there is one, which each tab has to itself; else memory. */
export function defaultStorage(): FrontrowStorage {
  const memory = new Map<string, string>();
  const inMemory: FrontrowStorage = {
    get: (key) => memory.get(key),
    set: (key, value) => memory.set(key, value),
    remove: (key) => memory.delete(key),
  };
  // Some servers have one too, for all their users together.
  if (!('document' in globalThis)) return inMemory;
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

const PATIENCE_MILLISECONDS = 2_000;

/** One that is asked with care, and always answers. */
export interface FaultTolerantStorage {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<unknown>;
  remove(key: string): Promise<unknown>;
}

/** One that fails or hangs, because it is full or forbidden, keeps nothing, and stops no journey. */
export function faultTolerant(storage: FrontrowStorage): FaultTolerantStorage {
  const attempt = <T>(work: () => T | Promise<T>): Promise<T | null> =>
    new Promise((resolve) => {
      const giveUp = () => resolve(null);
      const timer = setTimeout(giveUp, PATIENCE_MILLISECONDS);
      (async () => work())()
        .then(resolve, giveUp)
        .finally(() => clearTimeout(timer));
    });
  return {
    get: async (key) => (await attempt(() => storage.get(key))) ?? null,
    set: (key, value) => attempt(() => storage.set(key, value)),
    remove: (key) => attempt(() => storage.remove(key)),
  };
}
