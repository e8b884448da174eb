import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { readRecord, writeRecord } from '../data-folder/state-file.ts';
import type { ProcessMark } from '../process/process-identity.ts';
import { endOf } from '../process/wait-for-exit.ts';
import type { Identity } from './system-user.ts';

export const SUPERUSER = 'frontrow';
const DRAFT = 'postgres.new-';

/** What is kept beside the cluster, readable by its owner alone. */
export interface ClusterRecord {
  password: string;
  port?: number | undefined;
  /** Where it was started last and has not been stopped. */
  postmaster?: ProcessMark | undefined;
}

export interface Making {
  initdb: string;
  identity: Identity;
  /** False leaves it to the system when the files of the new cluster reach the disk. */
  durable: boolean;
}

/** Goes into the title of every process of the cluster, by which it can be known. */
export const clusterNameOf = (folder: string): string =>
  `frontrow-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;

export const recordPath = (folder: string) => join(folder, 'postgres.json');

/**
 * The record of the cluster in the folder, which is made if there is none. Only for the one starter
 * that has claimed the folder.
 */
export async function openCluster(folder: string, making: Making): Promise<ClusterRecord> {
  const record = readRecord<ClusterRecord>(recordPath(folder));
  if (!existsSync(join(folder, 'postgres'))) return createCluster(folder, making);
  if (record) return record;
  throw new Error(
    `${recordPath(folder)}, which holds the password of the cluster beside it, is missing: put it back, or move ${join(folder, 'postgres')} away to begin anew`,
  );
}

/** Makes the cluster aside and moves it in whole, so that a crash leaves no half of one. */
async function createCluster(
  folder: string,
  { initdb, identity: { uid, gid, through }, durable }: Making,
): Promise<ClusterRecord> {
  for (const name of readdirSync(folder).filter((name) => name.startsWith(DRAFT))) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
  const draft = join(folder, `${DRAFT}${randomBytes(4).toString('hex')}`);
  const passwordFile = `${draft}.pw`;
  const password = randomBytes(24).toString('base64url');
  const words = [
    ...through,
    initdb,
    `--pgdata=${draft}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
  try {
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (uid !== undefined && gid !== undefined) {
      chownSync(draft, uid, gid);
      chownSync(passwordFile, uid, gid);
    }
    await run(words, through.length > 0 ? {} : { uid, gid });
    const record: ClusterRecord = { password };
    writeRecord(recordPath(folder), record);
    renameSync(draft, join(folder, 'postgres'));
    return record;
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

async function run(
  [command = '', ...words]: string[],
  as: { uid?: number | undefined; gid?: number | undefined },
): Promise<void> {
  // A group of its own, as Postgres has: Ctrl-C stops the starter in order, not initdb in the middle.
  const child = spawn(command, words, {
    ...as,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {},
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const code = await endOf(child);
  if (code !== 0) throw new Error(`initdb failed (${code}): ${complaint.trim()}`);
}
