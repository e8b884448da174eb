import fc from 'fast-check';
import { record } from '../../property/record.ts';

export const SERVERS = 3;
export const USERS = 10;

/** One call of one user to one server. `choose-call.ts` makes a call from it while the run goes on. */
export interface CallStep {
  do: 'join' | 'poll' | 'readDates' | 'leave' | 'hold' | 'swap' | 'release' | 'pay' | 'admit';
  /** The index of the user. */
  user: number;
  /** Chooses among the users for whom the call makes sense, if there are any. Else among all. */
  eligible: boolean;
  server: number;
  /** Sends the first token of the entry instead of the newest one. */
  firstToken: boolean;
  /** Chooses a free seat or one of the user's holds. */
  choice: number;
}

export interface QueueSettings {
  maxActive?: number;
  admitPerMinute?: number;
  activeSeconds?: number;
  claimSeconds?: number;
  paused?: boolean;
  closed?: boolean;
  /** Seconds from now until the opening; null for a queue without a pre-queue. */
  opensIn?: number | null;
}

export type Step =
  | CallStep
  /** Calls that run concurrently. */
  | { do: 'burst'; calls: CallStep[] }
  | { do: 'advanceClock'; seconds: number }
  | { do: 'configure'; settings: QueueSettings }
  /** The server loses its in-memory state. */
  | { do: 'restartServer'; server: number }
  /** The user makes no more calls until the entry has ended. */
  | { do: 'closePage'; user: number }
  /** The sale closes in so many seconds; null: never. */
  | { do: 'moveClose'; closesIn: number | null }
  | { do: 'publishDrawValue'; server: number }
  | { do: 'purgeEntries'; server: number };

/** One run as plain data, so that a printed run can be pasted into a test. */
export interface RunPlan {
  /** The settings in force at the start. */
  settings: QueueSettings;
  /** How many users join before the first step. */
  initialJoins: number;
  /** The draw of the first pre-queue waits for a public value. */
  publicSource: boolean;
  steps: Step[];
}

const user = fc.nat({ max: USERS - 1 });
const server = fc.nat({ max: SERVERS - 1 });

const callStep = (name: CallStep['do']): fc.Arbitrary<CallStep> =>
  record({
    do: fc.constant(name),
    user,
    eligible: fc.constantFrom(true, true, true, false),
    server,
    firstToken: fc.boolean(),
    choice: fc.nat({ max: 29 }),
  });

const CALL_WEIGHTS: [CallStep['do'], number][] = [
  ['join', 11],
  ['poll', 2],
  ['readDates', 11],
  ['leave', 3],
  ['hold', 9],
  ['swap', 3],
  ['release', 1],
  ['pay', 8],
  ['admit', 16],
];
const call = fc.oneof(
  ...CALL_WEIGHTS.map(([name, weight]) => ({ weight, arbitrary: callStep(name) })),
);

const seconds = {
  activeSeconds: fc.constantFrom(15, 40, 100),
  claimSeconds: fc.constantFrom(10, 20),
};
const limits = {
  maxActive: fc.constantFrom(1, 2, 3, 5, 0),
  admitPerMinute: fc.constantFrom(1, 2, 3, 5, 20, 0),
  ...seconds,
};
/** Either `maxActive` or `admitPerMinute` is the limit that users reach. */
const initialSettings = fc.oneof(
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
/** More often open than closed. */
const closesIn = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(null, null, 40) },
  { weight: 2, arbitrary: fc.constantFrom(-70, 0, 2, 10) },
);
const weighted = (arbitrary: fc.Arbitrary<QueueSettings>, weight: number) => ({
  arbitrary,
  weight,
});
const changedSettings = fc.oneof(
  weighted(fc.record(limits, { requiredKeys: [], noNullPrototype: true }), 6),
  weighted(record({ paused: fc.constantFrom(false, false, true) }), 2),
  weighted(record({ closed: fc.constantFrom(false, false, true) }), 1),
  weighted(record({ opensIn }), 1),
);

/** Reaches the ends of claims, passes, holds and minutes to the millisecond, or misses them by one. */
const duration = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0.001, 0.4, 2, 5) },
  { weight: 2, arbitrary: fc.constantFrom(9.999, 10, 15, 20, 39.999, 40) },
  { weight: 1, arbitrary: fc.constantFrom(59.999, 60) },
);

const kind = <Name extends string>(name: Name) => fc.constant(name);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 60, arbitrary: call },
  {
    weight: 5,
    arbitrary: record({
      do: kind('burst'),
      calls: fc.array(call, { minLength: 4, maxLength: 14, size: 'max' }),
    }),
  },
  { weight: 18, arbitrary: record({ do: kind('advanceClock'), seconds: duration }) },
  { weight: 5, arbitrary: record({ do: kind('configure'), settings: changedSettings }) },
  { weight: 4, arbitrary: record({ do: kind('restartServer'), server }) },
  { weight: 3, arbitrary: record({ do: kind('closePage'), user }) },
  { weight: 3, arbitrary: record({ do: kind('moveClose'), closesIn }) },
  { weight: 3, arbitrary: record({ do: kind('publishDrawValue'), server }) },
  { weight: 1, arbitrary: record({ do: kind('purgeEntries'), server }) },
);

/** Half of the runs begin before the opening. */
export const runPlans: fc.Arbitrary<RunPlan> = fc.noBias(
  record({
    settings: fc
      .tuple(initialSettings, fc.constantFrom(null, null, null, 5, 20, 60))
      .map(([settings, opens]) => ({ ...settings, opensIn: opens })),
    initialJoins: fc.nat({ max: 8 }),
    publicSource: fc.constantFrom(false, false, true),
    steps: fc.array(step, { minLength: 30, maxLength: 70, size: 'max' }),
  }),
);
