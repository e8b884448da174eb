import { Client } from 'pg';
import { waitForLockWaiters } from '../locks.ts';
import type { World } from '../world.ts';

/** Lets each insert of a row of this user fail. Returns how to end that. */
export async function failInserts(
  { ownerPool }: World,
  { table, userId, condition }: { table: string; userId: string; condition: string },
): Promise<() => Promise<unknown>> {
  await ownerPool.query(`
    create function fail_of_the_test() returns trigger language plpgsql as $$
    begin raise exception 'from a test' using errcode = '${condition}'; end $$`);
  await ownerPool.query(`
    create trigger fail_of_the_test before insert on ${table} for each row
    when (new.user_id = '${userId}') execute function fail_of_the_test()`);
  return () => ownerPool.query('drop function fail_of_the_test() cascade');
}

/**
 * Makes calls with idempotency keys whose connection is lost while they store their answers, with the commit on its
 * way. Returns their errors.
 */
export async function loseConnectionOf(
  world: World,
  begin: () => Promise<unknown>[],
): Promise<unknown[]> {
  const locker = new Client({ connectionString: world.ownerUrl });
  await locker.connect();
  // Look-ups go on, and answers cannot be stored.
  await locker.query('begin; lock table stored_answer in exclusive mode');
  const failures = begin().map((each) => each.catch((error: unknown) => error));
  await waitForLockWaiters(world, 1);
  await locker.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );
  const errors = await Promise.all(failures);
  await locker.query('rollback');
  await locker.end();
  return errors;
}
