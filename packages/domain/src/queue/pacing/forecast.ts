/** What the waits of one queue are estimated from. */
export interface Turnover {
  paused: boolean;
  maxActive: number;
  admitPerMinute: number;
  active: number;
  /** Seconds of data, at most the length of the window. */
  observedSeconds: number;
  /** The sum of the seconds that passes were active in the window. */
  activeSeconds: number;
  /** Passes that ended in the window. */
  ended: number;
  admittedLastMinute: number;
  waiting: number;
  /** Waiting entries that left in the window. */
  left: number;
}

/** How long an entry waits. */
export interface WaitEstimate {
  seconds: number;
  /** The wait of 8 entries in 10 is between these. */
  range: [number, number];
}

/** The wait of a position; null while the queue admits nobody. */
export type Forecast = (position: number) => WaitEstimate | null;

export const unknownWait: Forecast = () => null;

const MIN_OBSERVED_SECONDS = 60;
/** With fewer ended passes, their average duration is not known well enough. */
const MIN_ENDED = 5;

/**
 * Estimates waits in two phases. Phase 1: while there are free passes, entries are admitted at the rate
 * of the last minute. Phase 2: once all passes are taken, one entry is admitted for each pass that ends,
 * at the rate of the window. Entries that leave shorten both, also at the rate of the window. All three
 * rates are taken as constant.
 */
export function forecastFrom(turnover: Turnover): Forecast {
  const { maxActive, active, observedSeconds, ended, activeSeconds, waiting, left } = turnover;
  if (turnover.paused || maxActive === 0 || observedSeconds < MIN_OBSERVED_SECONDS) {
    return unknownWait;
  }
  const endRate = ended >= MIN_ENDED && activeSeconds > 0 ? ended / activeSeconds : 0;
  const leaveRate = left / (observedSeconds * Math.max(1, waiting + left / 2));
  const completionRate = endRate * maxActive;
  const admissionRate = Math.min(turnover.admitPerMinute, turnover.admittedLastMinute) / 60;
  const throttled = turnover.admittedLastMinute >= 0.9 * turnover.admitPerMinute;
  const free = Math.max(0, maxActive - active);
  const full = !throttled && free < Math.max(1, 0.05 * maxActive);
  if (full || admissionRate === 0) {
    return (position) => roundUp(secondsToServe(position, completionRate, leaveRate));
  }
  if (admissionRate <= completionRate) {
    return (position) => roundUp(secondsToServe(position, admissionRate, leaveRate));
  }
  const fillSeconds = secondsToFill({ active, maxActive, admissionRate, endRate });
  return (position) => {
    const seconds = secondsToServe(position, admissionRate, leaveRate);
    if (seconds === null || seconds <= fillSeconds) return roundUp(seconds);
    const rest = remainingAfter(fillSeconds, { position, rate: admissionRate, leaveRate });
    const restSeconds = secondsToServe(rest, completionRate, leaveRate);
    return roundUp(restSeconds === null ? null : fillSeconds + restSeconds);
  };
}

/** The seconds until a queue of this length is empty, when a share of those who wait leaves per second. */
function secondsToServe(length: number, rate: number, leaveRate: number): number | null {
  if (rate <= 0) return null;
  if (leaveRate <= 0) return length / rate;
  return Math.log1p((leaveRate * length) / rate) / leaveRate;
}

/** How many of the entries up to a position still wait after so many seconds. */
function remainingAfter(
  seconds: number,
  { position, rate, leaveRate }: { position: number; rate: number; leaveRate: number },
): number {
  if (leaveRate <= 0) return position - rate * seconds;
  return (position + rate / leaveRate) * Math.exp(-leaveRate * seconds) - rate / leaveRate;
}

/** The seconds until all passes are taken, when some of them end meanwhile. */
function secondsToFill({
  active,
  maxActive,
  admissionRate,
  endRate,
}: {
  active: number;
  maxActive: number;
  admissionRate: number;
  endRate: number;
}): number {
  if (active >= maxActive) return 0;
  if (endRate <= 0) return (maxActive - active) / admissionRate;
  const equilibrium = admissionRate / endRate;
  return Math.log((equilibrium - active) / (equilibrium - maxActive)) / endRate;
}

const roundUp = (seconds: number | null): WaitEstimate | null => {
  if (seconds === null || !Number.isFinite(seconds)) return null;
  const range = [0.7 * seconds, 1.5 * seconds].map((end) => Math.max(1, Math.ceil(end)));
  return { seconds: Math.max(1, Math.ceil(seconds)), range: [range[0] ?? 1, range[1] ?? 1] };
};
