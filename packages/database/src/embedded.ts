import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findBinaries } from './embedded/binaries.ts';
import {
  type ClusterRecord,
  clearLeftovers,
  createCluster,
  readRecord,
  SUPERUSER,
  writeRecord,
} from './embedded/cluster.ts';
import { chooseIdentity, type Identity } from './embedded/identity.ts';
import { freePort } from './embedded/ports.ts';
import { interruptWhenOrphaned, markOf, waitUntilGone } from './embedded/processes.ts';

const DATABASE = 'frontrow';
const START_ATTEMPTS = 5;

export interface EmbeddedOptions {
  /** The data folder; the cluster lies in its `postgres`, the log in its `postgres.log`. */
  folder: string;
  /** False trades the promise that a commit survives a power cut for speed: for tests. */
  durable?: boolean;
}

export interface EmbeddedPostgres {
  /** postgres:// on loopback, with its password. */
  url: string;
  pid: number;
  /** Settles when Postgres ends, wanted or not. */
  exited: Promise<void>;
  /** Disconnects everybody, writes everything down, ends; done when the process is gone. */
  stop(): Promise<void>;
}

/**
 * Starts the real Postgres from npm in a data folder, making its cluster at the first start, and
 * recovering what a killed one left. It ends with this process, however that ends.
 *
 * @throws when a living Frontrow already uses the folder, or Postgres cannot start; then nothing is
 * left running.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const folder = resolve(options.folder);
  const dataDir = join(folder, 'postgres');
  mkdirSync(folder, { recursive: true });
  const binaries = await findBinaries();
  const identity = chooseIdentity(dataDir, Object.values(binaries).filter(isPath));
  const record = readRecord(folder) ?? (await createCluster(folder, binaries, identity));
  await clearLeftovers(folder, record);

  for (let attempt = 1; ; attempt++) {
    const port = await freePort(attempt === 1 ? record.port : undefined);
    const flags = [`-p${port}`, '-D', dataDir, ...settingsOf(options)];
    const log = openSync(join(folder, 'postgres.log'), 'a');
    const child = spawnPostgres([...identity.through, binaries.postgres, ...flags], identity, log);
    closeSync(log);
    const running = await supervise(child, { folder, record: { ...record, port } });
    if (await isReady(running)) return running;
    await running.stop();
    if (attempt === START_ATTEMPTS) throw new Error(`Postgres did not start: ${tailOf(folder)}`);
    await sleep(300);
  }
}

const isPath = (value: unknown): value is string => typeof value === 'string';

function settingsOf({ durable = true }: EmbeddedOptions): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '256MB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function spawnPostgres([command = '', ...words]: string[], as: Identity, log: number) {
  const { uid, gid } = as.through.length > 0 ? {} : as;
  // A group of its own: Ctrl-C in a terminal reaches the starter alone, which then stops in order.
  return spawn(command, words, { uid, gid, detached: true, stdio: ['ignore', log, log], env: {} });
}

async function supervise(
  child: ChildProcess,
  { folder, record }: { folder: string; record: ClusterRecord },
): Promise<EmbeddedPostgres> {
  const exited = new Promise<void>((settle) => {
    child.once('exit', () => settle());
    child.once('error', () => settle());
  });
  if (child.pid === undefined) throw new Error('Postgres could not be run');
  const pid = child.pid;
  const mark = markOf(pid);
  const callOff = interruptWhenOrphaned(pid);
  writeRecord(folder, { ...record, starter: markOf(process.pid), postmaster: mark });
  return {
    url: `postgres://${SUPERUSER}:${record.password}@127.0.0.1:${record.port}/${DATABASE}`,
    pid,
    exited,
    async stop() {
      child.kill('SIGINT');
      if (!(await waitUntilGone(mark, 30_000))) child.kill('SIGQUIT');
      await exited;
      callOff();
      writeRecord(folder, { password: record.password, port: record.port });
    },
  };
}

/** Waits until it answers and has its database; false when it ended instead. */
async function isReady({ url, exited }: EmbeddedPostgres): Promise<boolean> {
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  const server = new URL(url);
  server.pathname = '/postgres';
  for (const end = Date.now() + 60_000; !ended && Date.now() < end; await sleep(50)) {
    const client = new pg.Client({ connectionString: server.href, connectionTimeoutMillis: 5_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      const { rowCount } = await client.query('select from pg_database where datname = $1', [
        DATABASE,
      ]);
      if (rowCount === 0) await client.query(`create database ${DATABASE}`);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === '28P01') throw error;
    } finally {
      await client.end().catch(() => {});
    }
  }
  return false;
}

function tailOf(folder: string): string {
  return readFileSync(join(folder, 'postgres.log'), 'utf8')
    .split('\n')
    .slice(-8)
    .join(' | ')
    .trim();
}
