import { defineConfig } from 'vitest/config';
import SlowFilesFirst from './testing/slow-files-first.ts';

export default defineConfig({
  // `@frontrow/source` resolves the SDK to its sources instead of its build. The others are Vite's defaults,
  // which this list replaces.
  ssr: {
    resolve: { conditions: ['@frontrow/source', 'module', 'node', 'development|production'] },
  },
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.ts',
      'apps/*/{src,test}/**/*.test.ts',
      'e2e/{api-reference,consumers,sdk}/**/*.test.ts',
      'rehearsals/test/**/*.test.ts',
    ],
    // They start and install nothing: a test file requests what it needs (testing/run/on-demand.ts in embedded).
    globalSetup: [
      'packages/database/testing/global-setup.ts',
      'packages/embedded/testing/mongo/global-setup.ts',
      'e2e/testing/consumers/tools/global-setup.ts',
    ],
    reporters: ['default', './testing/suite-report.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // A worker process keeps its modules from one file to the next: loading them again took 1.4 s a file.
    isolate: false,
    // CI machines have two cores, and much of the time a test waits for its database.
    maxWorkers: 3,
    sequence: { sequencer: SlowFilesFirst },
  },
});
