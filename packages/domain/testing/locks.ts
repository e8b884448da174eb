import type { World } from './world.ts';

export interface RowLock {
  /** Resolves once that many others wait for a lock in this database. */
  waiting(count: number): Promise<void>;
  release(): Promise<void>;
}

/** Locks the row of a queue token, or a whole queue, as another process does in the middle of a transaction. */
export async function lockRow(
  world: World,
  table: 'queue_entry' | 'queue' | 'account',
  id: string,
): Promise<RowLock> {
  const key = { queue_entry: 'id', queue: 'concert_id', account: 'user_id' }[table];
  const client = await world.pool.connect();
  await client.query('begin');
  await client.query(`select from ${table} where ${key} = $1 for update`, [id]);
  return {
    waiting: (count) => waitersFor(world, count),
    async release() {
      await client.query('rollback');
      client.release();
    },
  };
}

/**
 * Resolves once that many wait for a lock in this database. Asks on a connection of its own: a
 * transaction keeps the first view of the activity that it had.
 */
export async function waitersFor({ pool }: World, count: number): Promise<void> {
  for (;;) {
    const { rows } = await pool.query(
      `select count(*)::int as n from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows[0].n >= count) return;
    await new Promise(setImmediate);
  }
}
