import type { InputIssue } from '@frontrow/contract/error-codes';
import { validationFailed } from '../kernel/errors.ts';

/** The dates of a sale; null is no limit, and for `opensAt` the same as `salesOpenAt`. */
export interface SaleDates {
  salesOpenAt: Date | null;
  salesCloseAt: Date | null;
  /** The opening of the queue. */
  opensAt: Date | null;
}

/**
 * Requires that the sale closes after it opens, and that the queue opens in the sale window.
 *
 * @param paths of the dates in the caller's input, for the refusal
 * @throws VALIDATION_FAILED
 */
export function requireConsistentDates(
  { salesOpenAt, salesCloseAt, opensAt }: SaleDates,
  paths: Partial<Record<keyof SaleDates, InputIssue['path']>>,
): void {
  if (salesOpenAt && salesCloseAt && salesCloseAt <= salesOpenAt) {
    const path = paths.salesCloseAt ?? paths.salesOpenAt ?? [];
    throw validationFailed(path, 'salesCloseAt must be after salesOpenAt');
  }
  if (opensAt && salesOpenAt && opensAt < salesOpenAt) {
    const path = paths.opensAt ?? paths.salesOpenAt ?? [];
    throw validationFailed(path, 'opensAt of the queue must not be before salesOpenAt');
  }
  if (opensAt && salesCloseAt && opensAt >= salesCloseAt) {
    const path = paths.opensAt ?? paths.salesCloseAt ?? [];
    throw validationFailed(path, 'opensAt of the queue must be before salesCloseAt');
  }
}
