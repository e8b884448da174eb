import type { QueueEntry } from '../queue/queue-entry.ts';
import { failureOf } from '../transport/errors.ts';
import type { Identity } from '../transport/identity.ts';
import { type Hold, isLive } from './hold.ts';
import { createPassEnd, type Ended, type EndReason, endOf, type PassEnd } from './pass-end.ts';
import { watchPass } from './watch-pass.ts';

/** The pass of a session: what the session's own calls tell of its end, and what `watchPass` finds. */
export interface SessionPass extends PassEnd {
  /** The reason; null while the pass is live, as far as it is known without a call. */
  check(): EndReason | null;
  /** The user has left, by a call of this client. */
  left(): void;
  /** A live hold makes the pass last as long. Returns the hold. */
  extend(hold: Hold): Hold;
  /** The hold was released. */
  shorten(holdId: string): void;
  /** The hold was paid. The payment that leaves no live hold uses the pass up. */
  paid(holdId: string): void;
}

/** @param onLeft called when the pass has ended and its holds with it */
export function createSessionPass(
  entry: QueueEntry,
  identity: Identity,
  onLeft: () => void,
): SessionPass {
  const { user, transport } = entry;
  const known = new Map<string, Hold>();
  const liveHolds = () => [...known.values()].filter(isLive);
  const until = () => {
    const activeUntil = entry.ticket?.activeUntil?.getTime() ?? Number.POSITIVE_INFINITY;
    return Math.max(activeUntil, ...liveHolds().map((hold) => +hold.reservation.holdExpiresAt));
  };
  const end = (ended: Ended) => {
    if (ended.reason === 'LEFT') onLeft();
    passEnd.end(ended);
  };
  const endNow = (reason: EndReason) => end({ reason, endedAt: new Date(transport.clock.now()) });
  const checkUser = () => {
    if (identity.user !== user) endNow('LEFT');
  };
  const passEnd = createPassEnd(() => {
    const stopWatching = watchPass({ entry, until, end, ended: () => passEnd.ended });
    const unsubscribe = identity.subscribe(checkUser);
    return () => {
      stopWatching();
      unsubscribe();
    };
  });
  entry.onError = (error) => {
    const ended = endOf(error);
    // Past its deadline a pass that a live hold makes longer may read, pay and release, but not hold.
    const mayPay = isHold(failureOf(error)?.path) && liveHolds().length > 0;
    if (ended && !(mayPay && ended.reason === 'EXPIRED')) end(ended);
  };
  return {
    get ended() {
      return passEnd.ended;
    },
    end,
    left: () => endNow('LEFT'),
    onEnd: passEnd.onEnd,
    check() {
      checkUser();
      if (transport.clock.isPast(until())) end({ reason: 'EXPIRED', endedAt: new Date(until()) });
      return passEnd.ended?.reason ?? null;
    },
    extend(hold) {
      known.set(hold.id, hold);
      return hold;
    },
    shorten: (holdId) => void known.delete(holdId),
    paid(holdId) {
      known.delete(holdId);
      if (liveHolds().length === 0) endNow('PAID');
    },
  };
}

/** `reservation.hold` and `holdBest`. */
const isHold = (path = ''): boolean => path.startsWith('reservation.hold');
