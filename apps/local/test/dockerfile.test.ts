import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readDockerfile, type Stage, sentToTheBuild } from '../testing/deployment/dockerfile.ts';

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  devEngines?: { packageManager: { version: string } };
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifestOf = (folder: string) => JSON.parse(read(join(folder, 'package.json'))) as Manifest;
const sent = sentToTheBuild(root);

const stages = readDockerfile(read('Dockerfile'));
const [packages, image] = stages as [Stage, Stage];
const install = packages.runs.find((run) => run.includes('pnpm install')) ?? '';

test('the image has the Node that everything here is tested on', () => {
  expect(stages).toHaveLength(2);
  for (const stage of stages) {
    expect(stage.image).toBe('node');
    expect(stage.tag).toBe(`${manifestOf('.').devDependencies?.node}-bookworm-slim`);
  }
});

test('its packages are those of the lockfile, by one exact pnpm', () => {
  const pinned = /^npm install --global pnpm@(\d+)\.\d+\.\d+$/;
  const major = packages.runs.map((run) => pinned.exec(run)?.[1]).find(Boolean);
  expect(`${major}.x`).toBe(manifestOf('.').devEngines?.packageManager.version);
  expect(install).toContain(' --prod --frozen-lockfile ');
});

test('its packages are asked for by the manifests of just those that they need', () => {
  const folders = new Map(
    globSync('{apps,packages}/*/package.json', { cwd: root })
      .map(dirname)
      .map((folder) => [manifestOf(folder).name, folder]),
  );
  const needed = new Set<string>();
  const need = (name: string) => {
    const folder = folders.get(name);
    if (folder === undefined || needed.has(folder)) return;
    needed.add(folder);
    for (const below of Object.keys(manifestOf(folder).dependencies ?? {})) need(below);
  };
  for (const [, name = ''] of install.matchAll(/--filter=(\S+)\.\.\./g)) need(name);

  expect(packages.copied).toEqual([
    { from: ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'], to: './' },
    ...[...needed]
      .toSorted()
      .map((folder) => ({ from: [`${folder}/package.json`], to: `${folder}/` })),
  ]);
  const sources = [...needed].flatMap((folder) => globSync(`${folder}/src/**/*.ts`, { cwd: root }));
  expect(sources.filter((path) => !isInTheImage(path) && !path.endsWith('.test.ts'))).toEqual([]);
});

test('what it takes from the repository is there', () => {
  for (const path of stages.flatMap(({ copied }) => copied).flatMap(({ from }) => from)) {
    expect(existsSync(join(root, path)), path).toBe(true);
  }
});

const isInTheImage = (path: string) =>
  sent(path) &&
  image.copied.some(({ from, to }) => from.some((copied) => copied === to && isIn(path, copied)));
const isIn = (path: string, folder: string) => path.startsWith(`${folder}/`);

test('it holds every program that docker-compose.yml runs in it, and runs the server unless told', () => {
  const { services } = parse(read('docker-compose.yml'), { merge: true }) as {
    services: Record<string, { image: string; command: string[] }>;
  };
  const programs = Object.values(services)
    .filter((service) => service.image === 'frontrow:local')
    .map(({ command }) => command[1] ?? '');
  expect(programs.filter((program) => !isInTheImage(program))).toEqual([]);
  expect(image.command).toEqual(['node', 'apps/server/src/main.ts']);
});

test('it is not run by root', () => {
  expect(image.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
});

test('no secret, data folder, test or installed package is sent to the build', () => {
  const kept = [
    ...['.env', '.env.example', '.git/config', '.frontrow/secrets.json', 'README.md'],
    ...['apps/local/.frontrow/secrets.json', 'apps/server/.env', 'packages/api/.turbo/log'],
    ...['node_modules/pg/package.json', 'apps/server/node_modules/pg/package.json'],
    ...['apps/server/test/probes.test.ts', 'packages/domain/testing/world.ts'],
    ...['packages/settings/src/settings.test.ts', 'apps/demo/src/main.ts'],
  ];
  expect(kept.filter(sent)).toEqual([]);
});
