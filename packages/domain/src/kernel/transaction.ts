import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import { DatabaseError } from 'pg';
import type { DomainContext } from './context.ts';
import { type Sql, sqlOn } from './sql.ts';

const ATTEMPTS = 5;
/** serialization_failure and deadlock_detected: the transaction may be run again from its start. */
const RETRYABLE = new Set(['40001', '40P01']);

/**
 * Runs a use case in one transaction (READ COMMITTED), on one connection of the ORM's pool, and runs
 * it again when the database gave it up for a deadlock. Inside a transaction it joins that one.
 */
export async function inTransaction<Result>(
  ctx: DomainContext,
  work: (ctx: DomainContext) => Promise<Result>,
): Promise<Result> {
  const { pool } = ctx;
  if (!pool) return work(ctx);
  return retrying(async () => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(within(ctx, sqlOn(client)));
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((reason: Error) => {
        broken = reason;
      });
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
  return retrying(() =>
    ctx.em.fork().transactional((em) => work({ ...within(ctx, sqlOfUnit(em)), em })),
  );
}

/** Statements on the connection of a unit of work; date columns arrive as text there. */
const sqlOfUnit = (em: EntityManager): Sql => ({
  async rows<Row>({ text }: { text: string }, values: readonly unknown[]) {
    await em.flush();
    const transaction = em.getTransactionContext();
    if (!transaction) throw new Error('the unit of work has no transaction');
    const result = await transaction.executeQuery(CompiledQuery.raw(text, [...values]));
    return result.rows as Row[];
  },
});

function within(ctx: DomainContext, sql: Sql): DomainContext {
  const inner = { ...ctx, sql, pool: null };
  return Object.defineProperty(inner, 'now', { get: () => ctx.now, enumerable: true });
}

async function retrying<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt === ATTEMPTS || !isRetryable(error)) throw error;
    }
  }
}

function isRetryable(error: unknown): boolean {
  const cause = error instanceof DatabaseError ? error : (error as Error)?.cause;
  const code = (cause as { code?: string } | undefined)?.code ?? (error as { code?: string })?.code;
  return code !== undefined && RETRYABLE.has(code);
}
