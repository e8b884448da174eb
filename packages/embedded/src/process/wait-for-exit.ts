import type { ChildProcess } from 'node:child_process';
import type { ParentWatchdog } from './parent-watchdog.ts';

/**
 * Waits until a child process has ended and its output is closed. Returns its exit code, or the signal
 * that ended it. The child must be spawned with `detached: true`, so that it leads a process group of
 * its own and Ctrl-C in the terminal does not reach it. An abort of the signal kills the whole group.
 * The child is interrupted when this process ends, if the watchdog was started before the child: a
 * shell takes a while to start on a busy machine, and a child that nobody watches outlives a kill.
 */
export async function waitForExit(
  child: ChildProcess,
  { watchdog, signal }: { watchdog: ParentWatchdog; signal?: AbortSignal },
): Promise<number | NodeJS.Signals | null> {
  const { pid } = child;
  if (pid !== undefined) watchdog.watch(pid);
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
    watchdog.cancel();
  }
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
