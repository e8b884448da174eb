import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecord, writeRecord } from '../data-folder/state-file.ts';
import type { ProcessMark } from '../process/process-identity.ts';

/** What is kept beside the data, readable by its owner alone. */
export interface MongoRecord {
  password: string;
  /** There until the user of that password has been made. */
  making?: boolean | undefined;
  /** Of the mongod that made the data, which others cannot always run on. */
  version?: string | undefined;
  port?: number | undefined;
  /** Where it was started last and has not been stopped. */
  mongod?: ProcessMark | undefined;
}

export const recordPath = (folder: string) => join(folder, 'mongo.json');

/**
 * The record of the data in the folder, which is begun if there is none. Only for the one starter
 * that has claimed the folder, with nothing running on it.
 */
export function openData(folder: string): MongoRecord {
  const dataDir = join(folder, 'mongo');
  const record = existsSync(dataDir) ? readRecord<MongoRecord>(recordPath(folder)) : begin(folder);
  if (!record) {
    throw new Error(
      `${recordPath(folder)}, which holds the password of the data beside it, is missing: put it back, or move ${dataDir} away to begin anew`,
    );
  }
  // Killed before it had its user: nobody can have written anything yet.
  if (record.making) rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return record;
}

/** The version of the mongod that made the data in the folder; undefined where there is none yet. */
export function madeBy(folder: string): string | undefined {
  if (!existsSync(join(folder, 'mongo'))) return undefined;
  const record = readRecord<MongoRecord>(recordPath(folder));
  return record?.making ? undefined : record?.version;
}

function begin(folder: string): MongoRecord {
  // Of characters that a URL takes as they are.
  const record = { password: randomBytes(24).toString('base64url'), making: true };
  writeRecord(recordPath(folder), record);
  return record;
}

/** The secret by which the members of a set know each other; this one has no others. */
export function writeKeyFile(folder: string): string {
  const path = join(folder, 'mongo.key');
  rmSync(path, { force: true });
  writeFileSync(path, randomBytes(48).toString('base64'), { mode: 0o600 });
  return path;
}
