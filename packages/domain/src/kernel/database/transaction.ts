import { stateOf } from '@frontrow/database/connection/limited-pool';
import { type StatementLimits, transactionSettings } from '@frontrow/database/connection/limits';
import { DISCARD_PLANS, isStalePlan } from '@frontrow/database/connection/stale-plans';
import type { Pool, PoolClient } from 'pg';
import type { StatementContext } from '../context.ts';
import { ATTEMPTS, connectTo, requireConfirmed } from './connection.ts';
import { noteCommit, noteOutcome } from './outcome.ts';
import {
  type BoundStatement,
  isWrite,
  runScript,
  runStatement,
  type Sql,
  type Statement,
} from './sql.ts';
import { judge, type Phase } from './unavailable.ts';

/**
 * Runs `work` in one READ COMMITTED transaction on one connection of the ORM's pool, and runs it again
 * after a deadlock or with a stale plan. Inside a transaction it joins that one.
 */
export async function inTransaction<Ctx extends StatementContext, Result>(
  ctx: Ctx,
  work: (tx: Ctx) => Promise<Result>,
  limits: Partial<StatementLimits> = {},
): Promise<Result> {
  return beginWith(ctx, { ...limits, first: '' }, work);
}

/** The same, but sends a first statement together with BEGIN and passes its rows to `work`. */
export async function beginWith<Ctx extends StatementContext, Result, Row>(
  ctx: Ctx,
  { first, ...limits }: Partial<StatementLimits> & { first: string },
  work: (tx: Ctx, rows: Row[]) => Promise<Result>,
): Promise<Result> {
  const { pool } = ctx;
  if (!pool) return work(ctx, []);
  return retryingDeadlocks(ctx, () =>
    runTransaction(pool, { ...limits, first }, ({ sql, afterTransaction }, rows) =>
      work({ ...ctx, sql, pool: null, afterTransaction }, rows as Row[]),
    ),
  );
}

/** Runs `work` in one transaction on one connection of the pool. */
export async function runTransaction<Result>(
  pool: Pool,
  { first, ...limits }: Partial<StatementLimits> & { first: string | BoundStatement },
  work: (transaction: Transaction, rows: unknown[]) => Promise<Result>,
): Promise<Result> {
  const client = await connectTo(pool);
  const transaction = new Transaction(client);
  let unusable = false;
  try {
    const rows = await begin(client, `begin${transactionSettings(stateOf(client), limits)}`, first);
    const result = await work(transaction, rows);
    await transaction.commit();
    return result;
  } catch (error) {
    // On a connection that does not answer, a rollback would wait for the same time again.
    unusable = judge(error, transaction.phase).endsConnection;
    if (!unusable) {
      const text = isStalePlan(error) ? `rollback; ${DISCARD_PLANS}` : 'rollback';
      await client.query(text).catch(() => {
        unusable = true;
      });
    }
    throw noteOutcome(error, transaction.phase);
  } finally {
    client.release(unusable);
    transaction.end();
  }
}

/** Sends BEGIN and the first statement in one go. Returns the rows of the statement. */
async function begin(
  client: PoolClient,
  text: string,
  first: string | BoundStatement,
): Promise<unknown[]> {
  if (typeof first === 'string') {
    return (await runScript(client, text + (first && `; ${first}`))).at(-1)?.rows ?? [];
  }
  const begun = client.query(text);
  const ran = runStatement(client, first.statement, first.values);
  const [beginning, result] = await Promise.allSettled([begun, ran]);
  // Without BEGIN, each later statement would commit by itself.
  if (beginning.status === 'rejected') throw beginning.reason;
  if (result.status === 'rejected') throw result.reason;
  return result.value.rows;
}

/** A transaction that has begun on a connection. */
export class Transaction {
  readonly client: PoolClient;
  /** Whether it may have changed rows. */
  wrote = false;
  #committed = false;
  /** What the connection is used for. */
  phase: Phase = 'statement';
  readonly #afterwards: (() => void)[] = [];

  constructor(client: PoolClient) {
    this.client = client;
  }

  readonly sql: Sql = {
    rows: async <Row>(statement: Statement, values: readonly unknown[]) => {
      this.wrote ||= isWrite(statement);
      return (await runStatement(this.client, statement, values)).rows as Row[];
    },
    rowsAndCommit: async <Row>(text: string) => {
      this.wrote = true;
      const results = await this.#runCommit(`${text}; commit`);
      // The last result is that of the commit.
      return (results.at(-2)?.rows ?? []) as Row[];
    },
  };

  /** Runs the last statement and COMMIT in one round trip. */
  async rowsAndCommit<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    const ran = this.sql.rows<Row>(statement, values);
    const [rows, committed] = await Promise.allSettled([ran, this.commit()]);
    if (rows.status === 'rejected') throw rows.reason;
    if (committed.status === 'rejected') throw committed.reason;
    return rows.value;
  }

  /** See `DomainContext`. */
  readonly afterTransaction = (run: () => void): void => {
    this.#afterwards.push(run);
  };

  end(): void {
    for (const run of this.#afterwards) run();
  }

  async commit(): Promise<void> {
    if (!this.#committed) await this.#runCommit('commit');
  }

  async #runCommit(text: string) {
    if (this.wrote) this.phase = 'commit';
    const results = await runScript(this.client, text);
    // A statement failed, and whoever ran it went on.
    if (results.at(-1)?.command === 'ROLLBACK') throw new Error('the transaction was rolled back');
    requireConfirmed(this.client);
    this.#committed = true;
    if (this.wrote) noteCommit();
    return results;
  }
}

/**
 * Runs `work` again when the database chose it as the victim of a deadlock, or when a plan in it was stale; not inside a
 * transaction.
 */
export async function retryingDeadlocks<Result>(
  { pool }: StatementContext,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!pool || attempt === ATTEMPTS || !judge(error, 'statement').retried) throw error;
    }
  }
}
