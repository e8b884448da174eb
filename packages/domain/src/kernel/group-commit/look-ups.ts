import type { Pool } from 'pg';
import { noteOutcome, outcomeOf } from '../database/outcome.ts';
import { GroupCommit } from './group-commit.ts';

/**
 * The most look-ups in one statement, and the most statements at once. A statement for each look-up would cost as much
 * as the rest of a call that shares its own.
 */
const LIMITS = { maxBatch: 128, atOnce: 2, besides: 16 };

/**
 * Rows that are looked up by an id: those that are asked for together are read by one statement. It begins after the
 * call, so that it sees every change that was answered before.
 */
export class LookUps<Ctx extends { pool: Pool | null }, Row> {
  readonly #read: (ctx: Ctx, ids: string[]) => Promise<Map<string, Row>>;
  /** Calls on other connections may be those of another database. */
  readonly #byPool = new WeakMap<Pool, GroupCommit<string, Row | null>>();

  /** @param read returns the rows by their ids; ids are not repeated */
  constructor(read: (ctx: Ctx, ids: string[]) => Promise<Map<string, Row>>) {
    this.#read = read;
  }

  /** The row, or null. Inside of a transaction it sees that transaction's changes. */
  async find(ctx: Ctx, id: string): Promise<Row | null> {
    const { pool } = ctx;
    if (!pool) return (await this.#read(ctx, [id])).get(id) ?? null;
    const together = this.#byPool.get(pool) ?? new GroupCommit<string, Row | null>(LIMITS);
    this.#byPool.set(pool, together);
    try {
      return await together.add('', id, async (ids) => {
        const rows = await this.#read(ctx, [...new Set(ids)]);
        return ids.map((each) => rows.get(each) ?? null);
      });
    } catch (cause) {
      // Each call gets an error of its own: what is noted for one must not count for another.
      throw noteOutcome(new Error('a row was not looked up', { cause }), outcomeOf(cause));
    }
  }
}

/** The rows by one of their columns. */
export const byColumn = <Row, Column extends keyof Row>(
  rows: Row[],
  column: Column,
): Map<Row[Column], Row> => new Map(rows.map((row) => [row[column], row]));
