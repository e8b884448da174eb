import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { runSuccessfully } from '../runtime/run-command.ts';

const e2e = join(import.meta.dirname, '../../..');
const repository = join(e2e, '..');
const consumers = join(e2e, 'consumers');
/** The published packages, and what the build of each reads. */
const PACKAGES = {
  sdk: ['sdk', 'api', 'contract', 'domain'],
  'seat-map': ['seat-map', 'sdk', 'contract'],
};
const IS_BUILT = new Set(['dist', '.turbo', '.vite', '.cache']);

export interface Packed {
  /** The tarball that would be published. */
  tarball: string;
  /** A project outside of the workspace: the programs, with the tarball installed. */
  project: string;
  /** The SHA-256 of the tarball. */
  digest: string;
  /** Packs again, from another copy of the sources in another place and of another time. Returns the SHA-256. */
  packElsewhere(): Promise<string>;
  remove(): void;
}

/** Builds and packs a package, and installs the tarball in a project that has no other package of ours. */
export async function packAndInstall(name: keyof typeof PACKAGES): Promise<Packed> {
  const folder = mkdtempSync(join(tmpdir(), `frontrow-${name}-`));
  const project = join(folder, 'project');
  const tarball = await packCopy(name, join(folder, 'copy'));
  for (const part of ['programs', 'types']) {
    cpSync(join(consumers, part), join(project, part), { recursive: true });
  }
  writeFileSync(join(project, 'package.json'), '{ "name": "project", "private": true }');
  // Offline: the package has no dependencies to download.
  const install = ['install', '--offline', '--no-audit', '--no-fund', tarball];
  await runSuccessfully('npm', install, project);
  return {
    tarball,
    project,
    digest: digestOf(tarball),
    async packElsewhere() {
      const copy = join(folder, 'deeper/and of another name');
      return digestOf(await packCopy(name, copy, new Date('2001-02-03T04:05:06Z')));
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

const digestOf = (file: string): string =>
  createHash('sha256').update(readFileSync(file)).digest('hex');

/**
 * Packs a copy of the sources, since packing changes package.json for a moment. Returns the tarball's path.
 *
 * @param modifiedAt of the copied files; now unless given
 */
async function packCopy(
  name: keyof typeof PACKAGES,
  copy: string,
  modifiedAt?: Date,
): Promise<string> {
  for (const each of PACKAGES[name]) {
    const to = join(copy, 'packages', each);
    const filter = (path: string) => !IS_BUILT.has(basename(path));
    const options = { recursive: true, verbatimSymlinks: true, filter };
    cpSync(join(repository, 'packages', each), to, options);
    if (modifiedAt) setTimes(to, modifiedAt);
  }
  cpSync(join(repository, 'tsconfig.json'), join(copy, 'tsconfig.json'));
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
  const output = await runSuccessfully('npm', ['pack', '--silent'], join(copy, 'packages', name));
  return join(copy, 'packages', name, output.trim().split('\n').at(-1) ?? '');
}

function setTimes(folder: string, time: Date): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) utimesSync(join(entry.parentPath, entry.name), time, time);
  }
}
