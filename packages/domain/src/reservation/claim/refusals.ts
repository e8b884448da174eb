import type { ErrorDetails } from '@frontrow/contract/error-codes';
import { DomainError, validationFailed } from '../../kernel/errors.ts';
import type { HoldFacts } from '../hold.sql.ts';
import { type Claim, ClaimLost } from './claim.ts';

/* The refusals of a hold, in the order of the contract. */

type SnapshotFacts = Pick<
  HoldFacts,
  | 'bookable'
  | 'seats_total'
  | 'replaced_status'
  | 'replaced_payment_id'
  | 'known'
  | 'twice'
  | 'owned'
  | 'hold_limit'
  | 'free'
>;

/**
 * Throws the refusal that follows from the facts. Returns if none does: another hold of the user was
 * faster; or while the statement waited for locks the pass expired, the sale ended or its terms changed.
 */
export function refuse(facts: HoldFacts | undefined, claim: Claim): void {
  if (!facts) throw new DomainError('PERFORMANCE_NOT_FOUND');
  refuseBySnapshot(facts, claim);
  if (!facts.pass_locked) return;
  // It ran out while the statement waited for a lock.
  if (claim.replaces !== undefined && !facts.replaced_live) throw new DomainError('HOLD_EXPIRED');
  if (!facts.still_on) throw new DomainError('NO_DATES_AVAILABLE');
  refuseTaken(facts, claim);
  if (facts.orphans.length > 0) {
    throw new DomainError('LEAVES_ORPHAN', { places: facts.orphans });
  }
}

/** Throws the refusal that follows from what was seen in the snapshot of the statement, before any lock. */
export function refuseBySnapshot(facts: SnapshotFacts, claim: Claim): void {
  const { seatIds, places, chosen, replaces, failed } = claim;
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
}

function refuseUnknown({ known }: SnapshotFacts, { seatIds, places }: Claim): void {
  const ids = new Set(known.map(({ id }) => id));
  const unknown = seatIds.filter((id) => !ids.has(id));
  if (unknown.length > 0) throw new DomainError('SEAT_NOT_FOUND', { seatIds: unknown });
  const numbers = new Set(known.flatMap(({ place, seat }) => (seat ? [place] : [])));
  const missing = places.filter((place) => !numbers.has(place));
  if (missing.length > 0) throw new DomainError('PLACE_NOT_FOUND', { places: missing });
}

/** @throws SEAT_UNAVAILABLE for named places, ClaimLost for chosen ones */
export function refuseTaken({ known, free }: SnapshotFacts, { seatIds, places }: Claim): void {
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
}: SnapshotFacts): void {
  if (status === null) throw new DomainError('RESERVATION_NOT_FOUND');
  if (status === 'PAID' && paymentId) throw new DomainError('ALREADY_PAID', { paymentId });
  if (status !== 'HELD') throw new DomainError('HOLD_EXPIRED');
}
