import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import SlowFilesFirst from './testing/slow-files-first.ts';

export default defineConfig({
  // The environment that a test file names in its first line is looked up as a package.
  resolve: {
    alias: {
      'vitest-environment-browser-parts': fileURLToPath(
        new URL('./e2e/testing/react/browser-environment.ts', import.meta.url),
      ),
    },
  },
  // `@frontrow/source` resolves the SDK to its sources instead of its build. The others are Vite's defaults,
  // which this list replaces.
  ssr: {
    resolve: { conditions: ['@frontrow/source', 'module', 'node', 'development|production'] },
  },
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.ts',
      'apps/*/{src,test}/**/*.test.ts',
      'e2e/{api-reference,console,consumers,sdk,storefront}/**/*.test.ts',
      'benchmarks/test/**/*.test.ts',
      'rehearsals/test/**/*.test.ts',
    ],
    // They start and install nothing: a test file requests what it needs (testing/run/on-demand.ts in embedded).
    globalSetup: [
      'packages/database/testing/global-setup.ts',
      'packages/embedded/testing/mongo/global-setup.ts',
      'packages/embedded/testing/run/global-setup.ts',
      'e2e/testing/consumers/tools/global-setup.ts',
      'packages/seat-map/testing/browser/global-setup.ts',
    ],
    reporters: ['default', './testing/suite-report.ts'],
    // They end what hangs, and are no measure of speed: a busy machine takes ten times as long.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    // A worker process keeps its modules from one file to the next: loading them again took 1.4 s a file.
    isolate: false,
    // For two cores: the worker's tests and those of outages mostly wait. With 4 all tests took 6:49, with 5 6:15.
    maxWorkers: 5,
    sequence: { sequencer: SlowFilesFirst },
  },
});
