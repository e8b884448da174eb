import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process by number and start, so that a number given anew is not taken for the old process. */
export interface ProcessMark {
  pid: number;
  startedAt: string | null;
}

export const markOf = (pid: number): ProcessMark => ({ pid, startedAt: startOf(pid) });

export function isAlive({ pid, startedAt }: ProcessMark): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startedAt === null || startOf(pid) === startedAt;
}

/** Waits until the process is gone; false when it still runs after that time. */
export async function waitUntilGone(mark: ProcessMark, milliseconds: number): Promise<boolean> {
  for (const end = Date.now() + milliseconds; Date.now() < end; await sleep(50)) {
    if (!isAlive(mark)) return true;
  }
  return !isAlive(mark);
}

/** Kernel ticks since boot, the 22nd field of /proc/PID/stat; null where there is no /proc. */
function startOf(pid: number): string | null {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return null;
  const stat = readFileSync(path, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

/**
 * Interrupts a process when this one ends, however it ends: a shell waits on a pipe that only this
 * process holds open. Returns how to call it off.
 */
export function interruptWhenOrphaned(pid: number): () => void {
  const guard = spawn('sh', ['-c', 'read -r _; kill -INT "$0" 2>/dev/null', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => {});
  guard.stdin.on('error', () => {});
  guard.unref();
  return () => guard.kill('SIGKILL');
}
