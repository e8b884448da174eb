import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import {
  identityOf,
  isAlive,
  type ProcessIdentity,
} from '@frontrow/embedded/process/process-identity';

const CHECK_MILLISECONDS = 500;
/** Command lines of npm, npx and pnpm, and of the shells in which they run a script. */
const LAUNCHER = /(^|[/\s])(npm|npx|pnpm|pnpx)(\s|$|\.c?js)|^(\S*\/)?sh -c /;

/**
 * Settles when one of the package managers or shells that started this process has ended. The user of
 * `npx pnpm start` can only signal the outermost of them, and none passes the signal on.
 */
export function launcherExited(): Promise<void> {
  const launchers = findLaunchers();
  return new Promise((settle) => {
    // Also keeps this process alive when it runs neither a database nor a service.
    const check = setInterval(() => {
      if (launchers.every(isAlive)) return;
      clearInterval(check);
      settle();
    }, CHECK_MILLISECONDS);
  });
}

function findLaunchers(): ProcessIdentity[] {
  const marks: ProcessIdentity[] = [];
  for (let pid = process.ppid; pid > 1; ) {
    const found = readProcess(pid);
    if (!found || !LAUNCHER.test(found.command)) break;
    marks.push(identityOf(pid));
    pid = found.parent;
  }
  return marks;
}

/** Reads /proc, or runs `ps` on systems without /proc. Slim Linux images have no `ps`. */
function readProcess(pid: number): { parent: number; command: string } | null {
  try {
    if (existsSync('/proc/self/stat')) {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return { parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]), command };
    }
    const { stdout } = spawnSync('ps', ['-o', 'ppid=,command=', '-p', String(pid)]);
    const [, parent, command] = /^\s*(\d+)\s+(.*)$/m.exec(stdout.toString()) ?? [];
    return command ? { parent: Number(parent), command } : null;
  } catch {
    return null;
  }
}
