import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { type Settings, SettingsError } from './settings.ts';

/** Keys are in the order of the setting: the first one signs, all verify. */
export interface Secrets {
  auth: string;
  queue: { kid: string; secret: string }[];
  ticket: { kid: string; secret: string }[];
}

interface StoredSecrets {
  auth: string;
  queue: string;
  ticket: string;
  /** In data folders of versions that signed tickets with the queue secret. */
  queueSignedTickets?: true;
}
/** What versions before wrote. */
type OldSecrets = Pick<StoredSecrets, 'auth' | 'queue'>;

/**
 * The secrets of the settings. Outside production, missing ones are random and stored in the data folder
 * with mode 0600, so that tokens and tickets stay valid after a restart. Where QUEUE_SECRET is set and
 * TICKET_SECRET is not, tickets use the keys of QUEUE_SECRET: processes with data folders of their own agree.
 */
export function secretsFor(settings: Settings): Secrets {
  const { AUTH_SECRET, AUTH_JWKS_URL, QUEUE_SECRET, TICKET_SECRET } = settings;
  const allSet = (AUTH_SECRET || AUTH_JWKS_URL) && QUEUE_SECRET;
  const stored = allSet ? NONE : storedSecrets(settings.FRONTROW_DATA);
  return {
    auth: AUTH_SECRET ?? stored.auth,
    queue: QUEUE_SECRET ?? [queueKeyOf(stored)],
    ticket: TICKET_SECRET ?? QUEUE_SECRET ?? ticketKeysOf(stored),
  };
}

const NONE: StoredSecrets = { auth: '', queue: '', ticket: '' };

const queueKeyOf = ({ queue }: StoredSecrets) => ({ kid: 'dev', secret: queue });

/** The queue key keeps its kid, which the codes of early versions contain. */
const ticketKeysOf = (stored: StoredSecrets) => [
  { kid: 'ticket', secret: stored.ticket },
  ...(stored.queueSignedTickets ? [queueKeyOf(stored)] : []),
];

function storedSecrets(folder: string): StoredSecrets {
  const path = join(resolve(folder), 'secrets.json');
  if (!existsSync(path)) {
    mkdirSync(resolve(folder), { recursive: true });
    createOnce(path, { auth: random(), queue: random(), ticket: random() });
  }
  chmodSync(path, 0o600);
  const stored = read<StoredSecrets | OldSecrets>(path);
  return 'ticket' in stored ? stored : addTicketSecret(path);
}

const random = () => randomBytes(32).toString('base64url');

/** The message names the file and quotes nothing of it, because it has secrets. */
function read<Content>(path: string): Content {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Content;
  } catch (error) {
    if (error instanceof SyntaxError) throw new SettingsError([`${path}: is not valid JSON`]);
    throw error;
  }
}

/**
 * Adds a ticket secret to a data folder of a version before. Several processes may do so at the same time:
 * the first one creates the file with the secret, and all write what stands in it. Whoever reads that file
 * before `path`, and finds no ticket secret in `path`, has the secret that all others have.
 */
function addTicketSecret(path: string): StoredSecrets {
  const draft = `${path}.ticket`;
  for (;;) {
    createOnce(draft, { ticket: random() });
    const ticket = ticketIn(draft);
    const stored = read<StoredSecrets | OldSecrets>(path);
    if ('ticket' in stored) {
      rmSync(draft, { force: true });
      return stored;
    }
    if (ticket === null) continue;
    const copy = ownNameBeside(path);
    writeFileSync(copy, JSON.stringify({ ...stored, ticket, queueSignedTickets: true }), PRIVATE);
    renameSync(copy, path);
  }
}

/** Null when another process has finished and removed the file. */
function ticketIn(draft: string): string | null {
  try {
    return read<{ ticket: string }>(draft).ticket;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return null;
  }
}

const PRIVATE = { mode: 0o600 };
const ownNameBeside = (path: string) => `${path}.${randomBytes(6).toString('hex')}`;

/** Does nothing if the file exists. Linking is atomic: of several processes the first one's content is used. */
function createOnce(path: string, content: object): void {
  const draft = ownNameBeside(path);
  writeFileSync(draft, JSON.stringify(content), PRIVATE);
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
