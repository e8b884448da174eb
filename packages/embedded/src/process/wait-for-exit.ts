import type { ChildProcess } from 'node:child_process';
import { interruptWhenOrphaned } from './process-identity.ts';

/**
 * Waits until a program has ended, and returns its exit code, or the signal that ended it. It has to
 * lead a group of its own: so Ctrl-C in a terminal does not reach it. The group is killed when the
 * signal comes, and interrupted when this process ends, however that ends.
 */
export async function endOf(
  child: ChildProcess,
  signal?: AbortSignal,
): Promise<number | NodeJS.Signals | null> {
  const { pid } = child;
  const callOff = pid === undefined ? () => {} : interruptWhenOrphaned(pid);
  const kill = () => killGroup(pid);
  signal?.addEventListener('abort', kill, { once: true });
  if (signal?.aborted) kill();
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, name) => resolve(code ?? name));
    });
  } finally {
    signal?.removeEventListener('abort', kill);
    callOff();
  }
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
