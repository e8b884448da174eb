import type { DomainContext } from '../kernel/context.ts';
import { invalidAmount } from './amount.ts';
import { CREDIT, GET_BALANCE } from './balance.sql.ts';

export interface Credited {
  entryId: string;
  balance: number;
}

/** Adds a charge to the balance and the ledger. @throws INVALID_AMOUNT past the highest balance */
export const credit = (ctx: DomainContext, userId: string, amount: number): Promise<Credited> =>
  writeCredit(ctx, { userId, amount, most: ctx.settings.maxBalance });

/** Confirmed money is the user's, whatever the limit on balances was meant to allow. */
export const creditConfirmed = (
  ctx: DomainContext,
  userId: string,
  amount: number,
): Promise<Credited> => writeCredit(ctx, { userId, amount, most: Number.MAX_SAFE_INTEGER });

/** Refuses a charge that would pass the highest balance before any money is asked for. */
export async function requireBalanceHeadroom(
  ctx: DomainContext,
  userId: string,
  amount: number,
): Promise<void> {
  const { maxBalance } = ctx.settings;
  if (amount > maxBalance - (await balanceOf(ctx, userId))) throw aboveMost(maxBalance);
}

export async function balanceOf(ctx: DomainContext, userId: string): Promise<number> {
  const [account] = await ctx.sql.rows<{ balance: number }>(GET_BALANCE, [userId]);
  return account?.balance ?? 0;
}

async function writeCredit(
  ctx: DomainContext,
  { userId, amount, most }: { userId: string; amount: number; most: number },
): Promise<Credited> {
  const entryId = ctx.newId();
  const values = [userId, amount, most, entryId, ctx.now()];
  const [entry] = await ctx.sql.rows<{ balance_after: number }>(CREDIT, values);
  if (!entry) throw aboveMost(most);
  return { entryId, balance: entry.balance_after };
}

const aboveMost = (most: number) => invalidAmount(`would bring the balance above ${most}`);
