/** Where a place in line is kept over a reload of the page. */
export interface FrontrowStorage {
  get(key: string): string | null | Promise<string | null>;
  set(key: string, value: string): void | Promise<void>;
  remove(key: string): void | Promise<void>;
}

/** The browser's session storage where there is one, which each tab has to itself; else memory. */
export function defaultStorage(): FrontrowStorage {
  const memory = new Map<string, string>();
  const held = () => {
    try {
      // Reading it throws where a page may keep nothing.
      return (globalThis as { sessionStorage?: Storage }).sessionStorage;
    } catch {
      return undefined;
    }
  };
  return {
    get: (key) => memory.get(key) ?? held()?.getItem(key) ?? null,
    set(key, value) {
      memory.set(key, value);
      try {
        held()?.setItem(key, value);
      } catch {
        // It is full: the place lives as long as the page.
      }
    },
    remove(key) {
      memory.delete(key);
      held()?.removeItem(key);
    },
  };
}
