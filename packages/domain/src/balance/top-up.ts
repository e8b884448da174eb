import type { Caller, DomainContext } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import { inTransaction } from '../kernel/transaction.ts';
import { invalidAmount } from './amount.ts';
import { CREDIT, GET_BALANCE } from './balance.sql.ts';
import type { TopUpRow } from './top-up.sql.ts';
import * as statements from './top-up.sql.ts';

export interface TopUpRequest {
  amount: number;
  /** The call that asks, so that its repeat goes on where it stopped. */
  procedure: string;
  key: string | undefined;
}

export interface Credited {
  entryId: string;
  balance: number;
}

/** @throws TOPUP_UNAVAILABLE where TOPUP is off and no back end is charging */
export function requireTopUps({ settings }: DomainContext, { service }: Caller): void {
  if (settings.topUp === 'off' && !service) throw new DomainError('TOPUP_UNAVAILABLE');
}

/** Adds a charge to the balance and the ledger. @throws INVALID_AMOUNT past the highest balance */
export const credit = (ctx: DomainContext, userId: string, amount: number): Promise<Credited> =>
  writeCredit(ctx, { userId, amount, most: ctx.settings.maxBalance });

/**
 * Charges by way of the payment provider. The intent is written first and the provider is asked
 * outside any transaction, with the intent's id as its reference: a repeat of the call, or the
 * recovery at the next start, goes on with the same reference, so money that was taken is credited
 * once and never lost. A repeat after the credit returns what the first call did.
 *
 * @throws TOPUP_DECLINED, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_AMOUNT past the
 * highest balance
 */
export async function topUpByProvider(
  ctx: DomainContext,
  userId: string,
  { amount, procedure, key }: TopUpRequest,
): Promise<Credited> {
  const call = [userId, procedure, key ?? null];
  const [done] = await ctx.sql.rows<{ amount: number; entry_id: string; balance_after: number }>(
    statements.FIND_CREDITED,
    call,
  );
  if (done) {
    if (done.amount !== amount) throw new DomainError('IDEMPOTENCY_KEY_REUSED');
    return { entryId: done.entry_id, balance: done.balance_after };
  }
  if (amount > ctx.settings.maxBalance - (await balanceOf(ctx, userId))) {
    throw aboveMost(ctx.settings.maxBalance);
  }
  const values = [ctx.newId(), userId, amount, procedure, key ?? null, ctx.now];
  const [topUp] = await ctx.sql.rows<TopUpRow>(statements.BEGIN_TOP_UP, values);
  if (!topUp) throw new DomainError('IDEMPOTENCY_IN_PROGRESS');
  if (topUp.amount === amount) return finish(ctx, topUp);
  await ctx.sql.rows(statements.GIVE_UP_LEASE, [topUp.id, ctx.now]);
  throw new DomainError('IDEMPOTENCY_KEY_REUSED');
}

/** Goes on with the top-ups of calls that died. Run at start; returns how many it credited. */
export async function recoverTopUps(ctx: DomainContext): Promise<number> {
  const abandoned = await ctx.sql.rows<TopUpRow>(statements.TAKE_ABANDONED, [ctx.now]);
  let credited = 0;
  for (const topUp of abandoned) {
    try {
      await finish(ctx, topUp);
      credited++;
    } catch (error) {
      ctx.log.error({ topUpId: topUp.id, err: error }, 'a top-up could not be recovered');
    }
  }
  return credited;
}

async function finish(ctx: DomainContext, topUp: TopUpRow): Promise<Credited> {
  const { id, user_id: userId, amount } = topUp;
  const request = { reference: id, userId, amount, currency: ctx.settings.currency };
  try {
    if (!(await ctx.provider.authorise(request))) {
      await ctx.sql.rows(statements.SETTLE_TOP_UP, [id, 'DECLINED', null]);
      throw new DomainError('TOPUP_DECLINED');
    }
    await ctx.provider.confirm(request);
    return await inTransaction(ctx, async (tx) => {
      const credited = await creditConfirmed(tx, userId, amount);
      const values = [id, 'CREDITED', credited.entryId];
      const [settled] = await tx.sql.rows(statements.SETTLE_TOP_UP, values);
      if (!settled) throw new DomainError('IDEMPOTENCY_IN_PROGRESS');
      return credited;
    });
  } catch (error) {
    await ctx.sql.rows(statements.GIVE_UP_LEASE, [id, ctx.now]).catch(() => {});
    throw error;
  }
}

/** Confirmed money is the user's, whatever the limit on balances was meant to allow. */
const creditConfirmed = (tx: DomainContext, userId: string, amount: number) =>
  writeCredit(tx, { userId, amount, most: Number.MAX_SAFE_INTEGER });

async function writeCredit(
  ctx: DomainContext,
  { userId, amount, most }: { userId: string; amount: number; most: number },
): Promise<Credited> {
  const entryId = ctx.newId();
  const values = [userId, amount, most, entryId, ctx.now];
  const [entry] = await ctx.sql.rows<{ balance_after: number }>(CREDIT, values);
  if (!entry) throw aboveMost(most);
  return { entryId, balance: entry.balance_after };
}

const aboveMost = (most: number) => invalidAmount(`would bring the balance above ${most}`);

export async function balanceOf(ctx: DomainContext, userId: string): Promise<number> {
  const [account] = await ctx.sql.rows<{ balance: number }>(GET_BALANCE, [userId]);
  return account?.balance ?? 0;
}
