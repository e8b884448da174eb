import { noteOutcome, outcomeOf, outsideOfCalls } from '../../kernel/database/outcome.ts';
import { runTransaction } from '../../kernel/database/transaction.ts';
import { judge } from '../../kernel/database/unavailable.ts';
import {
  type CallWithKey,
  hasKey,
  type Locked,
  lockKeys,
  storeAndCommit,
} from '../../kernel/group-commit/keys-of-batch.ts';
import { callOf } from '../../kernel/idempotency/idempotency.ts';
import type { QueueContext } from '../../queue/queue-context.ts';
import { heldView } from '../claim-places.ts';
import { type BatchFacts, type BatchItem, HOLD_BATCH } from './hold-batch.sql.ts';
import type { BatchOutcome, HoldItem } from './hold-batches.ts';

/** An item with the id that its reservation would get. */
type Numbered = HoldItem & { reservationId: string };

/**
 * Runs the holds of one performance as one statement, or, if one of them has an idempotency key, as one transaction of
 * three round trips: lock the keys, hold, store the answers. Never rejects.
 */
export function runBatch(ctx: QueueContext, items: readonly HoldItem[]): Promise<BatchOutcome[]> {
  return outsideOfCalls(async () => {
    try {
      const numbered = items.map((item) => ({ ...item, reservationId: ctx.newId() }));
      const found = numbered.some(({ call }) => hasKey(call))
        ? await holdWithKeys(ctx, numbered)
        : await holdAll(ctx, numbered);
      return numbered.map(({ reservationId }) => {
        const facts = found.get(reservationId);
        return facts ? { facts, reservationId } : null;
      });
    } catch (error) {
      ctx.log.warn({ err: error, holds: items.length }, 'a batch of holds failed');
      return items.map(() => failureOf(error));
    }
  });
}

/**
 * A batch that failed of itself, by a deadlock or because of one item, did nothing: its items run alone. If the database
 * cannot be reached or took too long, each would fail again. Each gets an error of its own: what is noted for one call
 * must not count for another.
 */
function failureOf(cause: unknown): BatchOutcome {
  const { retried, unavailable } = judge(cause, 'statement');
  const outcome = outcomeOf(cause);
  if (outcome === 'NOT_DONE' && (retried || !unavailable)) return null;
  const error = new Error('the batch of the hold failed', { cause });
  noteOutcome(error, outcome);
  return { error };
}

/** What was found, by the id of the reservation. */
type Found = Map<string, BatchFacts>;

async function holdAll(
  { sql, settings, now }: Pick<QueueContext, 'sql' | 'settings' | 'now'>,
  items: readonly Numbered[],
): Promise<Found> {
  const [first] = items;
  if (!first) return new Map();
  const { performanceId } = first.claim;
  const values = [performanceId, settings.holdSeconds, now()];
  const rows = await sql.rows<BatchFacts>(HOLD_BATCH, [
    ...values,
    JSON.stringify(items.map((item, n) => ({ n, ...itemOf(item) }))),
  ]);
  return new Map(rows.map((facts, n) => [items[n]?.reservationId ?? '', facts]));
}

function itemOf({ call, claims, claim, reservationId }: Numbered): BatchItem {
  const { seatIds, places, chosen, orphans } = claim;
  return {
    ...{ reservation_id: reservationId, user_id: claims.userId, entry_id: claims.entryId },
    ...{ seat_ids: seatIds, places, chosen, orphans },
    ...{
      procedure: call.procedure,
      key: call.key ?? null,
      call: hasKey(call) ? callOf(call) : null,
    },
  };
}

async function holdWithKeys(ctx: QueueContext, items: readonly Numbered[]): Promise<Found> {
  const { pool } = ctx;
  if (!pool) throw new Error('a batch needs a transaction of its own');
  const calls = items.map(({ call }) => call).filter(hasKey);
  return runTransaction(pool, { first: lockKeys(calls) }, async (transaction, rows) => {
    const taken = new Set(calls.filter((_, n) => !(rows as Locked[])[n]?.locked));
    const free = items.filter(({ call }) => !taken.has(call as CallWithKey));
    const found = await holdAll({ ...ctx, sql: transaction.sql }, free);
    const answered = free.flatMap((item) => {
      const { call, claim, reservationId } = item;
      const facts = found.get(reservationId);
      if (!facts || !hasKey(call)) return [];
      const answer = heldView(ctx, { facts, claim, reservationId });
      return answer ? [{ call, answer }] : [];
    });
    if (answered.length > 0) await storeAndCommit(ctx, transaction, answered);
    return found;
  });
}
