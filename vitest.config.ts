import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.ts',
      'packages/sdk/consumers/test/**/*.test.ts',
      'apps/*/{src,test}/**/*.test.ts',
      'rehearsals/test/**/*.test.ts',
    ],
    globalSetup: [
      'packages/database/testing/global-setup.ts',
      'packages/embedded/testing/mongo/global-setup.ts',
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // The machine that runs them may have two cores; each file has a database of its own.
    maxWorkers: 3,
    sequence: { shuffle: { files: true, tests: false } },
  },
});
