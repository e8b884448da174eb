import { GroupCommit } from '../../kernel/group-commit/group-commit.ts';
import type { KeyedCall } from '../../kernel/idempotency/idempotency.ts';
import type { QueueContext } from '../../queue/queue-context.ts';
import type { QueueTokenClaims } from '../../queue/token/queue-token.ts';
import type { Claim } from '../claim/claim.ts';
import type { BatchFacts } from './hold-batch.sql.ts';

/**
 * The most holds in one batch, and the most batches of a performance at once. Larger batches save little more of the
 * database's time, and each of their holds waits for all others; several at once use several cores.
 */
const MOST_HOLDS = 32;
const BATCHES_AT_ONCE = 3;

/** A hold that travels in a batch with others of the same performance. */
export interface HoldItem {
  call: KeyedCall;
  claims: QueueTokenClaims;
  claim: Claim;
}

/** What a batch did with an item. */
export type BatchOutcome =
  | { facts: BatchFacts; reservationId: string }
  /** The database could not tell what became of the batch, or nothing became of it. */
  | { error: Error }
  /** Nothing was done, and the item has to run alone. */
  | null;

export type HoldBatches = GroupCommit<HoldItem, BatchOutcome>;

export interface HoldContext extends QueueContext {
  /** By performance. Only calls with the same context may share them. */
  holds: HoldBatches;
  /** When a performance was last seen to have the orphan rule, by `performance.now()`. */
  ruledAt: Map<string, number>;
}

/** How long a performance is remembered to have the orphan rule. It is a hint, which saves its holds a batch. */
const RULE_MILLISECONDS = 10_000;

export const hasRule = ({ ruledAt }: HoldContext, performanceId: string): boolean =>
  performance.now() - (ruledAt.get(performanceId) ?? -Infinity) < RULE_MILLISECONDS;

export const withHoldBatches = (ctx: QueueContext): HoldContext => ({
  ...ctx,
  ruledAt: new Map(),
  holds: new GroupCommit({
    maxBatch: MOST_HOLDS,
    atOnce: BATCHES_AT_ONCE,
    apart: ({ claims }) => claims.userId,
  }),
});
