import type { DomainContext } from '../context.ts';
import { noteCommit, noteOutcome, outcomeOf, outsideOfCalls } from '../database/outcome.ts';
import { runTransaction } from '../database/transaction.ts';
import { judge } from '../database/unavailable.ts';
import type { KeyedCall } from '../idempotency/idempotency.ts';
import { GroupCommit, type GroupCommitOptions } from './group-commit.ts';
import {
  type CallWithKey,
  hasKey,
  type Locked,
  lockKeys,
  storeAndCommit,
} from './keys-of-batch.ts';

/*
 * Group commit for calls that may have idempotency keys. A batch is a short way for what is in order: its statement waits
 * for no row, and leaves out each item for which it would have to. What it leaves out runs alone, as a statement of one
 * call, which waits for locks and words each refusal.
 */

/** A call that travels in a batch with others. */
export interface BatchedCall {
  call: KeyedCall;
}

/** What is done with the calls of a batch. */
export interface BatchWork<Ctx, Item, Facts, Answer> {
  /** What the calls are, for the log: `holds`. */
  name: string;
  /**
   * Runs one statement for all items, of which no two are of the same user. It must wait for no row that is locked for
   * one of them.
   *
   * @returns what was found for each, in their order; nothing if none of them can be carried out
   */
  run(ctx: Ctx, items: readonly Item[]): Promise<Facts[]>;
  /** The answer to an item that was carried out; null if it was not, and then nothing of it was changed. */
  answerOf(ctx: Ctx, item: Item, facts: Facts): Answer | null;
}

/** The limits of a group, without what keeps items apart. */
export type BatchLimits = Required<Omit<GroupCommitOptions<never>, 'apart'>>;

/** What a batch found for an item, and the answer if it was carried out. */
export interface Found<Facts, Answer> {
  facts: Facts;
  answer: Answer | null;
}

/** An error: the database could not tell what became of the batch, or nothing became of it. Null: it has to run alone. */
type Outcome<Facts, Answer> = Found<Facts, Answer> | { error: Error } | null;

/** The batches of one kind of call. Only calls with the same context may share them. */
export class Batches<
  Ctx extends DomainContext,
  Item extends BatchedCall,
  Facts,
  Answer extends object,
> {
  readonly #work: BatchWork<Ctx, Item, Facts, Answer>;
  readonly #groups: GroupCommit<Item, Outcome<Facts, Answer>>;

  constructor(work: BatchWork<Ctx, Item, Facts, Answer>, limits: BatchLimits) {
    this.#work = work;
    // So no key comes twice in a transaction, which would get its lock twice.
    this.#groups = new GroupCommit({ ...limits, apart: ({ call }) => call.userId });
  }

  /**
   * Adds a call to the next batch of a key. Returns null if nothing was done and nothing is known, and the call has to run
   * alone; so it is inside of a transaction.
   *
   * @throws the database's error if it could not be reached or took too long
   */
  async add(ctx: Ctx, key: string, item: Item): Promise<Found<Facts, Answer> | null> {
    if (!ctx.pool) return null;
    const outcome = await this.#groups.add(key, item, (items) => this.#run(ctx, items));
    if (!outcome) return null;
    if ('error' in outcome) throw outcome.error;
    // The batch may have run in another call.
    if (outcome.answer) noteCommit();
    return outcome;
  }

  /**
   * Runs the calls as one statement, or, if one of them has an idempotency key, as one transaction of three round trips:
   * lock the keys, run the statement, store the answers. Never rejects.
   */
  #run(ctx: Ctx, items: readonly Item[]): Promise<Outcome<Facts, Answer>[]> {
    return outsideOfCalls(async () => {
      try {
        if (items.some(({ call }) => hasKey(call))) return await this.#runWithKeys(ctx, items);
        return this.#foundOf(ctx, items, await this.#work.run(ctx, items));
      } catch (error) {
        const { name } = this.#work;
        ctx.log.warn({ err: error, calls: items.length }, `a batch of ${name} failed`);
        return items.map(() => failureOf(error, name));
      }
    });
  }

  async #runWithKeys(ctx: Ctx, items: readonly Item[]): Promise<Outcome<Facts, Answer>[]> {
    const { pool } = ctx;
    if (!pool) throw new Error('a batch needs a transaction of its own');
    const calls = items.map(({ call }) => call).filter(hasKey);
    return runTransaction(pool, { first: lockKeys(calls) }, async (transaction, rows) => {
      const taken = new Set(calls.filter((_, n) => !(rows as Locked[])[n]?.locked));
      const free = items.filter(({ call }) => !taken.has(call as CallWithKey));
      const ran =
        free.length > 0 ? await this.#work.run({ ...ctx, sql: transaction.sql }, free) : [];
      const found = this.#foundOf(ctx, free, ran);
      const answered = free.flatMap(({ call }, n) => {
        const answer = found[n]?.answer;
        return answer && hasKey(call) ? [{ call, answer }] : [];
      });
      if (answered.length > 0) await storeAndCommit(ctx, transaction, answered);
      const byItem = new Map(free.map((item, n) => [item, found[n] ?? null]));
      return items.map((item) => byItem.get(item) ?? null);
    });
  }

  #foundOf(
    ctx: Ctx,
    items: readonly Item[],
    ran: readonly Facts[],
  ): (Found<Facts, Answer> | null)[] {
    return items.map((item, n) => {
      const facts = ran[n];
      return facts === undefined ? null : { facts, answer: this.#work.answerOf(ctx, item, facts) };
    });
  }
}

/**
 * A batch that failed of itself, by a deadlock or because of one item, did nothing: its items run alone. If the database
 * cannot be reached or took too long, each would fail again. Each gets an error of its own: what is noted for one call
 * must not count for another.
 */
function failureOf(cause: unknown, name: string): { error: Error } | null {
  const { retried, unavailable } = judge(cause, 'statement');
  const outcome = outcomeOf(cause);
  if (outcome === 'NOT_DONE' && (retried || !unavailable)) return null;
  const error = new Error(`a batch of ${name} failed`, { cause });
  noteOutcome(error, outcome);
  return { error };
}
