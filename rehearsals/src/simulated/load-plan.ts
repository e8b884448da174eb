/** What a user came for. */
export type Scenario = 'buy' | 'leave' | 'vanish' | 'quit';

const OUT_OF = 50;

/** Of every fifty, five buy, fifteen leave their pass, one leaves the line, and the rest never come back. */
export function scenarioOf(n: number): Scenario {
  const place = n % OUT_OF;
  if (place % 10 === 3) return 'buy';
  if (place === 1) return 'quit';
  return [0, 5, 7].includes(place % 10) ? 'leave' : 'vanish';
}

export interface LoadPlan {
  users: number;
  buyers: number;
  maxActive: number;
  admitPerMinute: number;
  /** Steps of the clock in which everybody joins. */
  joinSteps: number;
  /** Every so manieth is polled for. */
  sampleEvery: number;
}

const LEAST_ACTIVE = 100;
const LARGE = 5_000;
const SAMPLE = 500;

/** The limits that let a sale of any size go through some twenty changes of guests. */
export function createLoadPlan(users: number): LoadPlan {
  const maxActive = Math.max(LEAST_ACTIVE, Math.round(users / 20));
  return {
    users,
    buyers: Array.from({ length: users }, (_, n) => scenarioOf(n)).filter((plan) => plan === 'buy')
      .length,
    maxActive,
    admitPerMinute: 4 * maxActive,
    joinSteps: users < LARGE ? 6 : 24,
    // Prime to the pattern of the plans.
    sampleEvery: Math.max(1, Math.round(users / SAMPLE)) | 1,
  };
}

/** How many of the crowd have joined after a step: a burst at the opening that thins out. */
export const joinedAfter = ({ users, joinSteps }: LoadPlan, step: number): number =>
  Math.min(users, Math.round(users * Math.sqrt(step / joinSteps)));
