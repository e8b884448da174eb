import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process by number and start, so that a number given anew is not taken for the old process. */
export interface ProcessMark {
  pid: number;
  startedAt: string | null;
}

const HAS_PROC = existsSync('/proc/self/stat');
/** Ticks since boot say nothing about a process of an earlier boot. */
const BOOT = HAS_PROC ? (textOf('/proc/sys/kernel/random/boot_id') ?? '').trim() : '';

export const markOf = (pid: number): ProcessMark => ({ pid, startedAt: startOf(pid) });

/** Whether it still runs; one that has ended and that its parent has not buried yet does not. */
export const isAlive = ({ pid, startedAt }: ProcessMark): boolean =>
  startedAt !== null && startOf(pid) === startedAt;

/** Waits until the process is gone; false when it still runs after that time. */
export async function waitUntilGone(mark: ProcessMark, milliseconds: number): Promise<boolean> {
  for (const end = Date.now() + milliseconds; Date.now() < end; await sleep(20)) {
    if (isGone(mark)) return true;
  }
  return isGone(mark);
}

/**
 * Whether it holds nothing any more. Of a process of many threads the first may have ended, and the
 * others still be at it, with its files and ports in their hands.
 */
function isGone(mark: ProcessMark): boolean {
  if (isAlive(mark)) return false;
  if (!HAS_PROC) return true;
  const { threads, startedAt } = statOf(mark.pid);
  return threads <= 1 || startedAt !== mark.startedAt;
}

/** When it started, in whatever way this system says so; null when it does not run. */
function startOf(pid: number): string | null {
  if (!HAS_PROC) return startSaidByPs(pid);
  const { state, startedAt } = statOf(pid);
  return /^[^ZX]/.test(state) ? startedAt : null;
}

function statOf(pid: number): { state: string; threads: number; startedAt: string | null } {
  const stat = textOf(`/proc/${pid}/stat`);
  // The name may hold blanks and brackets; the state is the first field after it.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  const [state = '', threads, start] = [fields[0], fields[17], fields[19]];
  return { state, threads: Number(threads ?? 0), startedAt: start ? `${BOOT}/${start}` : null };
}

function startSaidByPs(pid: number): string | null {
  const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
  const [state = '', ...start] = stdout?.toString().trim().split(/\s+/) ?? [];
  return /^[^Z]/.test(state) ? start.join(' ') : null;
}

/** The processes whose command line is one of those. */
export const processesWith = (isOne: (line: string) => boolean): ProcessMark[] =>
  commandLines()
    .filter(({ line }) => isOne(line))
    .map(({ pid }) => markOf(pid));

/** Of all processes, also of other users'; unlike their working folders, anybody may read these. */
function commandLines(): { pid: number; line: string }[] {
  if (!HAS_PROC) {
    const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,command=']);
    const lines = stdout?.toString().split('\n') ?? [];
    return lines.map((text) => {
      const [, pid, line = ''] = /^\s*(\d+)\s+(.*)$/.exec(text) ?? [];
      return { pid: Number(pid), line };
    });
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({
      pid: Number(name),
      line: (textOf(`/proc/${name}/cmdline`) ?? '').replaceAll('\0', ' '),
    }));
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Sends a signal to the process of the mark, if that still runs. */
export function signal(mark: ProcessMark, name: NodeJS.Signals): void {
  try {
    if (isAlive(mark)) process.kill(mark.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Ends a process by one signal after the other, each with the time in milliseconds to obey it. */
export async function endInSteps(
  mark: ProcessMark,
  steps: readonly (readonly [NodeJS.Signals, number])[],
): Promise<void> {
  for (const [name, patience] of steps) {
    signal(mark, name);
    if (await waitUntilGone(mark, patience)) return;
  }
}

/** Interrupts a process when this one ends, however it ends. Returns how to call it off. */
export function interruptWhenOrphaned(pid: number): () => void {
  const guard = orphanGuard();
  guard.over(pid);
  return guard.callOff;
}

/**
 * The same, made ready before there is a process, which is then not without it for long. A shell
 * waits on a pipe that only this process holds open.
 */
export function orphanGuard(): { over(pid: number): void; callOff(): void } {
  const script = 'read -r pid && { read -r _; kill -INT "$pid" 2>/dev/null; }';
  const guard = spawn('sh', ['-c', script], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => {});
  guard.stdin.on('error', () => {});
  guard.unref();
  return {
    over: (pid) => void guard.stdin.write(`${pid}\n`),
    callOff: () => void guard.kill('SIGKILL'),
  };
}
