import type { QueueTicket } from '@frontrow/sdk';

export interface ChoosingTerms {
  /** How long a turn is without holds, in seconds. */
  activeSeconds: number;
  /** The end of the live hold. */
  holdExpiresAt: Date | null;
}

/**
 * Until when seats can be chosen. A hold that ends later makes the turn as long, to pay, but not this time; the
 * ticket then tells the end of the hold.
 */
export function choosingUntil(
  { activeUntil, admittedAt }: Pick<QueueTicket, 'activeUntil' | 'admittedAt'>,
  { activeSeconds, holdExpiresAt }: ChoosingTerms,
): Date | null {
  const isOfHold = activeUntil && holdExpiresAt && activeUntil <= holdExpiresAt;
  if (!isOfHold || !admittedAt) return activeUntil;
  const usual = admittedAt.getTime() + activeSeconds * 1_000;
  return new Date(Math.min(usual, activeUntil.getTime()));
}
