import { DomainError } from '../kernel/errors.ts';

/**
 * A positive safe integer of minor units within the limit.
 *
 * @throws INVALID_AMOUNT for anything else: null, zero, negative, fractional, not a number, unsafe
 */
export function requireAmount(amount: unknown, most: number): number {
  const message = complaint(amount, most);
  if (message !== null) throw invalidAmount(message);
  return amount as number;
}

export const invalidAmount = (message: string): DomainError<'INVALID_AMOUNT'> =>
  new DomainError('INVALID_AMOUNT', { issues: [{ path: ['amount'], message }] });

function complaint(amount: unknown, most: number): string | null {
  if (typeof amount !== 'number' || Number.isNaN(amount)) return 'must be a number';
  if (!Number.isInteger(amount)) return 'must be a whole number of minor units';
  if (!Number.isSafeInteger(amount)) return 'must be a safe integer';
  if (amount <= 0) return 'must be positive';
  if (amount > most) return `must be at most ${most}`;
  return null;
}
