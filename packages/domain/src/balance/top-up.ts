import type { Caller, DomainContext } from '../kernel/context.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { DomainError, unavailable } from '../kernel/errors.ts';
import { type Credited, creditConfirmed, requireBalanceHeadroom } from './credit.ts';
import type { TopUpRow } from './top-up.sql.ts';
import * as statements from './top-up.sql.ts';

const CHARGE = 'balance.charge';

/** @throws TOPUP_UNAVAILABLE where TOPUP is off and no back end is charging */
export function requireTopUps({ settings }: DomainContext, { service }: Caller): void {
  if (settings.topUp === 'off' && !service) throw new DomainError('TOPUP_UNAVAILABLE');
}

/**
 * Charges by way of the payment provider. The intent is written first and the provider is asked
 * outside any transaction, with the intent's id as its reference: a repeat of the call, or the
 * recovery, goes on with the same reference, so money that was taken is credited once and never
 * lost. A repeat after the credit returns what the first call did.
 *
 * @throws TOPUP_DECLINED, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_AMOUNT past the
 * highest balance, SERVICE_UNAVAILABLE when the provider does not answer
 */
export async function chargeByProvider(
  ctx: DomainContext,
  userId: string,
  { amount, key }: { amount: number; key: string | undefined },
): Promise<Credited> {
  const [done] = await ctx.sql.rows<{ amount: number; entry_id: string; balance_after: number }>(
    statements.FIND_CREDITED,
    [userId, CHARGE, key ?? null],
  );
  if (done) {
    if (done.amount !== amount) throw new DomainError('IDEMPOTENCY_KEY_REUSED');
    return { entryId: done.entry_id, balance: done.balance_after };
  }
  await requireBalanceHeadroom(ctx, userId, amount);
  const values = [ctx.newId(), userId, amount, CHARGE, key ?? null, ctx.now()];
  const [topUp] = await ctx.sql.rows<TopUpRow>(statements.BEGIN_CHARGE, values);
  if (!topUp) throw new DomainError('IDEMPOTENCY_IN_PROGRESS');
  if (topUp.amount === amount) return seeThrough(ctx, topUp);
  await ctx.sql.rows(statements.GIVE_UP_LEASE, [topUp.id, ctx.now()]);
  throw new DomainError('IDEMPOTENCY_KEY_REUSED');
}

/** Goes on with the top-ups of calls that died. Returns how many it credited. */
export async function recoverTopUps(ctx: DomainContext): Promise<number> {
  const abandoned = await ctx.sql.rows<TopUpRow>(statements.TAKE_ABANDONED, [ctx.now()]);
  let credited = 0;
  for (const topUp of abandoned) {
    if (topUp.status !== 'CONFIRMING') continue;
    try {
      await seeThrough(ctx, topUp);
      credited++;
    } catch (error) {
      ctx.log.error({ topUpId: topUp.id, err: error }, 'a top-up could not be recovered');
    }
  }
  return credited;
}

/**
 * From wherever it stands to the credit.
 *
 * @throws TOPUP_DECLINED, IDEMPOTENCY_IN_PROGRESS when another call took it over, SERVICE_UNAVAILABLE
 */
export async function seeThrough(ctx: DomainContext, topUp: TopUpRow): Promise<Credited> {
  if (topUp.status === 'PENDING') await authorise(ctx, topUp);
  const { id, user_id: userId, amount } = topUp;
  try {
    await ctx.provider.confirm(requestOf(ctx, topUp));
    return await inTransaction(ctx, async (tx) => {
      const credited = await creditConfirmed(tx, userId, amount);
      await move(tx, id, ['CONFIRMING', 'CREDITED', credited.entryId]);
      return credited;
    });
  } catch (error) {
    await ctx.sql.rows(statements.GIVE_UP_LEASE, [id, ctx.now()]).catch(() => {});
    throw error instanceof DomainError ? error : unavailable(error);
  }
}

/** A provider that cannot be reached took no money: the intent fails, and may be begun anew. */
async function authorise(ctx: DomainContext, topUp: TopUpRow): Promise<void> {
  let approved: boolean;
  try {
    approved = await ctx.provider.authorise(requestOf(ctx, topUp));
  } catch (error) {
    await move(ctx, topUp.id, ['PENDING', 'FAILED', null]);
    throw unavailable(error);
  }
  await move(ctx, topUp.id, ['PENDING', approved ? 'CONFIRMING' : 'DECLINED', null]);
  if (!approved) throw new DomainError('TOPUP_DECLINED');
}

/** @throws IDEMPOTENCY_IN_PROGRESS when another call has taken the top-up over */
async function move(
  ctx: DomainContext,
  id: string,
  step: [from: string, to: string, entryId: string | null],
): Promise<void> {
  const [moved] = await ctx.sql.rows(statements.MOVE_TOP_UP, [id, ...step]);
  if (!moved) throw new DomainError('IDEMPOTENCY_IN_PROGRESS');
}

const requestOf = ({ settings }: DomainContext, { id, user_id, amount }: TopUpRow) => ({
  reference: id,
  userId: user_id,
  amount,
  currency: settings.currency,
});
