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
/** What the build of the SDK reads. */
const PACKAGES = ['sdk', 'api', 'contract', 'domain'];
const IS_BUILT = new Set(['dist', '.turbo', '.vite', '.cache']);

export interface PackedSdk {
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

/** Builds and packs the SDK, and installs the tarball in a project that has no other package of ours. */
export async function packAndInstall(): Promise<PackedSdk> {
  const folder = mkdtempSync(join(tmpdir(), 'frontrow-sdk-'));
  const project = join(folder, 'project');
  const tarball = await packCopy(join(folder, 'copy'));
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
      return digestOf(await packCopy(copy, new Date('2001-02-03T04:05:06Z')));
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
async function packCopy(copy: string, modifiedAt?: Date): Promise<string> {
  for (const name of PACKAGES) {
    const to = join(copy, 'packages', name);
    const filter = (path: string) => !IS_BUILT.has(basename(path));
    const options = { recursive: true, verbatimSymlinks: true, filter };
    cpSync(join(repository, 'packages', name), to, options);
    if (modifiedAt) setTimes(to, modifiedAt);
  }
  cpSync(join(repository, 'tsconfig.json'), join(copy, 'tsconfig.json'));
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
  const output = await runSuccessfully('npm', ['pack', '--silent'], join(copy, 'packages/sdk'));
  return join(copy, 'packages/sdk', output.trim().split('\n').at(-1) ?? '');
}

function setTimes(folder: string, time: Date): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) utimesSync(join(entry.parentPath, entry.name), time, time);
  }
}
