import fc from 'fast-check';
import { record } from '../../property/record.ts';

export const SERVERS = 3;
export const USERS = 10;

/** One call of one user on one server, with the first token of the place or the newest. */
export interface Act {
  do: 'join' | 'poll' | 'visit' | 'leave' | 'hold' | 'release' | 'pay' | 'admit';
  /** Of all users, or of those for whom the call makes sense where there are any. */
  user: number;
  aimed: boolean;
  server: number;
  old: boolean;
  /** Which seat or hold. */
  pick: number;
}

export interface Settings {
  maxActive?: number;
  admitPerMinute?: number;
  activeSeconds?: number;
  claimSeconds?: number;
  paused?: boolean;
  closed?: boolean;
  /** Seconds from now, or null for a queue that has always been open. */
  opensIn?: number | null;
}

export type Step =
  | Act
  /** Calls that run at the same time. */
  | { do: 'burst'; acts: Act[] }
  | { do: 'pass'; seconds: number }
  | { do: 'configure'; settings: Settings }
  /** The server forgets whatever it had in memory. */
  | { do: 'restart'; server: number }
  /** The user makes no call any more until the place or pass has ended. */
  | { do: 'abandon'; user: number }
  | { do: 'publish'; server: number }
  | { do: 'purge'; server: number };

export interface Run {
  /** In force at the start. */
  settings: Settings;
  /** How many users come at the start. */
  crowd: number;
  /** The draw of the first pre-queue waits for a public value. */
  source: boolean;
  steps: Step[];
}

const user = fc.nat({ max: USERS - 1 });
const server = fc.nat({ max: SERVERS - 1 });

const actOf = (name: Act['do']): fc.Arbitrary<Act> =>
  record({
    do: fc.constant(name),
    user,
    aimed: fc.constantFrom(true, true, true, false),
    server,
    old: fc.boolean(),
    pick: fc.nat({ max: 29 }),
  });

const WEIGHTS: [Act['do'], number][] = [
  ['join', 11],
  ['poll', 2],
  ['visit', 11],
  ['leave', 3],
  ['hold', 9],
  ['release', 1],
  ['pay', 8],
  ['admit', 16],
];
const act = fc.oneof(...WEIGHTS.map(([name, weight]) => ({ weight, arbitrary: actOf(name) })));

const seconds = {
  activeSeconds: fc.constantFrom(15, 40, 100),
  claimSeconds: fc.constantFrom(10, 20),
};
const limits = {
  maxActive: fc.constantFrom(1, 2, 3, 5, 0),
  admitPerMinute: fc.constantFrom(1, 2, 3, 5, 20, 0),
  ...seconds,
};
/** Bound by the room, or by the rate. */
const atStart = fc.oneof(
  record({
    maxActive: fc.integer({ min: 1, max: 3 }),
    admitPerMinute: fc.constant(20),
    ...seconds,
  }),
  record({
    maxActive: fc.constant(8),
    admitPerMinute: fc.integer({ min: 1, max: 4 }),
    ...seconds,
  }),
);
const opensIn = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(null, -1) },
  { weight: 1, arbitrary: fc.constantFrom(5, 20, 60) },
);
const often = (settings: fc.Arbitrary<Settings>, weight: number) => ({
  arbitrary: settings,
  weight,
});
const change = fc.oneof(
  often(fc.record(limits, { requiredKeys: [], noNullPrototype: true }), 6),
  often(record({ paused: fc.constantFrom(false, false, true) }), 2),
  often(record({ closed: fc.constantFrom(false, false, true) }), 1),
  often(record({ opensIn }), 1),
);

/** Ends of claims, passes, holds and minutes are met to the millisecond, and just missed. */
const time = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0.001, 0.4, 2, 5) },
  { weight: 2, arbitrary: fc.constantFrom(9.999, 10, 15, 20, 39.999, 40) },
  { weight: 1, arbitrary: fc.constantFrom(59.999, 60) },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 60, arbitrary: act },
  {
    weight: 5,
    arbitrary: record({
      do: fc.constant('burst' as const),
      acts: fc.array(act, { minLength: 4, maxLength: 14, size: 'max' }),
    }),
  },
  { weight: 18, arbitrary: record({ do: fc.constant('pass' as const), seconds: time }) },
  { weight: 5, arbitrary: record({ do: fc.constant('configure' as const), settings: change }) },
  { weight: 4, arbitrary: record({ do: fc.constant('restart' as const), server }) },
  { weight: 3, arbitrary: record({ do: fc.constant('abandon' as const), user }) },
  { weight: 3, arbitrary: record({ do: fc.constant('publish' as const), server }) },
  { weight: 1, arbitrary: record({ do: fc.constant('purge' as const), server }) },
);

/** One life of a queue. Half of them begin before the opening. */
export const aRun: fc.Arbitrary<Run> = fc.noBias(
  record({
    settings: fc
      .tuple(atStart, fc.constantFrom(null, null, null, 5, 20, 60))
      .map(([settings, opens]) => ({ ...settings, opensIn: opens })),
    crowd: fc.nat({ max: 8 }),
    source: fc.constantFrom(false, false, true),
    steps: fc.array(step, { minLength: 30, maxLength: 70, size: 'max' }),
  }),
);
