import { Client } from 'pg';
import { waitForLockWaiters } from '../locks.ts';
import type { World } from '../world.ts';

const LOCK = 4_711;

/**
 * A condition that waits between the snapshot of a statement and what comes after.
 *
 * @param after an expression that has to be there first
 */
export const pauseAfter = (after: string) =>
  `(select pg_advisory_xact_lock(${LOCK})::text || (${after})::text) is not null`;

export interface PausedStatement {
  /** With `pauseAfter` in it. */
  text: string;
  values: readonly unknown[];
}

/** Runs an update that sets a column, and resolves once the time that it set has passed. */
export type Pass = (update: string, id: string) => Promise<void>;

/** Runs a statement and changes something while it is paused. Returns its rows. */
export async function whilePaused<Row>(
  world: World,
  { text, values }: PausedStatement,
  change: (pass: Pass) => Promise<unknown>,
): Promise<Row[]> {
  const [locker, runner] = [0, 1].map(() => new Client({ connectionString: world.url })) as [
    Client,
    Client,
  ];
  await Promise.all([locker.connect(), runner.connect()]);
  await locker.query('select pg_advisory_lock($1)', [LOCK]);
  const running = runner.query(text, [...values]);
  await waitForLockWaiters(world, 1);
  try {
    await change(async (update, id) => {
      const { rows } = await locker.query(update, [id]);
      await locker.query('select pg_sleep_until($1)', [rows[0].until]);
    });
  } finally {
    await locker.query('select pg_advisory_unlock($1)', [LOCK]);
    await running.catch(() => {});
    await Promise.all([locker.end(), runner.end()]);
  }
  return (await running).rows as Row[];
}
