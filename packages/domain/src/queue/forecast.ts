/** What the waits of one queue are estimated from. */
export interface Turnover {
  paused: boolean;
  maxActive: number;
  admitPerMinute: number;
  active: number;
  /** Seconds of data, up to the window; and of passes that were live in them. */
  observed: number;
  exposure: number;
  /** Passes that ended in the window; admissions of its last minute. */
  ended: number;
  admittedLastMinute: number;
  /** Who waits, and who left the line in the window. */
  waiting: number;
  left: number;
}

/** Seconds until a position is admitted; null while that is unknown. */
export type Forecast = (position: number) => number | null;

export const unknown: Forecast = () => null;

const LEAST_SECONDS = 60;
/** Fewer ends than this say nothing of how long passes last. */
const LEAST_ENDS = 5;

/**
 * Two stretches: while there is room, as many are admitted as the last minute showed; once the places
 * are full, as many as passes end, at the rate at which they ended in the window. Those who leave the
 * line shorten it, also at the rate of the window. All three are taken as steady.
 */
export function forecastFrom(turnover: Turnover): Forecast {
  const { maxActive, active, observed, ended, exposure, waiting, left } = turnover;
  if (turnover.paused || maxActive === 0 || observed < LEAST_SECONDS) return unknown;
  const ending = ended >= LEAST_ENDS && exposure > 0 ? ended / exposure : 0;
  const leaving = left / (observed * Math.max(1, waiting + left / 2));
  const turning = ending * maxActive;
  const filling = Math.min(turnover.admitPerMinute, turnover.admittedLastMinute) / 60;
  const throttled = turnover.admittedLastMinute >= 0.9 * turnover.admitPerMinute;
  const room = Math.max(0, maxActive - active);
  const full = !throttled && room < Math.max(1, 0.05 * maxActive);
  if (full || filling === 0) return (position) => rounded(timeFor(position, turning, leaving));
  if (filling <= turning) return (position) => rounded(timeFor(position, filling, leaving));
  const fillSeconds = timeToFill({ active, maxActive, filling, ending });
  return (position) => {
    const left = (seconds: number) => after(seconds, { position, rate: filling, leaving });
    const seconds = timeFor(position, filling, leaving);
    if (seconds === null || seconds <= fillSeconds) return rounded(seconds);
    const rest = timeFor(left(fillSeconds), turning, leaving);
    return rounded(rest === null ? null : fillSeconds + rest);
  };
}

/** Seconds in which a line of so many comes to its end, when some leave it. */
function timeFor(position: number, rate: number, leaving: number): number | null {
  if (rate <= 0) return null;
  if (leaving <= 0) return position / rate;
  return Math.log1p((leaving * position) / rate) / leaving;
}

/** What is left of such a line after so many seconds. */
function after(
  seconds: number,
  { position, rate, leaving }: { position: number; rate: number; leaving: number },
): number {
  if (leaving <= 0) return position - rate * seconds;
  return (position + rate / leaving) * Math.exp(-leaving * seconds) - rate / leaving;
}

/** Seconds until the places are full, when some of them are given back meanwhile. */
function timeToFill({
  active,
  maxActive,
  filling,
  ending,
}: {
  active: number;
  maxActive: number;
  filling: number;
  ending: number;
}): number {
  if (active >= maxActive) return 0;
  if (ending <= 0) return (maxActive - active) / filling;
  const settled = filling / ending;
  return Math.log((settled - active) / (settled - maxActive)) / ending;
}

const rounded = (seconds: number | null): number | null =>
  seconds === null || !Number.isFinite(seconds) ? null : Math.max(1, Math.ceil(seconds));
