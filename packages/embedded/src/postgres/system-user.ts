import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The user that runs the Postgres programs. */
export interface SystemUser {
  /** Undefined for the user of this process. */
  uid?: number;
  gid?: number;
  /** The command that becomes that user, to be put before the program. Empty when spawn can do it. */
  wrapper: string[];
}

/**
 * Chooses the user for Postgres, which refuses to run as root. An ordinary user runs it as himself.
 * Root runs it as the owner of the data directory, or as the system's user `postgres` or `nobody`.
 * Where that user cannot enter a parent folder (a home folder, a private temporary folder), util-linux's
 * setpriv gives it the capability to pass the permission checks (CAP_DAC_OVERRIDE), and no other.
 *
 * @throws when root finds no such user, or cannot give it the capability
 */
export function chooseSystemUser(dataDir: string, programs: string[]): SystemUser {
  if (process.getuid?.() !== 0) return { wrapper: [] };
  const user = ownerOf(dataDir) ?? passwdEntry('postgres') ?? passwdEntry('nobody');
  if (!user) {
    throw new Error('Postgres does not run as root, and this machine has no user "nobody"');
  }
  const { uid, gid } = user;
  if ([dirname(dataDir), ...programs.map(dirname)].every(anyoneMayEnter)) {
    return { uid, gid, wrapper: [] };
  }
  const setpriv = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  setpriv.push(`--inh-caps=${CAPABILITY}`, `--ambient-caps=${CAPABILITY}`);
  for (const wrapper of [[...setpriv, KEEP_FOR_ACCESS_CHECKS], setpriv]) {
    const [command = '', ...args] = wrapper;
    if (spawnSync(command, [...args, 'true']).status === 0) return { uid, gid, wrapper };
  }
  throw new Error(
    `Postgres does not run as root, and the user ${uid} cannot enter ${dataDir} or ${programs[0]}: run as an ordinary user, or set FRONTROW_DATA to a folder that others may enter`,
  );
}

const CAPABILITY = '+dac_override';
/**
 * Postgres programs check with access(2) whether they may execute each other. By default access(2)
 * ignores the capabilities of a user that is not root. Some containers do not allow this setting.
 */
const KEEP_FOR_ACCESS_CHECKS = '--securebits=+no_setuid_fixup';

function ownerOf(dataDir: string): { uid: number; gid: number } | undefined {
  if (!existsSync(dataDir)) return undefined;
  const { uid, gid } = statSync(dataDir);
  return uid === 0 ? undefined : { uid, gid };
}

function passwdEntry(name: string): { uid: number; gid: number } | undefined {
  if (!existsSync('/etc/passwd')) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

/** Whether all users may enter the folder and each of its parents. */
function anyoneMayEnter(folder: string): boolean {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(current) && (statSync(current).mode & 0o001) === 0) return false;
    if (current === dirname(current)) return true;
  }
}
