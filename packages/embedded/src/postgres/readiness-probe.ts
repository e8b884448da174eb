import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** The limit for an answer. It starts again whenever Postgres answers that it is still recovering. */
const TIMEOUT_MILLISECONDS = 60_000;

/** SQL states of refused connections. */
const INVALID_PASSWORD = '28P01';
const CANNOT_CONNECT_NOW = '57P03';

/**
 * Waits until the Postgres with that cluster name answers, and creates the database of the URL if it
 * does not exist. Returns false when Postgres ended, or when another server answers because it took the
 * port first.
 */
export async function waitUntilReady(
  url: string,
  { clusterName, exited }: { clusterName: string; exited: Promise<void> },
): Promise<boolean> {
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  let deadline = Date.now() + TIMEOUT_MILLISECONDS;
  for (; !ended && Date.now() < deadline; await sleep(20)) {
    try {
      return await ensureDatabase(url, clusterName);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === INVALID_PASSWORD) return false;
      if (code === CANNOT_CONNECT_NOW) deadline = Date.now() + TIMEOUT_MILLISECONDS;
    }
  }
  return false;
}

async function ensureDatabase(url: string, clusterName: string): Promise<boolean> {
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
    const { rows } = await client.query<{ ours: boolean; exists: boolean }>(
      `select current_setting('cluster_name') = $1 as ours,
         exists (select from pg_database where datname = $2) as exists`,
      [clusterName, database],
    );
    if (!rows[0]?.ours) return false;
    if (!rows[0].exists) await client.query(`create database ${database}`);
    return true;
  } finally {
    await client.end().catch(() => {});
  }
}
