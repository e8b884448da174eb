import type { HoldBestInput, HoldInput, InLineApi } from '../api.ts';
import { hasWanted, inputOf, type WantedPlaces } from '../seats/place-choice.ts';
import { isFrontrowError } from '../transport/errors.ts';
import type { Hold } from './hold.ts';
import type { Abortable, HoldOptions } from './session.ts';
import type { HoldCall, SessionHolds } from './session-holds.ts';

interface Parts {
  api: InLineApi;
  holds: SessionHolds;
  /** The user's live holds of the concert. */
  findHolds(options: Abortable): Promise<Hold[]>;
}

type OneCall = Pick<HoldOptions, 'signal' | 'idempotencyKey'>;

export interface SeatHolder {
  /**
   * Holds places. If the user holds the same ones already, returns that hold instead of the refusal: this session may
   * not know it, because an earlier request of a back end or another process made it.
   */
  hold(target: HoldTarget, wanted: WantedPlaces, options: OneCall): Promise<Hold>;
  holdBest(wish: HoldBestInput, options: OneCall): Promise<Hold>;
}

export type HoldTarget = Pick<HoldInput, 'performanceId' | 'replaces'>;

export function createSeatHolder({ api, holds, findHolds }: Parts): SeatHolder {
  /** With a key of the application's own its stored answer is the hold, whatever happened since. */
  const make = async (call: HoldCall, idempotencyKey: string | undefined): Promise<Hold> => {
    if (idempotencyKey === undefined) return holds.hold(call);
    const reservation = await call.send(idempotencyKey);
    if (call.replaces) holds.end(call.replaces);
    return holds.register(reservation);
  };
  return {
    async hold({ performanceId, replaces }, wanted, { signal, idempotencyKey }) {
      const input = { performanceId, ...inputOf(wanted), ...(replaces ? { replaces } : {}) };
      // Whoever asks for standing places again may want more of them.
      const canBeHeld = wanted.general.length === 0 || replaces !== undefined;
      const isWanted = ({ reservation, seats }: Hold) =>
        canBeHeld && reservation.performanceId === performanceId && hasWanted(seats, wanted);
      const send = (key: string) =>
        api.reservation.hold.mutate({ ...input, idempotencyKey: key }, { signal });
      const call = { id: JSON.stringify(input), send, replaces, isWanted, signal };
      try {
        return await make(call, idempotencyKey);
      } catch (error) {
        if (!canBeHeld || !mayBeHeld(error, wanted, replaces)) throw error;
        // The refusal says more than a failure of the lookup.
        const found = await findHolds({ signal }).catch(() => []);
        const existing = found.find(isWanted);
        if (existing) return existing;
        throw error;
      }
    },
    holdBest(wish, { signal, idempotencyKey }) {
      const send = (key: string) =>
        api.reservation.holdBest.mutate({ ...wish, idempotencyKey: key }, { signal });
      const id = JSON.stringify(['best', wish]);
      const { replaces } = wish;
      return make({ id, send, replaces, isWanted: () => false, signal }, idempotencyKey);
    },
  };
}

/** Whether a refusal can be due to a hold of the same seats by the same user. */
function mayBeHeld(
  error: unknown,
  { seatIds, places }: WantedPlaces,
  replaces: string | undefined,
): boolean {
  // An earlier call, perhaps of another process, has already replaced it.
  if (replaces) return isFrontrowError(error, 'HOLD_EXPIRED');
  if (isFrontrowError(error, 'HOLD_LIMIT_EXCEEDED')) return true;
  return (
    isFrontrowError(error, 'SEAT_UNAVAILABLE') &&
    error.details.seatIds.length === seatIds.length + places.length
  );
}
