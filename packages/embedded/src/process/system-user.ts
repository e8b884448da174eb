import { existsSync, lchownSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The user that runs a database. */
export interface SystemUser {
  /** Undefined for the user of this process. */
  uid?: number;
  gid?: number;
}

/**
 * Chooses the user for a database. An ordinary user runs it as himself. Root runs it as the owner of the
 * data directory, or as the first of the named users that the system has, or as `nobody`: a database
 * that obeys a stranger should reach as little as possible. It never gets a capability.
 *
 * @throws when root finds no such user
 */
export function chooseSystemUser(dataDir: string, names: string[]): SystemUser {
  if (process.getuid?.() !== 0) return {};
  const candidates = [...names, 'nobody'].map(passwdEntry);
  const user = ownerOf(dataDir) ?? candidates.find((entry) => entry !== undefined);
  if (user) return user;
  throw new Error('a database does not run as root, and this machine has no user "nobody"');
}

/** Makes the user the owner of a file, or of a folder with all that is in it. */
export function giveTo(user: SystemUser, path: string): void {
  const { uid, gid } = user;
  if (uid === undefined || gid === undefined) return;
  // Not of the target of a link, which its owner could have set to any file.
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  if (stat.uid !== uid || stat.gid !== gid) lchownSync(path, uid, gid);
  if (stat.isDirectory()) for (const name of readdirSync(path)) giveTo(user, join(path, name));
}

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
