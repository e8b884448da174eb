import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { clusterNameOf } from '../../src/postgres/cluster.ts';
import { readProcFile } from '../../src/process/proc.ts';
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
  return findProcesses(({ identity: { pid }, commandLine }) => {
    const text = `${commandLine} ${readProcFile(`/proc/${pid}/environ`) ?? ''} ${currentFolder(pid)}`;
    return traces.some((trace) => text.includes(trace));
  });
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
  findProcesses(({ parent }) => parent === pid);

function findProcesses(matches: (process: ObservedProcess) => boolean): ObservedProcess[] {
  if (!existsSync('/proc/self/stat')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const commandLine = (readProcFile(`/proc/${name}/cmdline`) ?? '')
        .replaceAll('\0', ' ')
        .trim();
      if (commandLine === '') return [];
      const status = readProcFile(`/proc/${name}/status`) ?? '';
      const parent = Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1] ?? 0);
      return [{ identity: identityOf(Number(name)), parent, commandLine }];
    })
    .filter((process) => matches(process) && isAlive(process.identity));
}

/** Waits until no process uses the folder; the error lists those that still do. */
export async function untilNothingRunsOn(folder: string): Promise<void> {
  try {
    await until('nothing runs on the folder', () => processesOf(folder).length === 0, 15_000);
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
