import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { World } from './world.ts';

/** The tables with rows that can be locked, and their keys. */
const KEYS = {
  queue_entry: 'id',
  queue: 'concert_id',
  seat: 'id',
  account: 'user_id',
  reservation: 'id',
  performance: 'id',
  app_user: 'id',
};

export interface RowLock {
  /** Resolves once this many transactions wait for a lock in the world's database, or when `isOver` says so. */
  waitForWaiters(count: number, isOver?: () => boolean): Promise<void>;
  release(): Promise<void>;
}

/**
 * Locks a row, as another process does in the middle of a transaction. It uses a connection outside the pool:
 * the virtual clock moves only while no connection of the pool is busy.
 */
export async function lockRow(
  world: World,
  table: keyof typeof KEYS,
  id: string,
): Promise<RowLock> {
  const key = KEYS[table];
  const client = new Client({ connectionString: world.url });
  await client.connect();
  await client.query('begin');
  await client.query(`select from ${table} where ${key} = $1 for update`, [id]);
  return {
    waitForWaiters: (count, isOver) => waitForLockWaiters(world, count, isOver),
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
export async function waitForLockWaiters(
  { pool }: World,
  count: number,
  isOver = () => false,
): Promise<void> {
  while (!isOver()) {
    const { rows } = await pool.query(
      `select count(*)::int as n from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows[0].n >= count) return;
    await sleep(5);
  }
}

/**
 * Makes a call that waits for a lock until a time has passed on the database's clock. `begin` gets the
 * number of seconds from now to that time, sets the time, and returns the call with it. If the machine
 * is so slow that the call is over before it waits, everything is done again with a longer time.
 *
 * @returns the outcome of the call
 */
export async function whileTimePasses<Outcome>(
  world: World,
  begin: (seconds: number) => Promise<{ lock: RowLock; until: Date; call: Promise<Outcome> }>,
): Promise<Outcome> {
  for (let seconds = 1; ; seconds *= 2) {
    const { lock, until, call } = await begin(seconds);
    const isOver = () => 'over';
    const waits = lock.waitForWaiters(1).then(() => 'waits', isOver);
    const first = await Promise.race([call.then(isOver, isOver), waits]);
    if (first === 'waits') await waitForDatabaseTime(world, until);
    await lock.release();
    const outcome = await call;
    if (first === 'waits' || seconds > 60) return outcome;
  }
}

/** Resolves once the database's clock has passed this time. */
async function waitForDatabaseTime({ pool }: World, time: Date): Promise<void> {
  for (;;) {
    const { rows } = await pool.query('select clock_timestamp() > $1 as passed', [time]);
    if (rows[0].passed) return;
    await sleep(20);
  }
}
