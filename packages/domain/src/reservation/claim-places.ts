import type { ErrorDetails } from '@frontrow/contract/error-codes';
import type { ReservationView } from '@frontrow/contract/reservation';
import { DomainError, unavailable, validationFailed } from '../kernel/errors.ts';
import { requirePass, withPassLock } from '../queue/pass/pass.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import type { QueueTokenClaims } from '../queue/token/queue-token.ts';
import { FREE_SEATS, HOLD_SEATS, type HoldFacts } from './hold.sql.ts';

/*
 * One statement claims named places (hold.sql.ts): it holds all of them, or returns what it found; `refuse` turns
 * the findings into the refusal. If none of them forbids the hold, another hold of the same user came between the
 * snapshot and the lock, or the terms of the sale changed: then it runs again behind the lock of the pass.
 */

/** The most repeats. A second one needs another change within the milliseconds of the first. */
const REPEATS = 5;

/** No performance has this place: with it the statement holds nothing and tells what else forbids the hold. */
export const NO_PLACE = -1;

export interface Claim {
  performanceId: string;
  seatIds: readonly string[];
  /** Place numbers of seats. */
  places: readonly number[];
  /** Place numbers of standing places, or of seats, that this process chose; NO_PLACE for each it could not choose. */
  chosen: readonly number[];
  replaces: string | undefined;
  /** Whether the orphan rule counts. */
  orphans: boolean;
  /** Why the places could not be chosen; it is thrown where it comes in the order of refusals. */
  failed: DomainError | null;
}

/** The chosen places were taken before they could be claimed: choose again. */
export class ClaimLost extends Error {
  constructor() {
    super('the chosen places were taken by another call');
    this.name = 'ClaimLost';
  }
}

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
  const { holdSeconds, currency } = ctx.settings;
  const [facts] = await ctx.sql.rows<HoldFacts>(HOLD_SEATS, [
    ...[reservationId, claims.userId, performanceId, seatIds, claims.entryId],
    ...[holdSeconds, ctx.now(), replaces, places, chosen, orphans],
  ]);
  if (facts?.held_at && facts.hold_expires_at) {
    return {
      id: reservationId,
      performanceId,
      concertId: facts.concert_id,
      startsAt: facts.starts_at,
      timezone: facts.timezone,
      status: 'HELD',
      seats: facts.seats ?? [],
      amount: facts.amount ?? 0,
      currency,
      heldAt: facts.held_at,
      holdExpiresAt: facts.hold_expires_at,
      paymentId: null,
    };
  }
  if (facts && failed) facts.free = await freeOf(ctx, claim);
  if (!facts?.pass_seen) {
    const entry = await requirePass(ctx, claims, facts?.concert_id ?? null);
    if (facts && entry.may_hold) return 'retry';
    if (facts) throw new DomainError('QUEUE_TOKEN_EXPIRED', { reason: 'EXPIRED' });
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

/**
 * Throws the refusal that follows from the facts. Returns if none does: another hold of the user was
 * faster; or while the statement waited for locks the pass expired, the sale ended or its terms changed.
 */
function refuse(facts: HoldFacts | undefined, claim: Claim): void {
  const { seatIds, places, chosen, replaces, failed } = claim;
  if (!facts) throw new DomainError('PERFORMANCE_NOT_FOUND');
  if (!facts.bookable) throw new DomainError('NO_DATES_AVAILABLE');
  if (facts.seats_total === 0) throw new DomainError('NO_SEATS_AVAILABLE');
  if (replaces !== undefined) refuseReplaced(facts);
  refuseUnknown(facts, claim);
  if (failed?.code === 'SECTION_NOT_FOUND' || failed?.code === 'VALIDATION_FAILED') throw failed;
  if (facts.twice) throw validationFailed(['places'], 'names a seat of `seatIds` again');
  if (facts.owned + seatIds.length + places.length + chosen.length > facts.hold_limit) {
    throw new DomainError('HOLD_LIMIT_EXCEEDED', { limit: facts.hold_limit });
  }
  if (failed) {
    refuseTaken(facts, claim);
    throw failed;
  }
  if (!facts.pass_locked) return;
  // It ran out while the statement waited for a lock.
  if (replaces !== undefined && !facts.replaced_live) throw new DomainError('HOLD_EXPIRED');
  if (!facts.still_on) throw new DomainError('NO_DATES_AVAILABLE');
  refuseTaken(facts, claim);
  if (facts.orphans.length > 0) {
    throw new DomainError('LEAVES_ORPHAN', { places: facts.orphans });
  }
}

function refuseUnknown({ known }: HoldFacts, { seatIds, places }: Claim): void {
  const ids = new Set(known.map(({ id }) => id));
  const unknown = seatIds.filter((id) => !ids.has(id));
  if (unknown.length > 0) throw new DomainError('SEAT_NOT_FOUND', { seatIds: unknown });
  const numbers = new Set(known.flatMap(({ place, seat }) => (seat ? [place] : [])));
  const missing = places.filter((place) => !numbers.has(place));
  if (missing.length > 0) throw new DomainError('PLACE_NOT_FOUND', { places: missing });
}

/** @throws SEAT_UNAVAILABLE for named places, ClaimLost for chosen ones */
function refuseTaken({ known, free }: HoldFacts, { seatIds, places }: Claim): void {
  const isFree = new Set(free);
  const taken = known.filter(({ id }) => !isFree.has(id));
  const named = taken.filter(({ id, place }) => seatIds.includes(id) || places.includes(place));
  if (named.length > 0) {
    const details: ErrorDetails<'SEAT_UNAVAILABLE'> = {
      seatIds: named.map(({ id }) => id),
      places: named.map(({ place }) => place),
    };
    throw new DomainError('SEAT_UNAVAILABLE', details);
  }
  if (taken.length > 0) throw new ClaimLost();
}

/** Throws the refusal of a reservation that cannot be replaced. */
function refuseReplaced({
  replaced_status: status,
  replaced_payment_id: paymentId,
}: HoldFacts): void {
  if (status === null) throw new DomainError('RESERVATION_NOT_FOUND');
  if (status === 'PAID' && paymentId) throw new DomainError('ALREADY_PAID', { paymentId });
  if (status !== 'HELD') throw new DomainError('HOLD_EXPIRED');
}
