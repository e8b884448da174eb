import { admissionCurve } from './admission-curve.ts';

/** The settings that decide how long entries wait. */
export interface AdmissionSettings {
  paused: boolean;
  maxActive: number;
  admitPerMinute: number;
  /** How long a claimed pass lasts. */
  activeSeconds: number;
}

/** What was observed of one queue in the last minutes. */
export interface Turnover {
  active: number;
  /** Seconds of data, at most the length of the window. */
  observedSeconds: number;
  /** The sum of the seconds that passes were active in the window. */
  activeSeconds: number;
  /** Passes that ended in the window. */
  ended: number;
  /** How many were admitted in each of the last 60 seconds, the newest first. */
  recent: number[];
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

/** 8 in 10 normally distributed values are within this many standard deviations. */
const EIGHT_IN_TEN = 1.28;
/** Before any pass has ended, its length counts as observed in this many passes: half of `activeSeconds`. */
const ASSUMED_PASSES = 2;
/** What the rates of the next minutes differ from those of the last ones. */
const DRIFT = 0.15;
/** The time between the decision and what users are shown, and the pace of the servers. */
const SLACK_SECONDS = 2;

/** Nothing is known but that somebody waits, so all passes are taken. */
const unobserved = ({ maxActive }: AdmissionSettings): Turnover => ({
  ...{ active: maxActive, observedSeconds: 0, activeSeconds: 0, ended: 0 },
  ...{ recent: [], waiting: 1, left: 0 },
});

/**
 * Estimates waits from the settings and from the passes that ended and the entries that left in the last
 * minutes. The range comes from a fast and a slow course: rates as high and as low as 8 in 10 would be,
 * given how many passes were seen. Without any, it is about that between everybody leaving soon and
 * everybody using `activeSeconds`.
 */
export function forecastFrom(
  settings: AdmissionSettings,
  turnover: Turnover = unobserved(settings),
): Forecast {
  const { paused, maxActive, admitPerMinute } = settings;
  if (paused || maxActive === 0 || admitPerMinute === 0) return () => null;
  const passSeconds =
    (turnover.activeSeconds + (ASSUMED_PASSES * settings.activeSeconds) / 2) /
    (turnover.ended + ASSUMED_PASSES);
  const { left, observedSeconds, waiting } = turnover;
  const leaveRate = left / (Math.max(1, observedSeconds) * Math.max(1, waiting + left / 2));
  const deviation = Math.hypot(1 / Math.sqrt(turnover.ended + 1), DRIFT);
  const leaveDeviation = EIGHT_IN_TEN / Math.sqrt(left + 1);
  const upTo = 2 * waiting + 100;
  const course = (pace: number) => {
    const endRate = Math.max(Math.exp(pace * deviation) / passSeconds, 1 / settings.activeSeconds);
    const leaving = leaveRate * Math.max(0, 1 + Math.sign(pace) * leaveDeviation);
    const { active, recent } = turnover;
    const start = { maxActive, admitPerMinute, active, recent, endRate, leaveRate: leaving };
    return admissionCurve(start, upTo);
  };
  const [fast, usual, slow] = [course(EIGHT_IN_TEN), course(0), course(-EIGHT_IN_TEN)];
  return (position) => {
    const chance = EIGHT_IN_TEN / Math.sqrt(position + 1);
    const seconds = Math.max(1, Math.ceil(usual(position)));
    const from = Math.floor((1 - DRIFT / 2) * fast(position) * Math.exp(-chance) - SLACK_SECONDS);
    const to = Math.ceil((1 + DRIFT / 2) * slow(position) * Math.exp(chance) + SLACK_SECONDS);
    return { seconds, range: [Math.max(0, Math.min(seconds, from)), Math.max(seconds, to)] };
  };
}
