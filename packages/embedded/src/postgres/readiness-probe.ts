import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** How long a Postgres may say nothing; one that says that it is recovering gets it anew. */
const PATIENCE_MILLISECONDS = 60_000;

/**
 * Waits until the Postgres of that data answers, and has the database of the URL. False when it ended
 * instead, or when another one answers in its place, having taken the port first.
 */
export async function isReady(
  url: string,
  { dataDir, exited }: { dataDir: string; exited: Promise<void> },
): Promise<boolean> {
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  let end = Date.now() + PATIENCE_MILLISECONDS;
  for (; !ended && Date.now() < end; await sleep(20)) {
    try {
      return await prepare(url, dataDir);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === INVALID_PASSWORD) return false;
      if (code === CANNOT_CONNECT_NOW) end = Date.now() + PATIENCE_MILLISECONDS;
    }
  }
  return false;
}

const INVALID_PASSWORD = '28P01';
const CANNOT_CONNECT_NOW = '57P03';

async function prepare(url: string, dataDir: string): Promise<boolean> {
  const server = new URL(url);
  const database = server.pathname.slice(1);
  server.pathname = '/postgres';
  const client = new pg.Client({
    connectionString: server.href,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ ours: boolean; there: boolean }>(
      `select current_setting('data_directory') = $1 as ours,
         exists (select from pg_database where datname = $2) as there`,
      [dataDir, database],
    );
    if (!rows[0]?.ours) return false;
    if (!rows[0].there) await client.query(`create database ${database}`);
    return true;
  } finally {
    await client.end().catch(() => {});
  }
}
