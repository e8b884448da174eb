import type { ChildProcess } from 'node:child_process';
import { interruptOnParentExit } from './parent-watchdog.ts';

/**
 * Waits until a child process has ended and its output is closed. Returns its exit code, or the signal
 * that ended it. The child must be spawned with `detached: true`, so that it leads a process group of
 * its own and Ctrl-C in the terminal does not reach it. An abort of the signal kills the whole group.
 * The child is interrupted when this process ends.
 */
export async function waitForExit(
  child: ChildProcess,
  signal?: AbortSignal,
): Promise<number | NodeJS.Signals | null> {
  const { pid } = child;
  const cancelWatchdog = pid === undefined ? () => {} : interruptOnParentExit(pid);
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
    cancelWatchdog();
  }
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
