import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStateFile, writeStateFile } from '../data-folder/state-file.ts';
import type { ProcessIdentity } from '../process/process-identity.ts';
import { KEY_FILE } from './command-line.ts';

/** The content of `mongo.json`. */
export interface MongoState {
  password: string;
  /** True until the user with that password has been created. */
  initializing?: boolean | undefined;
  /** The version of the mongod that created the data; other versions may not be able to read it. */
  version?: string | undefined;
  port?: number | undefined;
  /** The running server; undefined after an orderly stop. */
  mongod?: ProcessIdentity | undefined;
}

export const stateFileOf = (folder: string) => join(folder, 'mongo.json');

/**
 * Opens the data directory of a data folder, and creates it with a new password if there is none.
 * Call it only with the lock of the data folder, while no mongod runs on the data.
 *
 * @throws when the data exists and its state file does not
 */
export function openDataDirectory(folder: string): MongoState {
  const dataDir = join(folder, 'mongo');
  const state = existsSync(dataDir)
    ? readStateFile<MongoState>(stateFileOf(folder))
    : createState(folder);
  if (!state) {
    throw new Error(
      `${stateFileOf(folder)}, which holds the password of the data beside it, is missing: put it back, or move ${dataDir} away to begin anew`,
    );
  }
  // The first start was killed before it had created the user, so nobody has written any data yet.
  if (state.initializing) rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return state;
}

/** The version of the mongod that created the data of the folder; undefined when there is no data. */
export function dataVersionIn(folder: string): string | undefined {
  if (!existsSync(join(folder, 'mongo'))) return undefined;
  const state = readStateFile<MongoState>(stateFileOf(folder));
  return state?.initializing ? undefined : state?.version;
}

function createState(folder: string): MongoState {
  // base64url has only characters that need no escape in a URL.
  const state = { password: randomBytes(24).toString('base64url'), initializing: true };
  writeStateFile(stateFileOf(folder), state);
  return state;
}

/** Writes the secret that members of a replica set share. mongod requires it for authentication. */
export function writeKeyFile(folder: string): void {
  const path = join(folder, 'mongo', KEY_FILE);
  rmSync(path, { force: true });
  writeFileSync(path, randomBytes(48).toString('base64'), { mode: 0o600 });
  // Versions before kept it here, where mongod's own user may not be able to read it.
  rmSync(join(folder, KEY_FILE), { force: true });
}
