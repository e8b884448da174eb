import type { ReservationView } from '@frontrow/contract/reservation';
import { type BatchedCall, Batches, type BatchWork } from '../../kernel/group-commit/batches.ts';
import { keyOf } from '../../kernel/group-commit/keys-of-batch.ts';
import type { QueueContext } from '../../queue/queue-context.ts';
import type { QueueTokenClaims } from '../../queue/token/queue-token.ts';
import type { Claim } from '../claim/claim.ts';
import { heldView } from '../claim-places.ts';
import { type BatchFacts, type BatchItem, HOLD_BATCH } from './hold-batch.sql.ts';

/**
 * The most holds in one batch, and the most batches of a performance at once. Larger batches save little more of the
 * database's time, and each of their holds waits for all others; several at once use several cores. Below eight, holds wait for the batch that
 * runs: over HTTP they come one by one, and batches of two and three would cost twice as much a hold.
 */
const LIMITS = { maxBatch: 32, atOnce: 3, besides: 8 };

/** A hold that travels in a batch with others of the same performance. */
export interface HoldItem extends BatchedCall {
  claims: QueueTokenClaims;
  claim: Claim;
}

export interface HoldContext extends QueueContext {
  /** By performance. */
  holds: Batches<QueueContext, HoldItem, BatchFacts, ReservationView>;
  /** When a performance was last seen to have the orphan rule, by `performance.now()`. */
  ruledAt: Map<string, number>;
}

/** How long a performance is remembered to have the orphan rule. It is a hint, which saves its holds a batch. */
const RULE_MILLISECONDS = 10_000;

export const hasRule = ({ ruledAt }: HoldContext, performanceId: string): boolean =>
  performance.now() - (ruledAt.get(performanceId) ?? -Infinity) < RULE_MILLISECONDS;

export const withHoldBatches = <Ctx extends QueueContext>(ctx: Ctx): Ctx & HoldContext => ({
  ...ctx,
  ruledAt: new Map(),
  holds: new Batches(HOLDS, LIMITS),
});

const HOLDS: BatchWork<QueueContext, HoldItem, BatchFacts, ReservationView> = {
  name: 'holds',
  run({ sql, settings, now, newId }, items) {
    const performanceId = items[0]?.claim.performanceId;
    const listed = items.map((item, n) => ({ n, ...itemOf(item, newId()) }));
    const values = [performanceId, settings.holdSeconds, now(), JSON.stringify(listed)];
    return sql.rows<BatchFacts>(HOLD_BATCH, values);
  },
  answerOf: (ctx, { claim }, facts) =>
    heldView(ctx, { facts, claim, reservationId: facts.reservation_id }),
};

function itemOf({ call, claims, claim }: HoldItem, reservationId: string): BatchItem {
  const { seatIds, places, chosen, orphans } = claim;
  return {
    ...{ reservation_id: reservationId, user_id: claims.userId, entry_id: claims.entryId },
    ...{ seat_ids: seatIds, places, chosen, orphans },
    ...keyOf(call),
  };
}
