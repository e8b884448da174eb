import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

export interface Checkout {
  folder: string;
  remove(): Promise<void>;
}

/**
 * Checks a commit out into a temporary worktree and installs its packages.
 *
 * @throws if the repository does not have the commit, as a shallow clone
 */
export async function checkOut(commit: string): Promise<Checkout> {
  const parent = mkdtempSync(join(tmpdir(), 'frontrow-before-'));
  const folder = join(parent, 'checkout');
  const remove = async () => {
    await run('git', ['worktree', 'remove', '--force', folder], { cwd: REPOSITORY }).catch(
      () => {},
    );
    rmSync(parent, { recursive: true, force: true });
    await run('git', ['worktree', 'prune'], { cwd: REPOSITORY });
  };
  try {
    await run('git', ['worktree', 'add', '--detach', folder, commit], { cwd: REPOSITORY });
    const install = ['-y', 'pnpm@12', 'install', '--frozen-lockfile', '--prod'];
    await run('npx', install, { cwd: folder, maxBuffer: 64 * 2 ** 20 });
    return { folder, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
