import fc from 'fast-check';
import { record } from '../property/record.ts';

/** Two rows with an aisle each; with places for a wheelchair and a companion, and one with a restricted view. */
export const ROWS = ['.ac...|..', '...r|....'];
export const SEATS = 16;
export const STANDING = 4;
export const USERS = 3;
export const SERVERS = 2;
export const HOLD_LIMIT = 7;

/** What `replaces` and the calls about one reservation choose from. */
interface Call {
  user: number;
  server: number;
}

interface HoldAct extends Call {
  do: 'hold';
  seats: number[];
  /** How the seats are named; `both`: the first one by id. */
  by: 'id' | 'place' | 'both';
  standing: number;
  replaces: number | null;
  key: number | null;
}

interface BestAct extends Call {
  do: 'best';
  quantity: number;
  accessible: boolean;
  apart: boolean;
  /** A price that no seat has. */
  cheap: boolean;
  replaces: number | null;
  key: number | null;
}

/** An operator takes places off sale, or back. */
export interface BlockAct {
  do: 'block' | 'unblock';
  server: number;
  seats: number[];
  standing: number;
}

export type HoldingAct = HoldAct | BestAct;

/** `pick` chooses among all reservations of the run. */
export type Act =
  | HoldingAct
  | (Call & { do: 'release' | 'pay'; pick: number })
  | { do: 'refund'; server: number; pick: number }
  | BlockAct;

export type Step =
  | Act
  | { do: 'advanceClock'; seconds: number }
  | { do: 'sweep' }
  /** Each user at most once, alternating between the servers. */
  | { do: 'together'; acts: HoldingAct[] };

/** One run as plain data, so that a printed run can be pasted into a test. */
export interface RunPlan {
  orphanRule: 'off' | 'refuse';
  steps: Step[];
}

const is = <Name>(...names: Name[]) => fc.constantFrom(...names);
const user = fc.nat({ max: USERS - 1 });
const server = fc.nat({ max: SERVERS - 1 });
const pick = fc.nat({ max: 99 });
const rarely = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 4 });
const replaces = fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, fc.nat({ max: 99 }));
const key = rarely(fc.nat({ max: 1 }));

/** Seats side by side, mostly; or any. Place 16 is the first standing place, which has no name as a seat. */
const seats = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.nat({ max: SEATS - 1 }), fc.integer({ min: 1, max: 3 }))
      .map(([first, count]) =>
        Array.from({ length: Math.min(count, SEATS - first) }, (_, n) => first + n),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.uniqueArray(fc.nat({ max: SEATS - 1 }), { minLength: 1, maxLength: 4 }),
  },
  { weight: 1, arbitrary: is([SEATS], [0, 99], []) },
);

const holding: fc.Arbitrary<HoldingAct> = fc.oneof(
  record<HoldAct>({
    ...{ do: fc.constant('hold'), user, server, seats, by: is('id', 'place', 'both') },
    ...{ standing: is(0, 0, 1, 2, 3), replaces, key },
  }),
  record<BestAct>({
    ...{ do: fc.constant('best'), user, server, quantity: fc.integer({ min: 1, max: 4 }) },
    ...{ accessible: is(false, false, true), apart: fc.boolean() },
    ...{ cheap: is(false, false, false, false, false, true), replaces, key },
  }),
);

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 10, arbitrary: holding },
  { weight: 3, arbitrary: record<Act>({ do: is('release', 'pay'), user, server, pick } as never) },
  { weight: 1, arbitrary: record<Act>({ do: is('refund'), server, pick } as never) },
  {
    weight: 1,
    arbitrary: record<Act>({
      ...{ do: is('block', 'unblock'), server, standing: is(0, 0, 1, 5) },
      seats: fc.uniqueArray(fc.nat({ max: SEATS - 1 }), { maxLength: 3 }),
    } as never),
  },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: act },
  {
    weight: 4,
    arbitrary: record<Step>({
      do: is('together'),
      acts: fc.uniqueArray(holding, {
        ...{ selector: (each: HoldingAct) => each.user, minLength: 2, maxLength: USERS },
      }),
    } as never),
  },
  {
    weight: 1,
    arbitrary: record<Step>({ do: is('advanceClock'), seconds: is(100, 299, 301) } as never),
  },
  { weight: 1, arbitrary: record<Step>({ do: is('sweep') } as never) },
);

export const runPlans: fc.Arbitrary<RunPlan> = record<RunPlan>({
  orphanRule: is('refuse', 'refuse', 'off'),
  steps: fc.array(step, { minLength: 15, maxLength: 30, size: 'max' }),
});
