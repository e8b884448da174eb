import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { createOwnedFolder, removeAbandonedFolders } from '../data-folder/owned-folder.ts';
import { anyoneMayEnter } from '../process/closed-folder.ts';
import { giveTo, type SystemUser } from '../process/system-user.ts';
import { errorsIn, setupCommandLine } from './command-line.ts';
import { waitUntilListening } from './readiness-probe.ts';
import { USER } from './replica-set.ts';
import { stopMongod } from './shutdown.ts';
import { type StartMongodOptions, startMongod } from './start-mongod.ts';

const PREFIX = 'frontrow-mongo-';
/** The path of a Unix socket has at most 103 bytes (macOS), of which the names made here take 61. */
const LONGEST_PARENT = 40;

/**
 * Creates the user of new data. A mongod without a user lets the first who connects create one, so this
 * one has no port: it listens on a Unix socket in a folder that only its own user (and root) may enter,
 * and is stopped when the user exists.
 *
 * @throws when mongod does not start; the signal's reason when it aborts
 */
export async function createFirstUser(
  mongod: string,
  options: StartMongodOptions & { password: string; signal?: AbortSignal | undefined },
): Promise<void> {
  const { outer, inner } = privateFolder(options.user);
  const socket = join(inner, 'mongod.sock');
  const daemon = startMongod(options, (path) => setupCommandLine(mongod, path, socket));
  try {
    if (!(await waitUntilListening(daemon, options.signal))) {
      throw new Error(`mongod did not start:\n${errorsIn(daemon.readLog())}`);
    }
    await createUser(socket, options.password);
  } finally {
    await stopMongod(daemon.identity);
    await daemon.exited;
    daemon.cancelWatchdog();
    rmSync(outer, { recursive: true, force: true });
  }
}

/**
 * A new folder, and in it one with mode 0700 that belongs to the user. The outer one belongs to this process,
 * so that a later one removes it if this is killed.
 */
function privateFolder(user: SystemUser): { outer: string; inner: string } {
  const usable = (folder: string) =>
    folder.length <= LONGEST_PARENT && (user.uid === undefined || anyoneMayEnter(folder));
  const parent = usable(tmpdir()) ? tmpdir() : '/tmp';
  removeAbandonedFolders(parent, PREFIX);
  const outer = createOwnedFolder(parent, PREFIX);
  chmodSync(outer, 0o711);
  const inner = join(outer, 's');
  mkdirSync(inner, { mode: 0o700 });
  giveTo(user, inner);
  return { outer, inner };
}

async function createUser(socket: string, password: string): Promise<void> {
  const client = new MongoClient(`mongodb://${encodeURIComponent(socket)}`, {
    directConnection: true,
    serverSelectionTimeoutMS: 10_000,
  });
  try {
    await client.db('admin').command({ createUser: USER, pwd: password, roles: ['root'] });
  } finally {
    await client.close();
  }
}
