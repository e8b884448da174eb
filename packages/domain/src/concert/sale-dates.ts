import type { InputIssue } from '@frontrow/contract/error-codes';
import { DomainError } from '../kernel/errors.ts';

/** The dates of a sale; null is no limit, and for `opensAt` the same as `salesOpenAt`. */
export interface SaleDates {
  salesOpenAt: Date | null;
  salesCloseAt: Date | null;
  /** The opening of the queue. */
  opensAt: Date | null;
}

type Name = keyof SaleDates;

interface Rule {
  earlier: Name;
  later: Name;
  mayBeEqual: boolean;
  /** What is said of each. */
  messages: [earlier: string, later: string];
}

const RULES: readonly Rule[] = [
  {
    ...{ earlier: 'salesOpenAt', later: 'salesCloseAt', mayBeEqual: false },
    messages: ['must be before salesCloseAt', 'must be after salesOpenAt'],
  },
  {
    ...{ earlier: 'salesOpenAt', later: 'opensAt', mayBeEqual: true },
    messages: ['must not be after opensAt of the queue', 'must not be before salesOpenAt'],
  },
  {
    ...{ earlier: 'opensAt', later: 'salesCloseAt', mayBeEqual: false },
    messages: ['must be before salesCloseAt', 'must be after opensAt of the queue'],
  },
];

/**
 * Requires that the sale closes after it opens, and that the queue opens in the sale window. Dates that were stored
 * before and do not change may contradict one another, so that everything else stays editable.
 *
 * @param before the stored dates
 * @param opensAt the path of the queue's opening in the caller's input
 * @throws VALIDATION_FAILED with the paths of both dates
 */
export function requireConsistentDates(
  dates: SaleDates,
  before: SaleDates,
  opensAt: InputIssue['path'],
): void {
  const pathOf = (name: Name) => (name === 'opensAt' ? opensAt : [name]);
  const changes = (name: Name) => dates[name]?.getTime() !== before[name]?.getTime();
  const broken = RULES.filter(
    ({ earlier, later, mayBeEqual }) =>
      (changes(earlier) || changes(later)) && !isInOrder(dates[earlier], dates[later], mayBeEqual),
  );
  const issues = broken.flatMap(({ earlier, later, messages }) => [
    { path: pathOf(earlier), message: messages[0] },
    { path: pathOf(later), message: messages[1] },
  ]);
  if (issues.length > 0) throw new DomainError('VALIDATION_FAILED', { issues });
}

const isInOrder = (earlier: Date | null, later: Date | null, mayBeEqual: boolean): boolean =>
  !earlier || !later || earlier < later || (mayBeEqual && earlier.getTime() === later.getTime());
