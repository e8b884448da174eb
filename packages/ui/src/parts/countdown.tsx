import { useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { formatCountdown } from '../format/clock.ts';
import { announce } from './announcer.ts';

/** The seconds left at which a clock is spoken; at the last two at once. */
const SPOKEN = [300, 120, 60, 20];
const URGENT_SECONDS = 60;

/** Whole seconds until a time of the given clock, four times a second, so that none is skipped on screen. */
export function useSecondsUntil(until: Date | null, now: () => number): number | null {
  const left = () => (until ? Math.max(0, Math.ceil((until.getTime() - now()) / 1000)) : null);
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    if (!until) return;
    const timer = setInterval(() => setSeconds(left()), 250);
    return () => clearInterval(timer);
  }, [until?.getTime(), now]);
  return seconds;
}

export interface CountdownProps {
  secondsLeft: number;
  className?: string;
}

/** A clock that runs down. Silent for screen readers, except at 5, 2 and 1 minutes and 20 seconds. */
export function Countdown({ secondsLeft, className = '' }: CountdownProps) {
  const { t } = useLingui();
  const before = useRef(secondsLeft);
  useEffect(() => {
    const passed = SPOKEN.findLast((mark) => before.current > mark && secondsLeft <= mark);
    before.current = secondsLeft;
    if (passed === undefined) return;
    const [minutes, isUrgent] = [passed / 60, passed <= URGENT_SECONDS];
    const words =
      passed < 60
        ? t`${passed} seconds left`
        : minutes === 1
          ? t`1 minute left`
          : t`${minutes} minutes left`;
    announce(words, isUrgent);
  }, [secondsLeft, t]);
  return (
    <span role="timer" aria-live="off" className={`num ${className}`}>
      {formatCountdown(secondsLeft)}
    </span>
  );
}
