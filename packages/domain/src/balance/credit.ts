import type { DomainContext } from '../kernel/context.ts';
import { invalidAmount } from './amount.ts';
import { CREDIT, GET_BALANCE } from './balance.sql.ts';

export interface Credited {
  ledgerEntryId: string;
  /** The new balance in minor units. */
  balance: number;
}

/** Adds a charge to the balance and the ledger. @throws INVALID_AMOUNT above the highest balance */
export const credit = (ctx: DomainContext, userId: string, amount: number): Promise<Credited> =>
  writeCredit(ctx, { userId, amount, max: ctx.settings.maxBalance });

/** Adds money that the provider has taken. It is credited even above the highest balance. */
export const creditConfirmed = (
  ctx: DomainContext,
  userId: string,
  amount: number,
): Promise<Credited> => writeCredit(ctx, { userId, amount, max: Number.MAX_SAFE_INTEGER });

/** Requires, before the provider is called, that the charge fits. @throws INVALID_AMOUNT if it does not */
export async function requireBalanceHeadroom(
  ctx: DomainContext,
  userId: string,
  amount: number,
): Promise<void> {
  const { maxBalance } = ctx.settings;
  if (amount > maxBalance - (await balanceOf(ctx, userId))) throw aboveMax(maxBalance);
}

/** In minor units; 0 for a user without an account. */
export async function balanceOf(ctx: DomainContext, userId: string): Promise<number> {
  const [account] = await ctx.sql.rows<{ balance: number }>(GET_BALANCE, [userId]);
  return account?.balance ?? 0;
}

async function writeCredit(
  ctx: DomainContext,
  { userId, amount, max }: { userId: string; amount: number; max: number },
): Promise<Credited> {
  const ledgerEntryId = ctx.newId();
  const values = [userId, amount, max, ledgerEntryId, ctx.now()];
  const [ledgerEntry] = await ctx.sql.rows<{ balance_after: number }>(CREDIT, values);
  if (!ledgerEntry) throw aboveMax(max);
  return { ledgerEntryId, balance: ledgerEntry.balance_after };
}

const aboveMax = (max: number) => invalidAmount(`would bring the balance above ${max}`);
