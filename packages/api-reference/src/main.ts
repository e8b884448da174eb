import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readApi } from './model/api-model.ts';
import { pagesOf } from './pages.ts';

/** Writes docs/api. With --check it writes nothing and fails if a page is not up to date. */
const folder = join(import.meta.dirname, '../../../docs/api');
mkdirSync(folder, { recursive: true });
const pages = pagesOf(readApi());
const onDisk = readdirSync(folder).filter((name) => name.endsWith('.md'));
const stale = [...new Set([...pages.keys(), ...onDisk])].filter(
  (name) => !onDisk.includes(name) || pages.get(name) !== readFileSync(join(folder, name), 'utf8'),
);

if (!process.argv.includes('--check')) {
  for (const name of stale) {
    const text = pages.get(name);
    if (text === undefined) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), text);
  }
  console.log(`docs/api: ${pages.size} pages, ${stale.length} changed`);
} else if (stale.length === 0) {
  console.log('docs/api is up to date');
} else {
  const names = stale.map((name) => `docs/api/${name}`).join(', ');
  console.error(`not up to date: ${names}. Run: npx -y pnpm@12 generate`);
  process.exitCode = 1;
}
