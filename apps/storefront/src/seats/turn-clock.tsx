import type { Session } from '@frontrow/sdk';
import type { UseHold } from '@frontrow/sdk/react';
import { Countdown, useSecondsUntil } from '@frontrow/ui/parts/countdown.tsx';
import { Trans } from '@lingui/react/macro';
import { serverNow } from '../client/server-clock.ts';

export interface TurnClockProps {
  session: Session;
  hold: UseHold;
}

/** One clock: the time to choose, and once seats are held the time to pay for them. */
export function TurnClock({ session, hold }: TurnClockProps) {
  const choosing = useSecondsUntil(session.activeUntil, serverNow);
  const isHolding = hold.status === 'HELD';
  const seconds = isHolding ? hold.secondsLeft : choosing;
  if (seconds === null) return null;
  return (
    <span className="mark text-18">
      <span className="sr-only">
        {isHolding ? <Trans>Time left to pay:</Trans> : <Trans>Time left to choose:</Trans>}
      </span>{' '}
      <Countdown secondsLeft={seconds} className="tracking-normal!" />
    </span>
  );
}
