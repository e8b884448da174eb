import type { ReservationView } from '@frontrow/contract/reservation';
import { unavailable } from '../kernel/errors.ts';
import { refusalOfLateHold } from '../queue/entry/ended.ts';
import { requirePass, withPassLock } from '../queue/pass/pass.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import type { QueueTokenClaims } from '../queue/token/queue-token.ts';
import type { Claim } from './claim/claim.ts';
import { refuse } from './claim/refusals.ts';
import { FREE_SEATS, HOLD_SEATS, type HoldFacts } from './hold.sql.ts';

/*
 * One statement claims named places (hold.sql.ts): it holds all of them, or returns what it found; `refuse` turns
 * the findings into the refusal. If none of them forbids the hold, another hold of the same user came between the
 * snapshot and the lock, or the terms of the sale changed: then it runs again behind the lock of the pass.
 */

/** The most repeats. A second one needs another change within the milliseconds of the first. */
const REPEATS = 5;

/** @throws ClaimLost, and the refusals of `hold` */
export async function claimPlaces(
  ctx: QueueContext,
  claims: QueueTokenClaims,
  claim: Claim,
): Promise<ReservationView> {
  const first = await attempt(ctx, claims, claim);
  if (first !== 'retry') return first;
  return withPassLock(ctx, claims, async (tx) => {
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const decided = await attempt(tx, claims, claim);
      if (decided !== 'retry') return decided;
    }
    throw unavailable(null, 'NOT_DONE');
  });
}

async function attempt(
  ctx: QueueContext,
  claims: QueueTokenClaims,
  claim: Claim,
): Promise<ReservationView | 'retry'> {
  const { performanceId, seatIds, places, chosen, replaces = null, orphans, failed } = claim;
  const reservationId = ctx.newId();
  const [facts] = await ctx.sql.rows<HoldFacts>(HOLD_SEATS, [
    ...[reservationId, claims.userId, performanceId, seatIds, claims.entryId],
    ...[ctx.settings.holdSeconds, ctx.now(), replaces, places, chosen, orphans],
  ]);
  const held = facts && heldView(ctx, { facts, claim, reservationId });
  if (held) return held;
  if (facts && failed) facts.free = await freeOf(ctx, claim);
  if (!facts?.pass_seen) {
    const entry = await requirePass(ctx, claims, facts?.concert_id ?? null);
    if (facts && entry.may_hold) return 'retry';
    if (facts) throw refusalOfLateHold(entry);
  }
  refuse(facts, claim);
  return 'retry';
}

/**
 * The ids of the named places that are free; none if none is named. If others could not be chosen, the statement that
 * claims has not looked.
 */
async function freeOf(
  ctx: QueueContext,
  { performanceId, seatIds, places, replaces }: Claim,
): Promise<string[]> {
  if (seatIds.length + places.length === 0) return [];
  const values = [performanceId, seatIds, places, replaces ?? null, ctx.now()];
  const rows = await ctx.sql.rows<{ id: string }>(FREE_SEATS, values);
  return rows.map(({ id }) => id);
}

type HeldFacts = Pick<
  HoldFacts,
  'concert_id' | 'starts_at' | 'timezone' | 'held_at' | 'hold_expires_at' | 'amount' | 'seats'
>;

/** The reservation if it was made, else null. */
export function heldView(
  { settings }: QueueContext,
  { facts, claim, reservationId }: { facts: HeldFacts; claim: Claim; reservationId: string },
): ReservationView | null {
  if (!facts.held_at || !facts.hold_expires_at) return null;
  const seats = (facts.seats ?? []).map(({ id, place, label, section, row, number, price }) => ({
    ...{ id, place, label, section, row, number, price },
  }));
  return {
    id: reservationId,
    performanceId: claim.performanceId,
    concertId: facts.concert_id,
    startsAt: facts.starts_at,
    timezone: facts.timezone,
    status: 'HELD',
    seats,
    amount: facts.amount ?? 0,
    currency: settings.currency,
    heldAt: facts.held_at,
    holdExpiresAt: facts.hold_expires_at,
    paymentId: null,
  };
}
