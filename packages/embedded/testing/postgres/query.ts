import pg from 'pg';
import { onTestFinished } from 'vitest';
import { until } from '../until.ts';

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Runs one statement on a new connection. */
export async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = await connect(url);
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

export interface TableLock {
  /** Resolves when another transaction waits for the lock, and so has certainly begun. */
  awaited(): Promise<void>;
  release(): Promise<void>;
}

/** Locks a table against all other transactions, until it is released or the test ends. */
export async function lockTable(url: string, table: string): Promise<TableLock> {
  const holder = await connect(url);
  const observer = await connect(url);
  onTestFinished(() => {
    for (const client of [holder, observer]) client.end().catch(() => {});
  });
  await holder.query(`begin; lock table ${table}`);
  return {
    async awaited() {
      await until('another transaction waits for the lock', async () => {
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
