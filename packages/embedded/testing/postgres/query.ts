import pg from 'pg';
import { onTestFinished } from 'vitest';
import { until } from '../process/processes.ts';

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Runs one statement on a connection of its own. */
export async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = await connected(url);
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

export interface TableLock {
  /** Done when somebody waits for it, which is then surely under way. */
  awaited(): Promise<void>;
  release(): Promise<void>;
}

/** Locks a whole table against everybody, until it is released or the test ends. */
export async function lockTable(url: string, table: string): Promise<TableLock> {
  const holder = await connected(url);
  const observer = await connected(url);
  onTestFinished(() => {
    for (const client of [holder, observer]) client.end().catch(() => {});
  });
  await holder.query(`begin; lock table ${table}`);
  return {
    async awaited() {
      await until('somebody waits for the lock', async () => {
        const { rows } = await observer.query(
          'select from pg_locks where relation = $1::regclass and not granted',
          [table],
        );
        return rows.length > 0;
      });
    },
    async release() {
      await holder.query('rollback');
    },
  };
}
