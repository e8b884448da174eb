/** What a simulated user does. */
export type Scenario =
  /** Holds a seat and pays. */
  | 'buy'
  /** Leaves the pass. */
  | 'leavePass'
  /** Makes no call once admitted: the pass expires. */
  | 'abandon'
  /** Leaves the queue while waiting. */
  | 'leaveQueue';

const PATTERN_LENGTH = 50;

/** Of every 50 users 5 buy, 15 leave their pass, 1 leaves the queue and 29 abandon it. */
export function scenarioOf(n: number): Scenario {
  const index = n % PATTERN_LENGTH;
  if (index % 10 === 3) return 'buy';
  if (index === 1) return 'leaveQueue';
  return [0, 5, 7].includes(index % 10) ? 'leavePass' : 'abandon';
}

export interface LoadPlan {
  users: number;
  buyers: number;
  maxActive: number;
  admitPerMinute: number;
  /** The steps of the clock in which all users join. */
  joinSteps: number;
  /** Users whose number is a multiple of this poll in every step. */
  pollEvery: number;
}

const MIN_ACTIVE = 100;
const LARGE = 5_000;
const POLLING_USERS = 500;

/** With these limits the active users change about twenty times in a sale of any size. */
export function createLoadPlan(users: number): LoadPlan {
  const maxActive = Math.max(MIN_ACTIVE, Math.round(users / 20));
  return {
    users,
    buyers: Array.from({ length: users }, (_, n) => scenarioOf(n)).filter(
      (scenario) => scenario === 'buy',
    ).length,
    maxActive,
    admitPerMinute: 4 * maxActive,
    joinSteps: users < LARGE ? 6 : 24,
    pollEvery: pollEvery(users),
  };
}

/** Coprime to the length of the pattern, so that users of every scenario poll. */
function pollEvery(users: number): number {
  let every = Math.max(1, Math.round(users / POLLING_USERS));
  while (every % 2 === 0 || every % 5 === 0) every++;
  return every;
}

/** How many users join before a step: most at the opening, then fewer and fewer. */
export const joinedBefore = ({ users, joinSteps }: LoadPlan, step: number): number =>
  Math.min(users, Math.round(users * Math.sqrt(step / joinSteps)));
