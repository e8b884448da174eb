import type { UseHold } from '@frontrow/sdk/react';
import { Countdown } from '@frontrow/ui/parts/countdown.tsx';
import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import { useChoosing } from '../queue/choosing/use-choosing.ts';

const HOUR = 3_600;

export interface TurnClockProps {
  hold: UseHold;
}

/** One clock: the time to choose, and once seats are held the time to pay for them. */
export function TurnClock({ hold }: TurnClockProps) {
  const choosing = useChoosing().seconds;
  const isHolding = hold.status === 'HELD';
  const seconds = isHolding ? hold.secondsLeft : choosing;
  // A clock that began with hours keeps their place, or what stands beside it would move.
  const [hasHours, setHasHours] = useState(false);
  if (!hasHours && seconds !== null && seconds >= HOUR) setHasHours(true);
  if (seconds === null) return null;
  return (
    <span className="mark text-18">
      <span className="sr-only">
        {isHolding ? <Trans>Time left to pay:</Trans> : <Trans>Time left to choose:</Trans>}
      </span>{' '}
      <Countdown
        secondsLeft={seconds}
        className={`inline-block text-left tracking-normal! ${hasHours ? 'min-w-[5.9ch]' : 'min-w-[4.7ch]'}`}
      />
    </span>
  );
}
