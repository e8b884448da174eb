import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportOnSources } from './api-report.ts';

/** Writes api-report.md. With --check it writes nothing, and fails if it is not what would be written. */
const path = join(import.meta.dirname, '../api-report.md');
const report = await reportOnSources();

if (!process.argv.includes('--check')) {
  writeFileSync(path, report);
  console.log('packages/seat-map: wrote api-report.md');
} else if (readFileSync(path, 'utf8') === report) {
  console.log('packages/seat-map/api-report.md is up to date');
} else {
  console.error(
    'packages/seat-map/api-report.md is stale: run `npx -y pnpm@12 generate` and review what changed',
  );
  process.exitCode = 1;
}
