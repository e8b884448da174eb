import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeApi } from './api.ts';

/** Writes src/api.ts; with --check it only says whether that file is what would be written. */
const path = join(import.meta.dirname, '../src/api.ts');
const biome = join(import.meta.dirname, '../../../node_modules/.bin/biome');
const text = execFileSync(biome, ['format', '--stdin-file-path=api.ts'], {
  input: writeApi(),
  encoding: 'utf8',
});
if (!process.argv.includes('--check')) {
  writeFileSync(path, text);
} else if (readFileSync(path, 'utf8') === text) {
  console.log('the API and the types of its client agree');
} else {
  console.error('packages/sdk/src/api.ts is not what api:generate writes');
  process.exitCode = 1;
}
