import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSuccessfully } from '../runtime/run-command.ts';

const e2e = join(import.meta.dirname, '../../..');
const sdk = join(e2e, '../packages/sdk');
const consumers = join(e2e, 'consumers');

export interface PackedSdk {
  /** The tarball that would be published. */
  tarball: string;
  /** A project outside of the workspace: the programs, with the tarball installed. */
  project: string;
  remove(): void;
}

/** Builds and packs the SDK, and installs the tarball in a project that has no other package of ours. */
export async function packAndInstall(): Promise<PackedSdk> {
  const folder = mkdtempSync(join(tmpdir(), 'frontrow-sdk-'));
  const project = join(folder, 'project');
  const pack = ['pack', '--silent', '--pack-destination', folder];
  const output = await runSuccessfully('npm', pack, sdk);
  const tarball = join(folder, output.trim().split('\n').at(-1) ?? '');
  for (const part of ['programs', 'types']) {
    cpSync(join(consumers, part), join(project, part), { recursive: true });
  }
  writeFileSync(join(project, 'package.json'), '{ "name": "project", "private": true }');
  // Offline: the package has no dependencies to download.
  const install = ['install', '--offline', '--no-audit', '--no-fund', tarball];
  await runSuccessfully('npm', install, project);
  return { tarball, project, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
