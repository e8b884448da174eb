/** A browser may forbid its storage, or have no room: the pages work without. */
export function readJson<T>(storage: Storage, key: string): T | null {
  try {
    return JSON.parse(storage.getItem(key) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

export function writeJson(storage: Storage, key: string, value: unknown): void {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    // The page goes on without it.
  }
}

export function remove(storage: Storage, key: string): void {
  try {
    storage.removeItem(key);
  } catch {
    // There was nothing to remove.
  }
}

/** The keys of what is stored that begin so. */
export function keysOf(storage: Storage, prefix: string): string[] {
  try {
    return Object.keys(storage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}
