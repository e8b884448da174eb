import type { HoldBestInput, HoldInput, ReservationView } from '@frontrow/contract/reservation';
import { unavailable } from '../kernel/errors.ts';
import { type KeyedCall, withIdempotencyKey } from '../kernel/idempotency/idempotency.ts';
import type { QueueCaller } from '../queue/token/queue-caller.ts';
import { claimInBatch } from './batch/claim-in-batch.ts';
import type { HoldContext } from './batch/hold-batches.ts';
import { chooseBestPlaces } from './choice/best-places.ts';
import type { Choosing } from './choice/choose-places.ts';
import { chooseStanding } from './choice/standing-places.ts';
import { type Claim, ClaimLost } from './claim/claim.ts';
import { claimPlaces } from './claim-places.ts';
import { completeAnswer } from './reservations.ts';

/*
 * A hold keeps places for a user for `holdSeconds`. All ways to name them end in the one statement that claims places
 * (claim-places.ts). Where this process chooses them (standing places, the best seats), it chooses from its snapshot,
 * marks what it chose so that two of its calls do not choose the same, claims it, and chooses again if another
 * process was faster.
 *
 * With `replaces` the hold is a swap: the same statement releases an earlier hold. Either both happen or
 * nothing does, so no refusal and no crash costs a user seats that were held before.
 */

/** The most choices of one call. Each lost one means that another call has got places. */
const MOST_CHOICES = 100;

/**
 * Holds all of the places, or none; with `replaces` in place of an earlier hold. Needs an active pass of the
 * performance's concert whose `hold_until` has not passed.
 *
 * @throws QUEUE_TOKEN_EXPIRED, QUEUE_WAITING, QUEUE_TOKEN_INVALID; then in this order
 * PERFORMANCE_NOT_FOUND, NO_DATES_AVAILABLE, NO_SEATS_AVAILABLE; of `replaces` RESERVATION_NOT_FOUND,
 * ALREADY_PAID, HOLD_EXPIRED; SEAT_NOT_FOUND, PLACE_NOT_FOUND, SECTION_NOT_FOUND, VALIDATION_FAILED,
 * HOLD_LIMIT_EXCEEDED, SEAT_UNAVAILABLE, NOT_ENOUGH_LEFT, LEAVES_ORPHAN
 */
export async function hold(
  ctx: HoldContext,
  holder: QueueCaller,
  { idempotencyKey: key, ...input }: HoldInput,
): Promise<ReservationView> {
  const { performanceId, seatIds = [], places = [], general = [], replaces } = input;
  const call = { procedure: 'reservation.hold', key, input };
  const named = { performanceId, seatIds, places, replaces, orphans: true };
  const { userId } = holder.caller;
  const wish = { performanceId, seatIds, general, replaces, userId };
  const choose = general.length === 0 ? null : () => chooseStanding(ctx, wish);
  return claimChosen(ctx, holder, { call, named, choose });
}

/**
 * Holds the best seats that are left.
 *
 * @throws as `hold`; VALIDATION_FAILED for an unknown category, NOT_ENOUGH_LEFT, NOT_ENOUGH_TOGETHER, never
 * SEAT_UNAVAILABLE or LEAVES_ORPHAN
 */
export async function holdBest(
  ctx: HoldContext,
  holder: QueueCaller,
  { idempotencyKey: key, ...input }: HoldBestInput,
): Promise<ReservationView> {
  const { performanceId, replaces } = input;
  const call = { procedure: 'reservation.holdBest', key, input };
  const named = { performanceId, seatIds: [], places: [], replaces, orphans: false };
  const { userId } = holder.caller;
  return claimChosen(ctx, holder, {
    call,
    named,
    choose: () => chooseBestPlaces(ctx, { ...input, userId }),
  });
}

interface ChosenClaim {
  call: Omit<KeyedCall, 'userId'>;
  named: Omit<Claim, 'chosen' | 'failed'>;
  /** Null: all places are named. */
  choose: (() => Promise<Choosing>) | null;
}

async function claimChosen(
  ctx: HoldContext,
  { caller, claims }: QueueCaller,
  { call, named, choose }: ChosenClaim,
): Promise<ReservationView> {
  const keyed = { ...call, userId: caller.userId };
  const { snapshots } = ctx.seating;
  const { performanceId, replaces } = named;
  for (let choices = 0; choices < MOST_CHOICES; choices++) {
    const { chosen, failed, done } = choose ? await choose() : NOTHING;
    let held: number[] = [];
    try {
      const claim = { ...named, chosen, failed };
      const answer =
        (await claimInBatch(ctx, { call: keyed, claims, claim })) ??
        (await withIdempotencyKey(ctx, keyed, (tx) => claimPlaces(tx, claims, claim)));
      held = answer.seats.map(({ place }) => place);
      // The choice of places knows what it has chosen without a read; what was named or freed it reads.
      if (choose && replaces === undefined) snapshots.markHeld(performanceId);
      else snapshots.markChanged(performanceId);
      return await completeAnswer(ctx, caller, answer);
    } catch (error) {
      if (!(error instanceof ClaimLost)) throw error;
      // What was taken is not in the snapshot yet.
      snapshots.markChanged(performanceId);
    } finally {
      done(held);
    }
  }
  throw unavailable(null, 'NOT_DONE');
}

const NOTHING: Choosing = { chosen: [], failed: null, done: () => {} };
