import type { QueueLimits } from '../concert-fixture.ts';

/** What a simulated user does. */
export type Scenario =
  /** Thinks, holds a seat, thinks, pays. */
  | 'buy'
  /** Looks at the seats, then leaves the pass. */
  | 'leavePass'
  /** Claims the pass, then makes no more calls: the pass expires. */
  | 'idle'
  /** Stops polling while waiting: the pass is never claimed. */
  | 'abandon'
  /** Leaves the queue while waiting. */
  | 'leaveQueue';

const PATTERN_LENGTH = 20;
const PATTERN: Scenario[] = [
  'buy',
  'leavePass',
  'abandon',
  'buy',
  'idle',
  'leavePass',
  'buy',
  'abandon',
];

/** Of every 20 users 7 buy, 5 leave the pass, 5 abandon the queue, 2 stay idle and 1 leaves the queue. */
export function scenarioOf(n: number): Scenario {
  const index = n % PATTERN_LENGTH;
  if (index === PATTERN_LENGTH - 1) return 'leaveQueue';
  return PATTERN[index % PATTERN.length] ?? 'buy';
}

export const countBuyers = (users: number): number =>
  Array.from({ length: users }, (_, n) => scenarioOf(n)).filter((scenario) => scenario === 'buy')
    .length;

const ARRIVAL_MILLISECONDS = 60_000;

/** Milliseconds after which user n arrives: most at the opening, then fewer and fewer over a minute. */
export const arrivalDelay = (n: number, users: number): number =>
  ARRIVAL_MILLISECONDS * (n / users) ** 2;

/** A pseudo-random number from `min` to `max` that depends on `n` alone, so every run has the same. */
export function between(min: number, max: number, n: number): number {
  const fraction = (Math.imul(n + 1, 0x9e37_79b1) >>> 8) / 2 ** 24;
  return min + fraction * (max - min);
}

/** With these limits a sale of any size takes about four minutes, and each limit is reached at times. */
export const limitsOf = (users: number): QueueLimits => ({
  maxActive: Math.max(10, Math.round(users * 0.075)),
  admitPerMinute: Math.max(40, Math.round(users * 0.3)),
  activeSeconds: 45,
  claimSeconds: 20,
  pollAfterSeconds: 5,
});
