import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { HAS_PROC, readProcFile } from './proc.ts';
import { identityOf, type ProcessIdentity } from './process-identity.ts';

/** All processes of this machine whose command line matches. */
export const findProcesses = (matches: (commandLine: string) => boolean): ProcessIdentity[] =>
  listProcesses()
    .filter(({ commandLine }) => matches(commandLine))
    .map(({ pid }) => identityOf(pid));

interface ListedProcess {
  pid: number;
  commandLine: string;
}

/** Includes the processes of other users: every user may read their command lines. */
function listProcesses(): ListedProcess[] {
  if (!HAS_PROC) {
    const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,command=']);
    const lines = stdout?.toString().split('\n') ?? [];
    return lines.map((line) => {
      const [, pid, commandLine = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
      return { pid: Number(pid), commandLine };
    });
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({
      pid: Number(name),
      commandLine: (readProcFile(`/proc/${name}/cmdline`) ?? '').replaceAll('\0', ' '),
    }));
}
