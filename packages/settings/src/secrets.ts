import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import type { Settings } from './settings.ts';

/** Keys are in the order of the setting: the first one signs, all verify. */
export interface Secrets {
  auth: string;
  queue: { kid: string; secret: string }[];
  ticket: { kid: string; secret: string }[];
}

interface StoredSecrets {
  auth: string;
  queue: string;
}

/**
 * The secrets of the settings. Outside production, missing ones are random and stored in the data folder
 * with mode 0600, so that tokens and tickets stay valid after a restart.
 */
export function secretsFor(settings: Settings): Secrets {
  const allSet = (settings.AUTH_SECRET || settings.AUTH_JWKS_URL) && settings.QUEUE_SECRET;
  const stored = allSet ? { auth: '', queue: '' } : storedSecrets(settings.FRONTROW_DATA);
  const queue = settings.QUEUE_SECRET ?? [{ kid: 'dev', secret: stored.queue }];
  return {
    auth: settings.AUTH_SECRET ?? stored.auth,
    queue,
    ticket: settings.TICKET_SECRET ?? queue,
  };
}

function storedSecrets(folder: string): StoredSecrets {
  const path = join(resolve(folder), 'secrets.json');
  if (!existsSync(path)) writeOnce(path, resolve(folder));
  chmodSync(path, 0o600);
  return JSON.parse(readFileSync(path, 'utf8')) as StoredSecrets;
}

/** Two processes may start at the same time. Linking is atomic: the first one's secrets are used. */
function writeOnce(path: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const draft = `${path}.${process.pid}`;
  const random = () => randomBytes(32).toString('base64url');
  writeFileSync(draft, JSON.stringify({ auth: random(), queue: random() }), { mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
