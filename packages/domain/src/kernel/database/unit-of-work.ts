import { stateOf } from '@frontrow/database/connection/limited-pool';
import { transactionSettings } from '@frontrow/database/connection/limits';
import type { EntityManager, Transaction as OrmTransaction } from '@mikro-orm/postgresql';
import { CompiledQuery, Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely';
import type { PoolClient } from 'pg';
import type { DomainContext } from '../context.ts';
import { connectTo } from './connection.ts';
import { noteOutcome } from './outcome.ts';
import type { Sql } from './sql.ts';
import { retryingDeadlocks, runTransaction } from './transaction.ts';

/** It may hold a queue lock, and may have many statements: all seats of a performance. */
const LIMITS = { idle: 900, transaction: 120_000 };

/**
 * A transaction with the ORM's unit of work, for what is not hot: `tx.em` is flushed at its end. Begin and commit
 * are ours: with those of the ORM, a connection that is lost would never be given back to the pool
 * (Kysely 0.29 does not release it when the rollback fails).
 */
export async function inUnitOfWork<Ctx extends DomainContext, Result>(
  ctx: Ctx,
  work: (tx: Ctx) => Promise<Result>,
): Promise<Result> {
  const { pool } = ctx;
  if (!pool) throw new Error('a unit of work needs a transaction of its own');
  return retryingDeadlocks(ctx, () =>
    runTransaction(pool, { ...LIMITS, first: '' }, async (transaction) => {
      transaction.wrote = true;
      const em = ctx.em.fork();
      const connection = connectionOf(transaction.client);
      em.setTransactionContext(connection);
      const { afterTransaction } = transaction;
      const sql = sqlOfUnit(em, connection);
      const result = await work({ ...ctx, sql, pool: null, em, afterTransaction });
      await em.flush();
      return result;
    }),
  );
}

/**
 * Reads by the ORM, for what is not hot. Where a pooler stands between, they need a transaction to have limits.
 *
 * @param read gets an entity manager of its own, and must not change anything
 */
export async function readByOrm<Result>(
  { pool, em: root }: DomainContext,
  read: (em: EntityManager) => Promise<Result>,
): Promise<Result> {
  if (!pool) return read(root.fork());
  const client = await connectTo(pool);
  let unusable = false;
  try {
    const state = stateOf(client);
    const em = root.fork();
    em.setTransactionContext(connectionOf(client));
    if (state.session) return await read(em);
    await client.query(`begin read only${transactionSettings(state)}`);
    const result = await read(em);
    await client.query('commit');
    return result;
  } catch (error) {
    // A refusal of ours leaves the transaction of a pooled connection open; closing it is enough.
    unusable = true;
    throw noteOutcome(error, 'statement');
  } finally {
    client.release(unusable);
  }
}

/** The connection as the ORM needs it. It stays ours. */
function connectionOf(client: PoolClient): OrmTransaction {
  const borrowed = {
    query: client.query.bind(client),
    release() {},
  } as unknown as PostgresPoolClient;
  const pool = { connect: async () => borrowed, end: async () => {}, options: {} };
  return new Kysely({ dialect: new PostgresDialect({ pool }) }) as unknown as OrmTransaction;
}

/** Statements on the connection of a unit of work. Date columns arrive as text here. */
const sqlOfUnit = (em: EntityManager, connection: OrmTransaction): Sql => ({
  async rows<Row>({ text }: { text: string }, values: readonly unknown[]) {
    await em.flush();
    const result = await connection.executeQuery(CompiledQuery.raw(text, [...values]));
    return result.rows as Row[];
  },
});
