import type { FrontrowStorage } from '../src/index.ts';

/** A storage that a test can look into. */
export interface Shelf extends FrontrowStorage {
  kept: Map<string, string>;
}

export function createShelf(): Shelf {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (key) => kept.get(key) ?? null,
    set: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
  };
}
