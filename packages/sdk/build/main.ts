import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage, reportOn, reportOnSources } from './api-report.ts';
import { writeTypes } from './api-types/write-api.ts';

/**
 * Writes what is generated in this package: src/api.ts, src/router.ts and src/testing/procedures.ts from the
 * API's routers, dist by a build, and api-report.md from the published types. With --check it writes nothing,
 * and fails if one of these texts is not what would be written.
 */
const COMMAND = 'npx -y pnpm@12 generate';
const root = join(import.meta.dirname, '../../..');
const reportPath = join(import.meta.dirname, '../api-report.md');

const generated = Object.entries(writeTypes()).map(([name, text]) => ({
  file: `src/${name}`,
  path: join(import.meta.dirname, '../src', name),
  text: formatted(text, name),
}));

if (process.argv.includes('--check')) {
  for (const { file, path, text } of generated) check(file, readFileSync(path, 'utf8') === text);
  check('api-report.md', readFileSync(reportPath, 'utf8') === (await reportOnSources()));
} else {
  for (const { path, text } of generated) writeFileSync(path, text);
  writeFileSync(reportPath, reportOn(await buildPackage()));
  console.log('packages/sdk: wrote the generated files of src, dist and api-report.md');
}

function formatted(text: string, name: string): string {
  const biome = join(root, 'node_modules/.bin/biome');
  return execFileSync(biome, ['format', `--stdin-file-path=${name}`], {
    input: text,
    encoding: 'utf8',
  });
}

function check(file: string, isCurrent: boolean): void {
  if (isCurrent) {
    console.log(`packages/sdk/${file} is up to date`);
  } else {
    console.error(`packages/sdk/${file} is stale: run \`${COMMAND}\` and review what changed`);
    process.exitCode = 1;
  }
}
