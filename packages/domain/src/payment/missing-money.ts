import { invalidAmount } from '../balance/amount.ts';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import { requireTopUps } from '../top-up/charge.ts';

/** Whether a payment with `topUp` may credit what the balance lacks by itself, without a payment provider. */
export const chargesAtOnce = ({ settings }: DomainContext, { service }: Caller): boolean =>
  settings.topUp === 'open' || (settings.topUp === 'off' && service);

/**
 * Throws the refusal of a payment whose balance is too low. Returns if it is enough, or what it lacks may be charged.
 *
 * @throws INSUFFICIENT_BALANCE without `topUp`, or if the provider has to charge; TOPUP_UNAVAILABLE, INVALID_AMOUNT
 */
export function refuseShort(
  ctx: DomainContext,
  caller: Caller,
  { topUp, amount, balance }: { topUp: boolean; amount: number; balance: number },
): void {
  const { maxCharge, maxBalance, topUp: mode } = ctx.settings;
  const shortfall = amount - balance;
  if (shortfall <= 0) return;
  if (!topUp || mode === 'provider') {
    throw new DomainError('INSUFFICIENT_BALANCE', { balance, required: amount, shortfall });
  }
  requireTopUps(ctx, caller);
  if (shortfall > maxCharge) throw invalidAmount(`a top-up must be at most ${maxCharge}`);
  if (amount > maxBalance) {
    throw invalidAmount(`a top-up would bring the balance above ${maxBalance}`);
  }
}
