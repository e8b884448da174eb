import { serverNow } from '@frontrow/pages/browser/server-clock.ts';
import { useHold } from '@frontrow/sdk/react';
import { useSecondsUntil } from '@frontrow/ui/parts/countdown.tsx';
import { useTurn } from '../turn-layout.tsx';
import { choosingUntil } from './choosing-until.ts';

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
