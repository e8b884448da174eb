import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { World } from './world.ts';

export interface RowLock {
  /** Resolves once this many transactions wait for a lock in the world's database. */
  waitForWaiters(count: number): Promise<void>;
  release(): Promise<void>;
}

/**
 * Locks a queue entry, a queue, a seat or an account, as another process does in the middle of a transaction. It
 * uses a connection outside the pool: the virtual clock moves only while no connection of the pool is busy.
 */
export async function lockRow(
  world: World,
  table: 'queue_entry' | 'queue' | 'seat' | 'account',
  id: string,
): Promise<RowLock> {
  const key = { queue_entry: 'id', queue: 'concert_id', seat: 'id', account: 'user_id' }[table];
  const client = new Client({ connectionString: world.url });
  await client.connect();
  await client.query('begin');
  await client.query(`select from ${table} where ${key} = $1 for update`, [id]);
  return {
    waitForWaiters: (count) => waitForLockWaiters(world, count),
    async release() {
      await client.query('rollback');
      await client.end();
    },
  };
}

/**
 * Resolves once this many transactions wait for a lock in the world's database. Must run outside a
 * transaction, which would see `pg_stat_activity` as it was at its first read.
 */
export async function waitForLockWaiters({ pool }: World, count: number): Promise<void> {
  for (;;) {
    const { rows } = await pool.query(
      `select count(*)::int as n from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows[0].n >= count) return;
    await sleep(5);
  }
}
