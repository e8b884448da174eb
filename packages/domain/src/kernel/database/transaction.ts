import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import { DatabaseError } from 'pg';
import type { DomainContext } from '../context.ts';
import { runScript, type Sql, sqlIn } from './sql.ts';
import { isDatabaseUnavailable } from './unavailable.ts';

const ATTEMPTS = 5;
/** serialization_failure and deadlock_detected: the transaction may be run again from its start. */
const RETRYABLE = new Set(['40001', '40P01']);

/** In milliseconds. */
export interface TransactionLimits {
  /** The longest wait for one lock. */
  lock: number;
  /** The longest run of one statement. */
  statement: number;
  /** The longest pause between two statements. */
  idle: number;
}

/**
 * A process that freezes inside a transaction must not keep its locks, and no call may wait for a lock
 * for ever. A statement gets a little less than the client waits for it.
 */
const LIMITS: TransactionLimits = { lock: 10_000, statement: 18_000, idle: 1_500 };

/** Units of work may hold a queue lock, so they get less. */
const UNIT_OF_WORK_IDLE = 900;

/** Set with SET LOCAL: a transaction pooler does not keep settings of a session. */
const setLimits = (given: Partial<TransactionLimits>) => {
  const { lock, statement, idle } = { ...LIMITS, ...given };
  return `
  set local idle_in_transaction_session_timeout = ${idle};
  set local statement_timeout = ${statement};
  set local lock_timeout = ${lock}`;
};

/**
 * Runs `work` in one READ COMMITTED transaction on one connection of the ORM's pool, and runs it again
 * after a deadlock. Inside a transaction it joins that one.
 */
export async function inTransaction<Ctx extends DomainContext, Result>(
  ctx: Ctx,
  work: (tx: Ctx) => Promise<Result>,
  options: Partial<TransactionLimits> = {},
): Promise<Result> {
  return beginWith(ctx, { ...options, first: '' }, work);
}

/** The same, but sends a first statement together with BEGIN and passes its rows to `work`. */
export async function beginWith<Ctx extends DomainContext, Result, Row>(
  ctx: Ctx,
  { first, ...options }: Partial<TransactionLimits> & { first: string },
  work: (tx: Ctx, rows: Row[]) => Promise<Result>,
): Promise<Result> {
  const { pool } = ctx;
  if (!pool) return work(ctx, []);
  return retryingDeadlocks(ctx, async () => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      const script = `begin; ${setLimits(options)}${first && `; ${first}`}`;
      const rows = await runScript<Row>(client, script);
      let committed = false;
      const sql = sqlIn(client, () => {
        committed = true;
      });
      const result = await work({ ...ctx, sql, pool: null }, rows);
      if (!committed) await client.query('commit');
      return result;
    } catch (error) {
      // On a connection that does not answer, a rollback would wait for the same time again.
      const answered = error instanceof DatabaseError;
      if (!answered && isDatabaseUnavailable(error)) broken = error as Error;
      else {
        await client.query('rollback').catch((reason: Error) => {
          broken = reason;
        });
      }
      throw error;
    } finally {
      client.release(broken);
    }
  });
}

/** A transaction with the ORM's unit of work, for what is not hot: `tx.em` is flushed at its end. */
export async function inUnitOfWork<Ctx extends DomainContext, Result>(
  ctx: Ctx,
  work: (tx: Ctx) => Promise<Result>,
): Promise<Result> {
  return retryingDeadlocks(ctx, () =>
    ctx.em.fork().transactional(async (em) => {
      for (const setting of setLimits({ idle: UNIT_OF_WORK_IDLE }).split(';'))
        await transactionOf(em).executeQuery(CompiledQuery.raw(setting));
      return work({ ...ctx, sql: sqlOfUnit(em), pool: null, em });
    }),
  );
}

/** Runs `work` again when the database chose it as the victim of a deadlock; not inside a transaction. */
export async function retryingDeadlocks<Result>(
  { pool }: DomainContext,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!pool || attempt === ATTEMPTS || !isRetryable(error)) throw error;
    }
  }
}

/** Statements on the connection of a unit of work. Date columns arrive as text here. */
const sqlOfUnit = (em: EntityManager): Sql => ({
  async rows<Row>({ text }: { text: string }, values: readonly unknown[]) {
    await em.flush();
    const result = await transactionOf(em).executeQuery(CompiledQuery.raw(text, [...values]));
    return result.rows as Row[];
  },
});

function transactionOf(em: EntityManager) {
  const transaction = em.getTransactionContext();
  if (!transaction) throw new Error('the unit of work has no transaction');
  return transaction;
}

function isRetryable(error: unknown): boolean {
  const cause = error instanceof DatabaseError ? error : (error as Error)?.cause;
  const code = (cause as { code?: string } | undefined)?.code ?? (error as { code?: string })?.code;
  return code !== undefined && RETRYABLE.has(code);
}
