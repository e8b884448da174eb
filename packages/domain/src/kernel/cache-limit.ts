/**
 * The options of an LRU cache for so many entries at most, which takes memory as it fills. With `max` instead, a cache
 * allocates all of it at its creation: 28 ms of processor time for 262,144 entries.
 */
export const atMost = (entries: number) => ({ maxSize: entries, sizeCalculation: () => 1 });
