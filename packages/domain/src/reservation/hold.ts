import type { HoldInput, ReservationView } from '@frontrow/contract/reservation';
import { DomainError, unavailable } from '../kernel/errors.ts';
import { withIdempotencyKey } from '../kernel/idempotency/idempotency.ts';
import { requirePass, withPassLock } from '../queue/pass/pass.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import type { QueueCaller } from '../queue/token/queue-caller.ts';
import type { QueueTokenClaims } from '../queue/token/queue-token.ts';
import { HOLD_SEATS, type HoldFacts } from './hold.sql.ts';
import { completeAnswer } from './reservations.ts';

/*
 * A hold keeps seats for a user for `holdSeconds`. It is decided by one statement (hold.sql.ts), which
 * either holds all seats or returns what it found; `refuse` turns the findings into the refusal. If none
 * of them forbids the hold, something changed between the snapshot and the locks: another hold of the same
 * user, the time, or the terms of the sale. Then the statement runs again behind the lock of the pass, and
 * finds what forbids the hold now. It keeps the locks that it has got, so it hardly waits again.
 *
 * With `replaces` the hold is a swap: the same statement releases an earlier hold. Either both happen or
 * nothing does, so no refusal and no crash costs a user seats that were held before.
 */

/** The most repeats. A second one needs another change within the milliseconds of the first. */
const REPEATS = 5;

/**
 * Holds all of the seats, or none; with `replaces` in place of an earlier hold. Needs an active pass of the
 * performance's concert whose `hold_until` has not passed.
 *
 * @throws QUEUE_TOKEN_EXPIRED, QUEUE_WAITING, QUEUE_TOKEN_INVALID; then in this order
 * PERFORMANCE_NOT_FOUND, NO_DATES_AVAILABLE, NO_SEATS_AVAILABLE; of `replaces` RESERVATION_NOT_FOUND,
 * ALREADY_PAID, HOLD_EXPIRED; SEAT_NOT_FOUND, HOLD_LIMIT_EXCEEDED, SEAT_UNAVAILABLE
 */
export async function hold(
  ctx: QueueContext,
  { caller, claims }: QueueCaller,
  { idempotencyKey, ...input }: HoldInput,
): Promise<ReservationView> {
  const { userId } = caller;
  const call = { userId, procedure: 'reservation.hold', key: idempotencyKey, input };
  const answer = await withIdempotencyKey(ctx, call, (tx) => holdSeats(tx, claims, input));
  return completeAnswer(ctx, caller, answer);
}

type SeatRequest = Omit<HoldInput, 'idempotencyKey'>;

async function holdSeats(
  ctx: QueueContext,
  claims: QueueTokenClaims,
  request: SeatRequest,
): Promise<ReservationView> {
  const first = await attempt(ctx, claims, request);
  if (first !== 'retry') return first;
  return withPassLock(ctx, claims, async (tx) => {
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const decided = await attempt(tx, claims, request);
      if (decided !== 'retry') return decided;
    }
    throw unavailable(null, 'NOT_DONE');
  });
}

async function attempt(
  ctx: QueueContext,
  claims: QueueTokenClaims,
  request: SeatRequest,
): Promise<ReservationView | 'retry'> {
  const { performanceId, seatIds, replaces = null } = request;
  const reservationId = ctx.newId();
  const { holdSeconds, currency } = ctx.settings;
  const wanted = [reservationId, claims.userId, performanceId, seatIds, claims.entryId];
  const values = [...wanted, holdSeconds, ctx.now(), replaces];
  const [facts] = await ctx.sql.rows<HoldFacts>(HOLD_SEATS, values);
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
  if (!facts?.pass_seen) {
    const entry = await requirePass(ctx, claims, facts?.concert_id ?? null);
    if (facts && entry.may_hold) return 'retry';
    if (facts) throw new DomainError('QUEUE_TOKEN_EXPIRED', { reason: 'EXPIRED' });
  }
  refuse(facts, request);
  return 'retry';
}

/**
 * Throws the refusal that follows from the facts. Returns if none does: another hold of the user was
 * faster; or while the statement waited for locks the pass expired, the sale ended or its terms changed.
 */
function refuse(facts: HoldFacts | undefined, { seatIds, replaces }: SeatRequest): void {
  if (!facts) throw new DomainError('PERFORMANCE_NOT_FOUND');
  if (!facts.bookable) throw new DomainError('NO_DATES_AVAILABLE');
  if (facts.seats_total === 0) throw new DomainError('NO_SEATS_AVAILABLE');
  if (replaces !== undefined) refuseReplaced(facts);
  const unknown = seatIds.filter((id) => !facts.known.includes(id));
  if (unknown.length > 0) throw new DomainError('SEAT_NOT_FOUND', { seatIds: unknown });
  if (facts.owned + seatIds.length > facts.hold_limit) {
    throw new DomainError('HOLD_LIMIT_EXCEEDED', { limit: facts.hold_limit });
  }
  if (!facts.pass_locked) return;
  // It ran out while the statement waited for a lock.
  if (replaces !== undefined && !facts.replaced_live) throw new DomainError('HOLD_EXPIRED');
  if (!facts.still_on) throw new DomainError('NO_DATES_AVAILABLE');
  const refused = seatIds.filter((id) => !facts.free.includes(id));
  if (refused.length > 0) throw new DomainError('SEAT_UNAVAILABLE', { seatIds: refused });
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
