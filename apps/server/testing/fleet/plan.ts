import fc from 'fast-check';
import { record } from '../property/record.ts';

/** What one visitor does. All times are real milliseconds. */
export interface VisitorScript {
  arrivesAfter: number;
  pollInterval: number;
  /** The servers of the visitor's calls, in turn. */
  servers: number[];
  /** Whether a call sends the first token of the entry instead of the newest, in turn. */
  firstToken: boolean[];
  /** Joins again instead of every n-th poll; 0: never. */
  rejoinsEvery: number;
  /** Gives up after so many polls: leaves the queue, or closes the page without a call. Null: never. */
  givesUp: { polls: number; by: 'leaving' | 'closingPage' } | null;
  /** What the visitor does with the pass. */
  withPass: 'pay' | 'idle' | 'leave' | 'hold';
}

/**
 * Something that happens to the servers or to the settings. Faults happen one after the other.
 * `freeze`: a server stops for some time. `freezeWithLock`: a server stops while it has the queue lock.
 * `kill`: a server is replaced. `killWhileFrozen`: one is replaced while another one is frozen.
 * `pauseQueue`: the queue is paused for some time. `changeMaxActive`: the limit changes.
 */
export interface Fault {
  kind: 'freeze' | 'freezeWithLock' | 'kill' | 'killWhileFrozen' | 'pauseQueue' | 'changeMaxActive';
  /** Milliseconds after the fault before. */
  after: number;
  server: number;
  /** How long a server is frozen or the queue is paused. */
  milliseconds: number;
  maxActive: number;
}

/** One sale as plain data. */
export interface SalePlan {
  maxActive: number;
  activeSeconds: number;
  /** Milliseconds until the opening; null: the queue is open. */
  opensAfter: number | null;
  visitors: VisitorScript[];
  faults: Fault[];
}

export const FLEET_SIZE = 3;
const MIN_VISITORS = 22;
export const MAX_VISITORS = 26;

const visitor: fc.Arbitrary<VisitorScript> = record({
  arrivesAfter: fc.integer({ min: 0, max: 7_000 }),
  pollInterval: fc.integer({ min: 10, max: 250 }),
  servers: fc.array(fc.nat({ max: FLEET_SIZE - 1 }), { minLength: 7, maxLength: 7 }),
  firstToken: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  rejoinsEvery: fc.constantFrom(0, 0, 3, 7),
  givesUp: fc.oneof(
    { weight: 6, arbitrary: fc.constant(null) },
    {
      weight: 4,
      arbitrary: record({
        polls: fc.integer({ min: 1, max: 30 }),
        by: fc.constantFrom<('leaving' | 'closingPage')[]>('leaving', 'leaving', 'closingPage'),
      }),
    },
  ),
  withPass: fc.constantFrom<VisitorScript['withPass'][]>('pay', 'pay', 'idle', 'leave', 'hold'),
});

const FAULT_KINDS: Fault['kind'][] = [
  ...(['freeze', 'freezeWithLock', 'killWhileFrozen'] as const),
  ...(['kill', 'pauseQueue', 'changeMaxActive'] as const),
];

/** One fault of each kind, in any order. */
const faults: fc.Arbitrary<Fault[]> = fc
  .shuffledSubarray(FAULT_KINDS, { minLength: FAULT_KINDS.length })
  .chain((kinds) =>
    fc.tuple(
      ...kinds.map((kind) =>
        record({
          kind: fc.constant(kind),
          after: fc.integer({ min: 200, max: 1_500 }),
          server: fc.nat({ max: FLEET_SIZE - 1 }),
          milliseconds: fc.integer({ min: 1_000, max: 3_000 }),
          maxActive: fc.integer({ min: 1, max: 4 }),
        }),
      ),
    ),
  );

export const salePlans: fc.Arbitrary<SalePlan> = fc.noBias(
  record({
    maxActive: fc.integer({ min: 1, max: 3 }),
    activeSeconds: fc.integer({ min: 3, max: 4 }),
    opensAfter: fc.constantFrom(null, 2_500),
    visitors: fc.array(visitor, { minLength: MIN_VISITORS, maxLength: MAX_VISITORS, size: 'max' }),
    faults,
  }),
);
