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
 * The secrets that are set, and outside production random ones for the rest, kept in the data folder
 * with mode 0600 so that tokens and tickets outlive a restart.
 */
export function secretsFor(settings: Settings): Secrets {
  const complete = (settings.AUTH_SECRET || settings.AUTH_JWKS_URL) && settings.QUEUE_SECRET;
  const stored = complete ? { auth: '', queue: '' } : storedSecrets(settings.FRONTROW_DATA);
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

/** Two processes may start at once: whoever links the file first decides. */
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
