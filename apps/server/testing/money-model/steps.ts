import fc from 'fast-check';
import { record } from '../property/record.ts';

export const USERS = 3;
/** Each user holds at most this many seats at a time. */
export const SEATS = 6;

/** What a user, an operator, the bank or time does. `pick` chooses among what there is. */
export type Act =
  | { do: 'start'; user: number; amount: number; key: number | null }
  | { do: 'charge'; user: number; amount: number; key: number | null }
  | { do: 'hold'; user: number; pick: number }
  | { do: 'release'; user: number; pick: number }
  | { do: 'refundPayment'; user: number; pick: number }
  | { do: 'pay'; user: number; pick: number; key: number | null }
  | { do: 'cancel' | 'read'; pick: number }
  /** The customer at the bank. */
  | {
      do: 'customer';
      pick: number;
      act: 'pay' | 'payOther' | 'payYen' | 'payLate' | 'payAgain' | 'decline' | 'transfer';
    }
  /** One of the messages that are on their way comes, once or twice; or it is lost. */
  | { do: 'deliver'; pick: number; times: 1 | 2 }
  | { do: 'lose'; pick: number }
  /** Somebody at the bank itself. `share`: of what is left, in hundredths. */
  | {
      do: 'atBank';
      pick: number;
      act: 'refund' | 'disputeOpened' | 'disputeWon' | 'disputeLost';
      share: number;
    }
  | { do: 'fault'; call: BankCall; kind: 'failBefore' | 'failAfter' | 'refuses'; times: number }
  | { do: 'heal' }
  | { do: 'atOnce'; on: boolean }
  | { do: 'recover' }
  | { do: 'refundTopUp'; pick: number; key: number | null }
  | { do: 'resolve'; pick: number; outcome: 'credit' | 'refund' };

export type Step = Act | { do: 'advanceClock'; seconds: number } | { do: 'together'; acts: Act[] };

export const BANK_CALLS = ['begin', 'find', 'findByPayment', 'expire', 'refund'] as const;
export type BankCall = (typeof BANK_CALLS)[number];

/** One run as plain data, so that a printed run can be pasted into a test. */
export interface RunPlan {
  steps: Step[];
}

const user = fc.nat({ max: USERS - 1 });
const pick = fc.nat({ max: 99 });
const key = fc.option(fc.nat({ max: 2 }), { freq: 2 });
const amount = fc.constantFrom(1, 400, 1_000, 2_500, 60_000);
const is = <Name>(...names: Name[]) => fc.constantFrom(...names);

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: record<Act>({ do: is('start', 'charge'), user, amount, key } as never) },
  { weight: 3, arbitrary: record<Act>({ do: is('pay'), user, pick, key } as never) },
  {
    weight: 3,
    arbitrary: record<Act>({
      do: is('hold', 'hold', 'release', 'refundPayment'),
      user,
      pick,
    } as never),
  },
  { weight: 3, arbitrary: record<Act>({ do: is('cancel', 'read'), pick } as never) },
  {
    weight: 7,
    arbitrary: record<Act>({
      do: is('customer'),
      pick,
      act: is(
        'pay',
        'pay',
        'pay',
        'payOther',
        'payYen',
        'payLate',
        'payAgain',
        'decline',
        'transfer',
      ),
    } as never),
  },
  { weight: 6, arbitrary: record<Act>({ do: is('deliver'), pick, times: is(1, 2) } as never) },
  { weight: 1, arbitrary: record<Act>({ do: is('lose'), pick } as never) },
  {
    weight: 3,
    arbitrary: record<Act>({
      do: is('atBank'),
      pick,
      act: is('refund', 'refund', 'disputeOpened', 'disputeWon', 'disputeLost'),
      share: fc.constantFrom(30, 50, 100),
    } as never),
  },
  {
    weight: 3,
    arbitrary: record<Act>({
      do: is('fault'),
      call: is(...BANK_CALLS),
      kind: is('failBefore', 'failAfter', 'failAfter', 'refuses'),
      times: fc.integer({ min: 1, max: 3 }),
    } as never),
  },
  { weight: 2, arbitrary: record<Act>({ do: is('heal', 'recover') } as never) },
  { weight: 3, arbitrary: record<Act>({ do: is('recover') } as never) },
  { weight: 1, arbitrary: record<Act>({ do: is('atOnce'), on: fc.boolean() } as never) },
  { weight: 3, arbitrary: record<Act>({ do: is('refundTopUp'), pick, key } as never) },
  {
    weight: 3,
    arbitrary: record<Act>({ do: is('resolve'), pick, outcome: is('credit', 'refund') } as never),
  },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: act },
  {
    weight: 3,
    arbitrary: record<Step>({
      do: is('together'),
      acts: fc.array(act, { minLength: 2, maxLength: 5 }),
    } as never),
  },
  {
    weight: 4,
    arbitrary: record<Step>({
      do: is('advanceClock'),
      seconds: fc.constantFrom(3, 31, 61, 300, 1_801, 3_700, 90_000),
    } as never),
  },
);

export const runPlans: fc.Arbitrary<RunPlan> = record<RunPlan>({
  steps: fc.array(step, { minLength: 20, maxLength: 40, size: 'max' }),
});
