import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage, reportOn, reportOnSources } from './api-report.ts';
import { writeApi } from './api-types/write-api.ts';

/**
 * Writes what is generated in this package: src/api.ts from the API's routers, dist by a build, and
 * api-report.md from the published types. With --check it writes nothing, and fails if src/api.ts or
 * api-report.md is not what would be written.
 */
const COMMAND = 'npx -y pnpm@12 generate';
const root = join(import.meta.dirname, '../../..');
const apiPath = join(import.meta.dirname, '../src/api.ts');
const reportPath = join(import.meta.dirname, '../api-report.md');

const api = execFileSync(
  join(root, 'node_modules/.bin/biome'),
  ['format', '--stdin-file-path=api.ts'],
  {
    input: writeApi(),
    encoding: 'utf8',
  },
);

if (process.argv.includes('--check')) {
  check('src/api.ts', readFileSync(apiPath, 'utf8') === api);
  check('api-report.md', readFileSync(reportPath, 'utf8') === (await reportOnSources()));
} else {
  writeFileSync(apiPath, api);
  writeFileSync(reportPath, reportOn(await buildPackage()));
  console.log('packages/sdk: wrote src/api.ts, dist and api-report.md');
}

function check(file: string, isCurrent: boolean): void {
  if (isCurrent) {
    console.log(`packages/sdk/${file} is up to date`);
  } else {
    console.error(`packages/sdk/${file} is stale: run \`${COMMAND}\` and review what changed`);
    process.exitCode = 1;
  }
}
