import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import {
  identityOf,
  isAlive,
  type ProcessIdentity,
} from '@frontrow/embedded/process/process-identity';

const CHECK_MILLISECONDS = 500;
/** npm, npx and pnpm, and the shells that they run a script in. */
const LAUNCHER = /(^|[/\s])(npm|npx|pnpm|pnpx)(\s|$|\.c?js)|^(\S*\/)?sh -c /;

/**
 * Settles when one of the package managers and shells that started this process is gone: a signal to
 * the outermost, as `npx pnpm start` leaves it to the user, ends them without reaching us.
 */
export function launchersGone(): Promise<void> {
  const launchers = findLaunchers();
  return new Promise((settle) => {
    // It also keeps this process alive where it has no other to look after.
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
    const found = describe(pid);
    if (!found || !LAUNCHER.test(found.command)) break;
    marks.push(identityOf(pid));
    pid = found.parent;
  }
  return marks;
}

/** From /proc, or by ps where there is none; a slim Linux has no ps. */
function describe(pid: number): { parent: number; command: string } | null {
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
