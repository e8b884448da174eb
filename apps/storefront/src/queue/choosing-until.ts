import type { QueueTicket } from '@frontrow/sdk';
import { useHold } from '@frontrow/sdk/react';
import { useSecondsUntil } from '@frontrow/ui/parts/countdown.tsx';
import { serverNow } from '../client/server-clock.ts';
import { useTurn } from './turn-layout.tsx';

export interface ChoosingTerms {
  /** How long a turn is without holds, in seconds. */
  activeSeconds: number;
  /** The end of the live hold. */
  holdExpiresAt: Date | null;
}

/**
 * Until when seats can be chosen. A hold that ends later makes the turn as long, to pay, but not this time; the
 * ticket then tells the end of the hold.
 */
export function choosingUntil(
  { activeUntil, admittedAt }: Pick<QueueTicket, 'activeUntil' | 'admittedAt'>,
  { activeSeconds, holdExpiresAt }: ChoosingTerms,
): Date | null {
  const isOfHold = activeUntil && holdExpiresAt && activeUntil <= holdExpiresAt;
  if (!isOfHold || !admittedAt) return activeUntil;
  const usual = admittedAt.getTime() + activeSeconds * 1_000;
  return new Date(Math.min(usual, activeUntil.getTime()));
}

/** Until when the visitor can choose, and how many seconds that is; null without a turn. */
export function useChoosing(): { until: Date | null; seconds: number | null } {
  const { queue, concert } = useTurn();
  const { session, ticket } = queue;
  const hold = useHold(session);
  const holdExpiresAt = hold.status === 'HELD' ? hold.hold.reservation.holdExpiresAt : null;
  const until = session
    ? choosingUntil(
        { activeUntil: session.activeUntil, admittedAt: ticket?.admittedAt ?? null },
        { activeSeconds: concert.activeSeconds, holdExpiresAt },
      )
    : null;
  return { until, seconds: useSecondsUntil(until, serverNow) };
}
