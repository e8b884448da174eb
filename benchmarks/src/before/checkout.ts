import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** A commit in a temporary worktree, with its packages. */
export class Checkout {
  readonly #parent = mkdtempSync(join(tmpdir(), 'frontrow-before-'));
  readonly folder = join(this.#parent, 'checkout');
  #running: ChildProcess | null = null;

  /** @throws if the repository does not have the commit, as a shallow clone, or its packages cannot be installed */
  async make(commit: string): Promise<void> {
    await this.#run(['git', 'worktree', 'add', '--detach', this.folder, commit], REPOSITORY);
    await this.#run(
      ['npx', '-y', 'pnpm@12', 'install', '--frozen-lockfile', '--prod'],
      this.folder,
    );
  }

  /** Ends what runs, and leaves nothing behind. */
  async remove(): Promise<void> {
    const running = this.#running;
    if (running?.pid !== undefined && running.exitCode === null) {
      const exited = once(running, 'exit');
      // It leads a process group, in which its own children are.
      process.kill(-running.pid, 'SIGKILL');
      await exited;
    }
    const remove = ['git', 'worktree', 'remove', '--force', this.folder];
    await this.#run(remove, REPOSITORY).catch(() => {});
    rmSync(this.#parent, { recursive: true, force: true });
    await this.#run(['git', 'worktree', 'prune'], REPOSITORY);
  }

  async #run([command = '', ...args]: string[], cwd: string): Promise<void> {
    const child = spawn(command, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#running = child;
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-2_000);
      });
    }
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`${command} ${args[0]} ended with ${code}:\n${said}`);
  }
}
