import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { HAS_PROC, readProcFile } from './proc.ts';

/** Identifies one process. The start time tells it from a later process with the same pid. */
export interface ProcessIdentity {
  pid: number;
  /** Null when no process had that pid. */
  startedAt: string | null;
}

/** Identifies the boot of the machine: start times in /proc are in ticks since boot. Empty without /proc. */
export const BOOT_ID = HAS_PROC
  ? (readProcFile('/proc/sys/kernel/random/boot_id') ?? '').trim()
  : '';

export const identityOf = (pid: number): ProcessIdentity => ({ pid, startedAt: startTimeOf(pid) });

/** Whether the process runs. A zombie (ended, but not yet reaped by its parent) does not. */
export const isAlive = ({ pid, startedAt }: ProcessIdentity): boolean =>
  startedAt !== null && startTimeOf(pid) === startedAt;

/** Waits until all threads of the process have ended. Returns false on timeout. */
export async function waitUntilGone(
  identity: ProcessIdentity,
  milliseconds: number,
): Promise<boolean> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; await sleep(20)) {
    if (isGone(identity)) return true;
  }
  return isGone(identity);
}

/**
 * Whether the process holds no files and ports any more. The main thread of a process can end, which
 * makes it a zombie, while its other threads still run and hold them.
 */
function isGone(identity: ProcessIdentity): boolean {
  if (isAlive(identity)) return false;
  if (!HAS_PROC) return true;
  const { threads, startedAt } = statOf(identity.pid);
  return threads <= 1 || startedAt !== identity.startedAt;
}

/** The start time as the system prints it; null when the process does not run. */
function startTimeOf(pid: number): string | null {
  if (!HAS_PROC) return startTimeFromPs(pid);
  const { state, startedAt } = statOf(pid);
  return /^[^ZX]/.test(state) ? startedAt : null;
}

function statOf(pid: number): { state: string; threads: number; startedAt: string | null } {
  const stat = readProcFile(`/proc/${pid}/stat`);
  // The second field is the name in brackets. It can contain blanks and brackets itself, so the
  // other fields are counted from the last bracket. The first of them is the state.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  const [state = '', threads, start] = [fields[0], fields[17], fields[19]];
  return { state, threads: Number(threads ?? 0), startedAt: start ? `${BOOT_ID}/${start}` : null };
}

function startTimeFromPs(pid: number): string | null {
  const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
  const [state = '', ...start] = stdout?.toString().trim().split(/\s+/) ?? [];
  return /^[^Z]/.test(state) ? start.join(' ') : null;
}
