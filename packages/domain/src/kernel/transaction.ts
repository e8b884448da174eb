import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import { DatabaseError } from 'pg';
import type { DomainContext } from './context.ts';
import { begin, type Sql, sqlIn } from './sql.ts';
import { isDatabaseUnavailable } from './unavailable.ts';

const ATTEMPTS = 5;
/** serialization_failure and deadlock_detected: the work may be done again from its start. */
const RETRYABLE = new Set(['40001', '40P01']);

export interface TransactionLimits {
  /** How long it waits for each lock. */
  lock: number;
  /** How long each statement may take. */
  statement: number;
  /** How long it may pause between two statements. */
  idle: number;
}

/**
 * Milliseconds. A process that hangs in the middle of a transaction must not hold its locks for ever,
 * nor may those who wait for one; a statement gets a little less than the client waits.
 */
const LIMITS: TransactionLimits = { lock: 10_000, statement: 18_000, idle: 1_500 };

/** Of a unit of work, which may hold the lock of a queue. */
const UNIT_OF_WORK_IDLE = 900;

/** Local to the transaction, so that a transaction pooler does not mind. */
const limits = (given: Partial<TransactionLimits>) => {
  const { lock, statement, idle } = { ...LIMITS, ...given };
  return `
  set local idle_in_transaction_session_timeout = ${idle};
  set local statement_timeout = ${statement};
  set local lock_timeout = ${lock}`;
};

/**
 * Runs a use case in one transaction (READ COMMITTED), on one connection of the ORM's pool, and runs
 * it again when the database gave it up for a deadlock. Inside a transaction it joins that one.
 */
export async function inTransaction<Result>(
  ctx: DomainContext,
  work: (ctx: DomainContext) => Promise<Result>,
  options: Partial<TransactionLimits> = {},
): Promise<Result> {
  return inTransactionFrom(ctx, { ...options, first: '' }, work);
}

/** The same, with the rows of a first text that is sent together with its beginning. */
export async function inTransactionFrom<Result, Row>(
  ctx: DomainContext,
  { first, ...options }: Partial<TransactionLimits> & { first: string },
  work: (ctx: DomainContext, rows: Row[]) => Promise<Result>,
): Promise<Result> {
  const { pool } = ctx;
  if (!pool) return work(ctx, []);
  return retryingDeadlocks(ctx, async () => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      const rows = await begin<Row>(client, `begin; ${limits(options)}${first && `; ${first}`}`);
      let finished = false;
      const sql = sqlIn(client, () => {
        finished = true;
      });
      const result = await work(within(ctx, sql), rows);
      if (!finished) await client.query('commit');
      return result;
    } catch (error) {
      // A connection that does not answer would let the rollback wait as long again.
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

/** The same for what is not hot: a transaction of the ORM's, whose entity manager flushes at its end. */
export async function inUnitOfWork<Result>(
  ctx: DomainContext,
  work: (ctx: DomainContext) => Promise<Result>,
): Promise<Result> {
  return retryingDeadlocks(ctx, () =>
    ctx.em.fork().transactional(async (em) => {
      for (const setting of limits({ idle: UNIT_OF_WORK_IDLE }).split(';'))
        await transactionOf(em).executeQuery(CompiledQuery.raw(setting));
      return work({ ...within(ctx, sqlOfUnit(em)), em });
    }),
  );
}

/** Does it again when the database chose it to end a deadlock. Inside a transaction that one is. */
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

/** Statements on the connection of a unit of work; date columns arrive as text there. */
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

function within(ctx: DomainContext, sql: Sql): DomainContext {
  const inner = { ...ctx, sql, pool: null };
  return Object.defineProperty(inner, 'now', { get: () => ctx.now, enumerable: true });
}

function isRetryable(error: unknown): boolean {
  const cause = error instanceof DatabaseError ? error : (error as Error)?.cause;
  const code = (cause as { code?: string } | undefined)?.code ?? (error as { code?: string })?.code;
  return code !== undefined && RETRYABLE.has(code);
}
