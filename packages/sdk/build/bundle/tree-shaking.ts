import type { Rolldown } from 'tsdown';

const OF_TRPC = /[\\/]@trpc[\\/]/;
/** The helper class for async generators that tRPC's build inlines: assignments to a prototype. */
const ASYNC_GENERATOR_METHODS = /^AsyncGenerator\.prototype\[[\s\S]*?\n\};$/m;

/**
 * Removes tRPC's helper for async generators. Only tRPC's streaming links need it, which this package does
 * not use, but bundlers keep assignments to a prototype as side effects. Fails if something does use it.
 */
export const withoutAsyncGenerators: Rolldown.Plugin = {
  name: 'without-async-generators',
  transform: {
    filter: { id: OF_TRPC },
    handler: (code) => code.replace(ASYNC_GENERATOR_METHODS, ''),
  },
  renderChunk(code) {
    if (code.includes('AsyncGenerator(')) this.error('something uses an async generator of tRPC');
  },
};

/** Importing a file of tRPC has no side effect, but not all of tRPC's packages declare it. */
export const moduleSideEffects = (id: string): boolean => !OF_TRPC.test(id);
