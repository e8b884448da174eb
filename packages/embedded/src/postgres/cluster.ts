import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStateFile, writeStateFile } from '../data-folder/state-file.ts';
import { pathFor } from '../process/closed-folder.ts';
import type { ProcessIdentity } from '../process/process-identity.ts';
import { runProgram } from '../process/run-program.ts';
import { giveTo, type SystemUser } from '../process/system-user.ts';

/** Owns the database, and migrates it. */
export const SUPERUSER = 'frontrow';
/** The role of servers and workers; the migration creates it. */
export const APP_ROLE = 'frontrow_app';
const DRAFT_PREFIX = 'postgres.new-';
/** initdb prints each step; the slowest one flushes about 40 MB to the disk. */
const INITDB_SILENCE_MILLISECONDS = 300_000;

/** The content of `postgres.json`. */
export interface PostgresState {
  /** Of the superuser. */
  password: string;
  /** Of the role of servers and workers. Folders of versions before have none. */
  appPassword?: string | undefined;
  port?: number | undefined;
  /** The running server; undefined after an orderly stop. */
  postmaster?: ProcessIdentity | undefined;
}

export interface InitdbOptions {
  initdb: string;
  user: SystemUser;
  /** False skips the fsync of the new files. */
  durable: boolean;
}

/** Postgres puts it into the title of every process of the cluster, where shutdown.ts finds it. */
export const clusterNameOf = (folder: string): string =>
  `frontrow-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;

export const stateFileOf = (folder: string) => join(folder, 'postgres.json');

/**
 * Opens the cluster of a data folder, and creates it if there is none. Returns its state. Call it only
 * with the lock of the data folder.
 *
 * @throws when the cluster exists and its state file does not
 */
export async function openCluster(folder: string, options: InitdbOptions): Promise<PostgresState> {
  const state = readStateFile<PostgresState>(stateFileOf(folder));
  if (!existsSync(join(folder, 'postgres'))) return createCluster(folder, options);
  if (state) return state;
  throw new Error(
    `${stateFileOf(folder)}, which holds the password of the cluster beside it, is missing: put it back, or move ${join(folder, 'postgres')} away to begin anew`,
  );
}

/** Creates the cluster in a draft folder and renames that, so that a crash leaves no partial cluster. */
async function createCluster(
  folder: string,
  { initdb, user, durable }: InitdbOptions,
): Promise<PostgresState> {
  for (const name of readdirSync(folder).filter((name) => name.startsWith(DRAFT_PREFIX))) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
  const draft = join(folder, `${DRAFT_PREFIX}${randomBytes(4).toString('hex')}`);
  const passwordFile = `${draft}.pw`;
  const password = newPassword();
  const command = [
    initdb,
    `--pgdata=${pathFor(user, draft)}`,
    `--username=${SUPERUSER}`,
    '--pwfile=/dev/stdin',
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
    giveTo(user, draft);
    giveTo(user, passwordFile);
    await runProgram(command, {
      ...user,
      env: {},
      cwd: draft,
      input: passwordFile,
      silenceMilliseconds: INITDB_SILENCE_MILLISECONDS,
    });
    const state: PostgresState = { password, appPassword: newPassword() };
    writeStateFile(stateFileOf(folder), state);
    renameSync(draft, join(folder, 'postgres'));
    return state;
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

/** base64url has only characters that need no escape in a URL. */
export const newPassword = (): string => randomBytes(24).toString('base64url');
