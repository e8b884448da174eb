import fc from 'fast-check';
import { record } from '../property/record.ts';

/** What one visitor does, in real time. */
export interface Script {
  arrivesAfter: number;
  pollsEvery: number;
  /** The servers of its calls, and whether they come with the first token; over and over. */
  servers: number[];
  old: boolean[];
  /** Joins again at every so many polls; 0: never. */
  rejoins: number;
  /** Gives up after so many polls by leaving, or by closing the page; null: stays. */
  givesUp: { polls: number; how: 'leaves' | 'closes' } | null;
  /** What it does once it is in. */
  inside: 'pays' | 'idles' | 'leaves' | 'holds';
}

/** What happens to the servers and the settings, one after the other. */
export interface Trouble {
  after: number;
  server: number;
  /** How long it is frozen, or the queue paused. */
  milliseconds: number;
  /** With `both`, one is killed while another is frozen; with `lock`, it is frozen behind the lock of the line. */
  kind: 'freeze' | 'lock' | 'kill' | 'both' | 'pause' | 'room';
  maxActive: number;
}

export interface Plan {
  maxActive: number;
  activeSeconds: number;
  /** Milliseconds until the opening; null: it is open. */
  opensAfter: number | null;
  scripts: Script[];
  troubles: Trouble[];
}

export const FLEET = 3;

const script: fc.Arbitrary<Script> = record({
  arrivesAfter: fc.integer({ min: 0, max: 7_000 }),
  pollsEvery: fc.integer({ min: 10, max: 250 }),
  servers: fc.array(fc.nat({ max: FLEET - 1 }), { minLength: 7, maxLength: 7 }),
  old: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  rejoins: fc.constantFrom(0, 0, 3, 7),
  givesUp: fc.oneof(
    { weight: 6, arbitrary: fc.constant(null) },
    {
      weight: 4,
      arbitrary: record({
        polls: fc.integer({ min: 1, max: 30 }),
        how: fc.constantFrom<('leaves' | 'closes')[]>('leaves', 'leaves', 'closes'),
      }),
    },
  ),
  inside: fc.constantFrom<Script['inside'][]>('pays', 'pays', 'idles', 'leaves', 'holds'),
});

const KINDS: Trouble['kind'][] = ['freeze', 'lock', 'both', 'kill', 'pause', 'room'];

/** All of them, in any order. */
const troubles: fc.Arbitrary<Trouble[]> = fc
  .shuffledSubarray(KINDS, { minLength: KINDS.length })
  .chain((kinds) =>
    fc.tuple(
      ...kinds.map((kind) =>
        record({
          kind: fc.constant(kind),
          after: fc.integer({ min: 200, max: 1_500 }),
          server: fc.nat({ max: FLEET - 1 }),
          milliseconds: fc.integer({ min: 1_000, max: 3_000 }),
          maxActive: fc.integer({ min: 1, max: 4 }),
        }),
      ),
    ),
  );

export const aPlan: fc.Arbitrary<Plan> = fc.noBias(
  record({
    maxActive: fc.integer({ min: 1, max: 3 }),
    activeSeconds: fc.integer({ min: 3, max: 4 }),
    opensAfter: fc.constantFrom(null, 2_500),
    scripts: fc.array(script, { minLength: 22, maxLength: 26, size: 'max' }),
    troubles,
  }),
);
