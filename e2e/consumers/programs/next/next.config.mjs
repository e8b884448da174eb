import { join } from 'node:path';

export default {
  cacheComponents: true,
  partialPrefetching: true,
  // The folder of the tools has the installed packages.
  turbopack: { root: join(import.meta.dirname, '..') },
  // They cost a third of the processor time of a build.
  experimental: { turbopackMinify: false, turbopackSourceMaps: false, cpus: 1 },
};
