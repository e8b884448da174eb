import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportOnSources } from '../build/api-report.ts';

const repository = join(import.meta.dirname, '../../..');
const IS_BUILT = new Set(['dist', '.turbo', '.vite', '.cache']);
let folder: string;
/** The unpacked package. */
let unpacked: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontrow-map-'));
  // A copy, since packing changes package.json for a moment.
  for (const name of ['seat-map', 'sdk', 'contract']) {
    const filter = (path: string) => !IS_BUILT.has(basename(path));
    const to = join(folder, 'packages', name);
    cpSync(join(repository, 'packages', name), to, {
      recursive: true,
      verbatimSymlinks: true,
      filter,
    });
  }
  cpSync(join(repository, 'tsconfig.json'), join(folder, 'tsconfig.json'));
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  const cwd = join(folder, 'packages/seat-map');
  const output = execFileSync('npm', ['pack', '--silent'], { cwd, encoding: 'utf8' });
  const tarball = join(cwd, output.trim().split('\n').at(-1) ?? '');
  execFileSync('tar', ['-xzf', tarball, '-C', folder]);
  unpacked = join(folder, 'package');
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

type Compress = (text: Uint8Array) => Uint8Array;

/** Bundles a program as an application does. Returns the compressed size of what is loaded at once, and of what follows. */
async function sizes(contents: string, compress: Compress = brotliCompressSync): Promise<number[]> {
  const { outputFiles, metafile } = await build({
    ...{
      stdin: { contents, resolveDir: unpacked },
      // The names of chunks depend on paths, and this folder has another one each time.
      absWorkingDir: folder,
      outdir: join(folder, 'out'),
      external: ['react'],
    },
    ...{
      bundle: true,
      minify: true,
      splitting: true,
      write: false,
      format: 'esm',
      metafile: true,
      charset: 'utf8',
    },
  });
  // What is loaded at once: the entry, and the files that it imports.
  const entry = Object.entries(metafile.outputs).find(
    ([, { entryPoint }]) => entryPoint === '<stdin>',
  );
  const eager = new Set([
    basename(entry?.[0] ?? ''),
    ...(entry?.[1].imports ?? [])
      .filter(({ kind }) => kind === 'import-statement')
      .map(({ path }) => basename(path)),
  ]);
  const size = (isWanted: (name: string) => boolean) =>
    outputFiles
      .filter(({ path }) => isWanted(basename(path)))
      .reduce((sum, { contents: text }) => sum + compress(text).byteLength, 0);
  return [size((name) => eager.has(name)), size((name) => !eager.has(name))];
}

test('it is no larger than the README says', async () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const said = (pattern: RegExp) => Number(pattern.exec(readme)?.[1]) * 1_000;
  const map = `import { createSeatMap } from './dist/index.js'; console.log(createSeatMap)`;
  const [first = NaN, second = NaN] = await sizes(map);
  expect(first).toBeLessThanOrEqual(said(/what draws is ([\d.]+) kB/));
  expect(second).toBeLessThanOrEqual(said(/a second file of ([\d.]+) kB/));
  expect(first + second).toBeLessThanOrEqual(said(/together ([\d.]+) kB/));
  const zipped = await sizes(map, (text) => gzipSync(text, { level: 9 }));
  expect(zipped.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(
    said(/\(([\d.]+) kB with gzip\)/),
  );
  const component = `import { SeatMap } from './dist/react.js'; console.log(SeatMap)`;
  const [withComponent = NaN] = await sizes(component);
  expect(withComponent - first).toBeLessThan(500);
  const both = `import { createSeatMap, korean } from './dist/index.js'; console.log(createSeatMap, korean)`;
  const [withKorean = NaN] = await sizes(both);
  expect(withKorean - first).toBeLessThanOrEqual(said(/Korean is ([\d.]+) kB/));
});

test('the package has no dependencies, and names no private package and no path of the workspace', () => {
  const manifest = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
  expect(Object.keys(manifest).filter((name) => /^(dev)?dep|scripts/i.test(name))).toEqual([]);
  expect(readdirSync(unpacked).sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist',
    'package.json',
  ]);
  for (const name of readdirSync(join(unpacked, 'dist'))) {
    const text = readFileSync(join(unpacked, 'dist', name), 'utf8');
    expect(text, name).not.toMatch(
      /@frontrow\/(?!seat-map)|node_modules\/|(?:from|import|require\()\s*["'](?!\.|react["'])/,
    );
  }
});

test('the component’s file begins with `use client`', () => {
  for (const name of ['react.js', 'react.cjs']) {
    expect(readFileSync(join(unpacked, 'dist', name), 'utf8'), name).toMatch(/^["']use client["']/);
  }
});

test('the types agree with the API report', async () => {
  const report = readFileSync(join(import.meta.dirname, '../api-report.md'), 'utf8');
  expect(await reportOnSources(), 'run `npx -y pnpm@12 generate`').toBe(report);
});

test('each row of the README’s comparison that has something names a test that exists', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('| seats.io’s renderer'), readme.indexOf('## Speed'));
  const rows = table
    .split('\n')
    .slice(2)
    .filter((line) => line.startsWith('| '));
  expect(rows.length).toBeGreaterThan(40);
  for (const row of rows) {
    const [, , ours = '', named = ''] = row.split('|').map((cell) => cell.trim());
    if (ours.startsWith('no')) continue;
    const [, file = '', title = ''] = /^`([\w-]+)`: (.+)$/.exec(named) ?? [];
    const path = join(import.meta.dirname, `${file}.test.ts`);
    expect(existsSync(path), row).toBe(true);
    expect(readFileSync(path, 'utf8'), row).toContain(`'${title}'`);
  }
});
