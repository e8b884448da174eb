import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { succeed } from './run.ts';

const sdk = join(import.meta.dirname, '../..');
const consumers = join(import.meta.dirname, '..');

export interface Packed {
  /** What would be published. */
  tarball: string;
  /** A project outside the workspace in which it is installed, beside the programs. */
  project: string;
  remove(): void;
}

/** Builds the package, packs it, and installs that as somebody does who has nothing else of ours. */
export async function packAndInstall(): Promise<Packed> {
  const folder = mkdtempSync(join(tmpdir(), 'frontrow-sdk-'));
  const project = join(folder, 'project');
  const names = await succeed('npm', ['pack', '--silent', '--pack-destination', folder], sdk);
  const tarball = join(folder, names.trim().split('\n').at(-1) ?? '');
  for (const part of ['programs', 'types']) {
    cpSync(join(consumers, part), join(project, part), { recursive: true });
  }
  writeFileSync(join(project, 'package.json'), '{ "name": "project", "private": true }');
  // It needs nothing from the registry.
  await succeed('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], project);
  return { tarball, project, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
