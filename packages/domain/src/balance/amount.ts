import { DomainError } from '../kernel/errors.ts';

/**
 * Returns the amount if it is a positive safe integer from `min` to `max`, in minor units.
 *
 * @throws INVALID_AMOUNT for any other value
 */
export function requireAmount(
  amount: unknown,
  { min = 1, max }: { min?: number; max: number },
): number {
  const message = problemWith(amount, { min, max });
  if (message !== null) throw invalidAmount(message);
  return amount as number;
}

export const invalidAmount = (message: string): DomainError<'INVALID_AMOUNT'> =>
  new DomainError('INVALID_AMOUNT', { issues: [{ path: ['amount'], message }] });

function problemWith(amount: unknown, { min, max }: { min: number; max: number }): string | null {
  if (typeof amount !== 'number' || Number.isNaN(amount)) return 'must be a number';
  if (!Number.isInteger(amount)) return 'must be a whole number of minor units';
  if (!Number.isSafeInteger(amount)) return 'must be a safe integer';
  if (amount <= 0) return 'must be positive';
  if (amount < min) return `must be at least ${min}`;
  if (amount > max) return `must be at most ${max}`;
  return null;
}
