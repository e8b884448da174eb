import type { Rolldown } from 'tsdown';

const OF_TRPC = /[\\/]@trpc[\\/]/;
/** From the compiler that tRPC is published with: a class whose methods are written to its prototype. */
const METHODS = /^AsyncGenerator\.prototype\[[\s\S]*?\n\};$/m;

/**
 * Drops what tRPC's files have for async generators. No bundler takes writes to a prototype for dead,
 * though only streams of links that are not used here would need them.
 */
export const withoutAsyncGenerators: Rolldown.Plugin = {
  name: 'without-async-generators',
  transform: {
    filter: { id: OF_TRPC },
    handler: (code) => code.replace(METHODS, ''),
  },
  renderChunk(code) {
    if (code.includes('AsyncGenerator(')) this.error('something uses an async generator of tRPC');
  },
};

/** None of tRPC's files does anything by being imported, which only some of its packages say. */
export const moduleSideEffects = (id: string): boolean => !OF_TRPC.test(id);
