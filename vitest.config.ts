import { defineConfig } from 'vitest/config';

export default defineConfig({
  // `@frontrow/source` resolves the SDK to its sources instead of its build. The others are Vite's defaults,
  // which this list replaces.
  ssr: {
    resolve: { conditions: ['@frontrow/source', 'module', 'node', 'development|production'] },
  },
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.ts',
      'packages/sdk/consumers/test/**/*.test.ts',
      'apps/*/{src,test}/**/*.test.ts',
      'e2e/api-reference/**/*.test.ts',
      'rehearsals/test/**/*.test.ts',
    ],
    globalSetup: [
      'packages/database/testing/global-setup.ts',
      'packages/embedded/testing/mongo-global-setup.ts',
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // The machine that runs them may have two cores; each file has a database of its own.
    maxWorkers: 3,
    sequence: { shuffle: { files: true, tests: false } },
  },
});
