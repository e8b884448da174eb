/** What a user came for. */
export type Scenario =
  /** Thinks, holds a seat, thinks, pays. */
  | 'buy'
  /** Looks around, then leaves the pass. */
  | 'leave'
  /** Claims the pass and goes away without a word. */
  | 'idle'
  /** Closes the page while waiting: the pass is never claimed. */
  | 'vanish'
  /** Leaves the line. */
  | 'quit';

const OUT_OF = 20;
const PLANS: Scenario[] = ['buy', 'leave', 'vanish', 'buy', 'idle', 'leave', 'buy', 'vanish'];

/** Of every twenty, eight buy, five leave, four vanish, two idle, and one leaves the line. */
export function scenarioOf(n: number): Scenario {
  const place = n % OUT_OF;
  if (place === 19) return 'quit';
  return PLANS[place % PLANS.length] ?? 'buy';
}

const ARRIVAL_MILLISECONDS = 60_000;

/** When the nth of a crowd arrives: a burst at the opening that thins out over a minute. */
export const arrivalDelay = (n: number, users: number): number =>
  ARRIVAL_MILLISECONDS * (n / users) ** 2;

/** Waits that differ from user to user and are the same at each run: from, to and in between. */
export function between(from: number, to: number, n: number): number {
  const spread = (Math.imul(n + 1, 0x9e37_79b1) >>> 8) / 2 ** 24;
  return from + spread * (to - from);
}

export interface Limits {
  maxActive: number;
  admitPerMinute: number;
  activeSeconds: number;
  claimSeconds: number;
  pollAfterSeconds: number;
}

/** Limits with which a sale of any size takes about four minutes, and each of them binds at times. */
export const limitsOf = (users: number): Limits => ({
  maxActive: Math.max(10, Math.round(users * 0.075)),
  admitPerMinute: Math.max(40, Math.round(users * 0.3)),
  activeSeconds: 45,
  claimSeconds: 20,
  pollAfterSeconds: 5,
});

export const countBuyers = (users: number): number =>
  Array.from({ length: users }, (_, n) => scenarioOf(n)).filter((plan) => plan === 'buy').length;
