import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@frontrow/database/orm';
import { startEmbeddedPostgres } from '@frontrow/embedded/postgres/start';
import { Client, Pool } from 'pg';
import { type Environment, openEnvironment } from '../environment.ts';
import { microsecondsWithChildren } from './processor-time.ts';

/** A migrated database of its own, with the domain's services in this process. */
export interface BenchDatabase extends Environment {
  /** A plain client of the owner, for preparations and for statements that are sent bare. */
  pool: Pool;
  /** Microseconds of processor time of all processes of Postgres so far. */
  postgresMicroseconds(): number;
  close(): Promise<void>;
}

export interface Cluster {
  version: string;
  createDatabase(): Promise<BenchDatabase>;
  stop(): Promise<void>;
}

/** As many connections as the services of this process have: `CONCURRENCY` of the environment. */
const CONNECTIONS = 16;

/** A Postgres with durable commits in a temporary folder. Each scenario gets a copy of one migrated database. */
export async function startCluster(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'frontrow-bench-'));
  const postgres = await startEmbeddedPostgres({ folder });
  const stop = async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await migrate(postgres.url);
    const version = await versionOf(postgres.url);
    let made = 0;
    return {
      version,
      stop,
      async createDatabase() {
        const name = `bench_${++made}`;
        await onAdmin(postgres.url, `create database ${name} template frontrow`);
        const url = urlOf(postgres.url, name);
        const environment = await openEnvironment(url);
        const pool = new Pool({ connectionString: url, max: CONNECTIONS });
        pool.on('error', () => {});
        return {
          ...environment,
          pool,
          postgresMicroseconds: () => microsecondsWithChildren(postgres.pid),
          async close() {
            await pool.end();
            await environment.close();
            await onAdmin(postgres.url, `drop database ${name} with (force)`);
          },
        };
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const urlOf = (url: string, database: string): string =>
  Object.assign(new URL(url), { pathname: `/${database}` }).href;

async function onAdmin(url: string, text: string) {
  const client = new Client({ connectionString: urlOf(url, 'postgres') });
  await client.connect();
  try {
    return await client.query<Record<string, string>>(text);
  } finally {
    await client.end();
  }
}

async function versionOf(url: string): Promise<string> {
  const { rows } = await onAdmin(url, 'show server_version');
  return rows[0]?.server_version ?? 'unknown';
}
