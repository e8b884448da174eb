import { stateOf, wasUnconfirmed } from '@frontrow/database/connection/limited-pool';
import { transactionSettings } from '@frontrow/database/connection/limits';
import { DISCARD_PLANS, isStalePlan } from '@frontrow/database/connection/stale-plans';
import type { Pool, PoolClient, QueryResult } from 'pg';
import { noteCommit, noteOutcome } from './outcome.ts';
import { BY_INDEX, isWrite, runStatement, type Sql, type Statement } from './sql.ts';
import { judge } from './unavailable.ts';

/** Takes a connection out of the pool. Its errors say that nothing was done. */
export async function connectTo(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw noteOutcome(error, 'connecting');
  }
}

/**
 * Requires that the commits on the connection reached the standby that they waited for.
 *
 * @throws an error with the SQL state of a commit of which nobody knows
 */
export function requireConfirmed(client: PoolClient): void {
  if (!wasUnconfirmed(client)) return;
  throw Object.assign(new Error('no standby confirmed the commit'), { code: '40003' });
}

/** How often a statement or transaction is tried that can be run again at once. */
export const ATTEMPTS = 5;

/** Statements that commit by themselves, each on any connection of the pool. */
export const sqlOn = (pool: Pool): Sql => ({
  async rows<Row>(statement: Statement, values: readonly unknown[]) {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await runOnAny(pool, statement, values)).rows as Row[];
      } catch (error) {
        if (attempt === ATTEMPTS || !isStalePlan(error)) throw error;
      }
    }
  },
});

async function runOnAny(
  pool: Pool,
  statement: Statement,
  values: readonly unknown[],
): Promise<QueryResult> {
  const client = await connectTo(pool);
  let unusable = false;
  try {
    const result = await runAlone(client, statement, values);
    requireConfirmed(client);
    if (isWrite(statement)) noteCommit();
    return result;
  } catch (error) {
    unusable = judge(error, 'single').endsConnection;
    if (isStalePlan(error)) await client.query(DISCARD_PLANS).catch(() => {});
    throw noteOutcome(error, isWrite(statement) ? 'single' : 'statement');
  } finally {
    client.release(unusable);
  }
}

/**
 * Where a pooler stands between, or the statement has a limit of its own, it needs a transaction to have limits; and
 * where it uses indexes only.
 * The three parts are sent in one go. A statement whose BEGIN was cancelled commits by itself.
 */
async function runAlone(
  client: PoolClient,
  statement: Statement,
  values: readonly unknown[],
): Promise<QueryResult> {
  const state = stateOf(client);
  if (state.session && statement.seconds === undefined && !statement.byIndex) {
    return runStatement(client, statement, values);
  }
  const limits = transactionSettings(state, longerLimits(statement));
  const begun = client.query(`begin${limits}${statement.byIndex ? `; ${BY_INDEX}` : ''}`);
  const ran = runStatement(client, statement, values);
  const committed = client.query('commit');
  const [, result, commit] = await Promise.allSettled([begun, ran, committed]);
  if (result.status === 'rejected') throw result.reason;
  if (commit.status === 'rejected') throw commit.reason;
  return result.value;
}

function longerLimits({ seconds }: Statement) {
  if (seconds === undefined) return {};
  return { statement: seconds * 1000, transaction: (seconds + 1) * 1000 };
}
