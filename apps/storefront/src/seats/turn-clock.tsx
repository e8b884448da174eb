import type { UseHold } from '@frontrow/sdk/react';
import { Countdown } from '@frontrow/ui/parts/countdown.tsx';
import { Trans } from '@lingui/react/macro';
import { useChoosing } from '../queue/choosing/use-choosing.ts';

export interface TurnClockProps {
  hold: UseHold;
}

/** One clock: the time to choose, and once seats are held the time to pay for them. */
export function TurnClock({ hold }: TurnClockProps) {
  const choosing = useChoosing().seconds;
  const isHolding = hold.status === 'HELD';
  const seconds = isHolding ? hold.secondsLeft : choosing;
  if (seconds === null) return null;
  return (
    <span className="mark text-18">
      <span className="sr-only">
        {isHolding ? <Trans>Time left to pay:</Trans> : <Trans>Time left to choose:</Trans>}
      </span>{' '}
      <Countdown
        secondsLeft={seconds}
        className="inline-block min-w-[4.7ch] text-left tracking-normal!"
      />
    </span>
  );
}
