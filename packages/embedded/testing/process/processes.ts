import { readdirSync, readlinkSync } from 'node:fs';
import { clusterNameOf } from '../../src/postgres/cluster.ts';
import { HAS_PROC, readProcFile } from '../../src/process/proc.ts';
import { identityOf, isAlive, type ProcessIdentity } from '../../src/process/process-identity.ts';
import { sendSignal } from '../../src/process/signals.ts';
import { until } from '../until.ts';

export interface ObservedProcess {
  identity: ProcessIdentity;
  /** The pid of its parent. */
  parent: number;
  commandLine: string;
}

/**
 * All processes that use a data folder, except this one: the path is in the command line, in the
 * environment or that of the current folder, or the cluster name is in the title. The folder belongs to one test, so the test has
 * started all of them. Empty on systems without /proc.
 */
export function processesOf(folder: string): ObservedProcess[] {
  const traces = [folder, clusterNameOf(folder)];
  const hasTrace = (text: string) => traces.some((trace) => text.includes(trace));
  return findProcesses(
    (pid, commandLine) =>
      hasTrace(commandLine) ||
      hasTrace(readProcFile(`/proc/${pid}/environ`) ?? '') ||
      hasTrace(currentFolder(pid)),
  );
}

function currentFolder(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

/** The child processes of a process. */
export const childrenOf = (pid: number): ObservedProcess[] =>
  findProcesses(() => true).filter(({ parent }) => parent === pid);

/**
 * Tests call this every 50 ms, on a machine with hundreds of processes: more than the command line is
 * only read of those that match.
 */
function findProcesses(matches: (pid: number, commandLine: string) => boolean): ObservedProcess[] {
  if (!HAS_PROC) return [];
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (Number.isNaN(pid) || pid === process.pid) return [];
    const commandLine = (readProcFile(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
    // Threads of the kernel have none.
    if (commandLine === '' || !matches(pid, commandLine)) return [];
    const identity = identityOf(pid);
    const status = readProcFile(`/proc/${pid}/status`) ?? '';
    const parent = Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1] ?? 0);
    return isAlive(identity) ? [{ identity, parent, commandLine }] : [];
  });
}

/** Waits until no process uses the folder; the error lists those that still do. */
export async function untilNothingRunsOn(folder: string): Promise<void> {
  try {
    await until('nothing runs on the folder', () => processesOf(folder).length === 0, 60_000);
  } catch {
    const lines = processesOf(folder).map(
      ({ identity, commandLine }) => `${identity.pid} ${commandLine}`,
    );
    if (lines.length > 0) throw new Error(`still running:\n${lines.join('\n')}`);
  }
}

/** Kills all processes that use the folder. For the end of a test. */
export async function killAllOn(folder: string): Promise<void> {
  await until('all processes of the folder have been killed', () => {
    const left = processesOf(folder);
    for (const { identity } of left) sendSignal(identity, 'SIGKILL');
    return left.length === 0;
  });
}
