import { spawnSync } from 'node:child_process';
import { realpathSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryFolder } from '@frontrow/embedded/testing/process/temporary-folder';
import { onTestFinished } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../../..');

/**
 * Copies the sources of all packages and apps to a temporary folder, where a test may change them.
 * Installed packages are shared with the repository by symbolic links. The end of the test removes it.
 */
export function copyWorkspace(): string {
  const folder = realpathSync(temporaryFolder('workspace'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  // `tar` keeps pnpm's relative links, which then lead to the copied packages.
  // Caches are left out: other tests change them at the same time.
  const tar = `tar -C '${ROOT}' --exclude=.cache -cf - packages apps | tar -C '${folder}' -xf -`;
  const { status, stderr } = spawnSync('sh', ['-c', tar]);
  if (status !== 0) throw new Error(`the workspace was not copied: ${stderr}`);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}
