import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { PostgresBinaries } from './binaries.ts';
import type { Identity } from './identity.ts';
import { isAlive, markOf, type ProcessMark, waitUntilGone } from './processes.ts';

export const SUPERUSER = 'frontrow';

/** What is kept beside the cluster, readable by its owner alone. */
export interface ClusterRecord {
  password: string;
  port?: number | undefined;
  /** Who started it last and has not stopped it. */
  starter?: ProcessMark | undefined;
  postmaster?: ProcessMark | undefined;
}

const recordPath = (folder: string) => join(folder, 'postgres.json');

export function readRecord(folder: string): ClusterRecord | undefined {
  if (!existsSync(recordPath(folder))) return undefined;
  return JSON.parse(readFileSync(recordPath(folder), 'utf8')) as ClusterRecord;
}

export function writeRecord(folder: string, record: ClusterRecord): void {
  const draft = `${recordPath(folder)}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(record), { mode: 0o600 });
  renameSync(draft, recordPath(folder));
}

/** Makes the cluster aside and moves it in whole, so that a crash leaves no half of one. */
export async function createCluster(
  folder: string,
  { initdb }: PostgresBinaries,
  { uid, gid, through }: Identity,
): Promise<ClusterRecord> {
  const draft = join(folder, `postgres.new-${randomBytes(4).toString('hex')}`);
  const passwordFile = `${draft}.pw`;
  const password = randomBytes(24).toString('base64url');
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (uid !== undefined && gid !== undefined) {
    chownSync(draft, uid, gid);
    chownSync(passwordFile, uid, gid);
  }
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
  ];
  try {
    await run(words, through.length > 0 ? {} : { uid, gid });
    const record: ClusterRecord = { password };
    writeRecord(folder, record);
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
  const child = spawn(command, words, { ...as, stdio: ['ignore', 'ignore', 'pipe'], env: {} });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`initdb failed (${code}): ${complaint.trim()}`);
}

/**
 * Ends what an earlier start left: refuses if that start still lives, stops a Postgres that outlived
 * it, and removes the lock file of one that was killed (its number may since be another process's).
 */
export async function clearLeftovers(folder: string, record: ClusterRecord): Promise<void> {
  const { starter, postmaster } = record;
  if (
    starter &&
    starter.pid !== process.pid &&
    isAlive(starter) &&
    postmaster &&
    isAlive(postmaster)
  ) {
    throw new Error(`Frontrow already runs on ${folder} (process ${starter.pid})`);
  }
  const lock = join(folder, 'postgres', 'postmaster.pid');
  const left = postmaster ?? (existsSync(lock) ? markOfLock(lock, folder) : undefined);
  if (left && isAlive(left)) {
    for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
      process.kill(left.pid, signal);
      if (await waitUntilGone(left, 15_000)) break;
    }
  }
  rmSync(lock, { force: true });
}

function markOfLock(lock: string, folder: string): ProcessMark | undefined {
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  const commandLine = `/proc/${pid}/cmdline`;
  if (!Number.isInteger(pid) || !existsSync(commandLine)) return undefined;
  return readFileSync(commandLine, 'utf8').includes(folder) ? markOf(pid) : undefined;
}
