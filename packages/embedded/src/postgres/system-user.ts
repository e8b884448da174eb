import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** How to run a Postgres program: as whom, and by way of which command. */
export interface Identity {
  uid?: number;
  gid?: number;
  /** Words to put before the program. */
  through: string[];
}

/**
 * Postgres refuses to run as root. As an ordinary user we are who we are; as root we become the
 * owner of the data, or the machine's `postgres` or `nobody` user. Where that user cannot enter the
 * folders on the way (a home folder, a private temporary one), it keeps the one right to do so, by
 * way of util-linux's setpriv.
 */
export function chooseIdentity(dataDir: string, programs: string[]): Identity {
  if (process.getuid?.() !== 0) return { through: [] };
  const { uid, gid } =
    ownerOf(dataDir) ?? passwdEntry('postgres') ?? passwdEntry('nobody') ?? never();
  if ([dirname(dataDir), ...programs.map(dirname)].every(anyoneMayEnter)) {
    return { uid, gid, through: [] };
  }
  const become = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const keep = [`--inh-caps=${RIGHT}`, `--ambient-caps=${RIGHT}`];
  for (const through of [
    [...become, ...keep, COUNT_IT_ALWAYS],
    [...become, ...keep],
  ]) {
    const [command = '', ...words] = through;
    if (spawnSync(command, [...words, 'true']).status === 0) return { uid, gid, through };
  }
  throw new Error(
    `Postgres does not run as root, and the user ${uid} cannot enter ${dataDir} or ${programs[0]}: run as an ordinary user, or set FRONTROW_DATA to a folder that others may enter`,
  );
}

const RIGHT = '+dac_override';
/**
 * Programs of Postgres ask with access(2) whether they may run each other, and that by default leaves
 * rights like this one out of account. Not every container allows to change it.
 */
const COUNT_IT_ALWAYS = '--securebits=+no_setuid_fixup';

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

function anyoneMayEnter(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function never(): never {
  throw new Error('Postgres does not run as root, and this machine has no user "nobody"');
}
