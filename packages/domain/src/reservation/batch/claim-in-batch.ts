import type { ReservationView } from '@frontrow/contract/reservation';
import { refuseBySnapshot, refuseTaken } from '../claim/refusals.ts';
import type { BatchFacts } from './hold-batch.sql.ts';
import { type HoldContext, type HoldItem, hasRule } from './hold-batches.ts';

/*
 * Group commit for holds. A batch is a short way for what is in order, and for refusals that one snapshot shows; all
 * else it leaves to the statement of one hold (claim-places.ts), which waits for locks and words each refusal:
 * - an item of which a row or the key is locked by another transaction;
 * - one with a stored answer; without a good pass; under the orphan rule; of a performance that does not exist;
 * - one for which something changed between the snapshot and the locks.
 * An item that wants a place of an earlier one in the same batch goes into the next batch, which sees who has got it.
 */

/** How often a hold may go into a batch. */
const BATCHES = 2;

/**
 * Claims places in a batch with other calls of this process. Returns null if nothing was done, and the hold has to run alone.
 *
 * @throws ClaimLost, and refusals of `hold`
 */
export async function claimInBatch(
  ctx: HoldContext,
  item: HoldItem,
): Promise<ReservationView | null> {
  const { claim } = item;
  const { performanceId, orphans } = claim;
  if (claim.replaces !== undefined || claim.failed) return null;
  if (orphans && hasRule(ctx, performanceId)) return null;
  for (let batch = 0; batch < BATCHES; batch++) {
    const found = await ctx.holds.add(ctx, performanceId, item);
    if (!found) return null;
    const { facts, answer } = found;
    if (answer) return answer;
    if (facts.ruled) ctx.ruledAt.set(performanceId, performance.now());
    if (facts.stored || !facts.pass_seen) return null;
    refuseByBatch(facts, item);
    if (!facts.behind) return null;
  }
  return null;
}

/** Refuses what one snapshot forbids. No row of it had to be locked: all of it was true at one time. */
function refuseByBatch(facts: BatchFacts, { claim }: HoldItem): void {
  const known = facts.seats ?? [];
  const free = known.filter((seat) => seat.free).map(({ id }) => id);
  const replaced = { replaced_status: null, replaced_payment_id: null };
  const seen = { ...facts, ...replaced, known, free };
  refuseBySnapshot(seen, claim);
  refuseTaken(seen, claim);
}
