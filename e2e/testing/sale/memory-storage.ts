import type { FrontrowStorage } from '@frontrow/sdk';

/** A storage whose content a test can read. */
export interface MemoryStorage extends FrontrowStorage {
  entries: Map<string, string>;
}

export function createMemoryStorage(): MemoryStorage {
  const entries = new Map<string, string>();
  return {
    entries,
    get: (key) => entries.get(key) ?? null,
    set: (key, value) => void entries.set(key, value),
    remove: (key) => void entries.delete(key),
  };
}
