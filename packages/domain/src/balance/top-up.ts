import type { Caller, DomainContext } from '../kernel/context.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { DomainError, unavailable } from '../kernel/errors.ts';
import { type Credited, creditConfirmed, requireBalanceHeadroom } from './credit.ts';
import type { TopUpRow } from './top-up.sql.ts';
import * as statements from './top-up.sql.ts';

/*
 * A charge through the payment provider:
 *
 *   PENDING -> authorise -> CONFIRMING -> confirm -> CREDITED      (or DECLINED, FAILED)
 *
 * The row in `top_up` is written before the provider is called, and its id is the provider's reference, so
 * repeated calls take the money once. No transaction is open during a call to the provider. Money can be
 * taken only from CONFIRMING on, and such a top-up is always finished: by a repeat of the call, or by
 * `recoverTopUps`, which every server runs every 15 seconds. A lease of 60 seconds reserves the row for
 * one call at a time.
 */

const CHARGE = 'balance.charge';

/** @throws TOPUP_UNAVAILABLE if TOPUP is off and the caller is not a back end */
export function requireTopUps({ settings }: DomainContext, { service }: Caller): void {
  if (settings.topUp === 'off' && !service) throw new DomainError('TOPUP_UNAVAILABLE');
}

/**
 * Charges through the payment provider and credits the amount. A repeat with the same key continues an
 * interrupted charge under the same reference, or returns the result of a credited one.
 *
 * @throws TOPUP_DECLINED, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_AMOUNT above the
 * highest balance, SERVICE_UNAVAILABLE if the provider does not answer
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
    return { ledgerEntryId: done.entry_id, balance: done.balance_after };
  }
  await requireBalanceHeadroom(ctx, userId, amount);
  const values = [ctx.newId(), userId, amount, CHARGE, key ?? null, ctx.now()];
  const [topUp] = await ctx.sql.rows<TopUpRow>(statements.BEGIN_CHARGE, values);
  if (!topUp) throw new DomainError('IDEMPOTENCY_IN_PROGRESS');
  if (topUp.amount === amount) return finishTopUp(ctx, topUp);
  await ctx.sql.rows(statements.RELEASE_LEASE, [topUp.id, ctx.now()]);
  throw new DomainError('IDEMPOTENCY_KEY_REUSED');
}

/** Finishes the top-ups of interrupted calls, at most 100. Returns how many it credited. */
export async function recoverTopUps(ctx: DomainContext): Promise<number> {
  const interrupted = await ctx.sql.rows<TopUpRow>(statements.TAKE_OVER_EXPIRED, [ctx.now()]);
  let credited = 0;
  for (const topUp of interrupted) {
    if (topUp.status !== 'CONFIRMING') continue;
    try {
      await finishTopUp(ctx, topUp);
      credited++;
    } catch (error) {
      ctx.log.error({ topUpId: topUp.id, err: error }, 'a top-up could not be recovered');
    }
  }
  return credited;
}

/**
 * Runs the remaining steps of a top-up, up to the credit. The caller must have its lease.
 *
 * @throws TOPUP_DECLINED, IDEMPOTENCY_IN_PROGRESS if another call took it over, SERVICE_UNAVAILABLE
 */
export async function finishTopUp(ctx: DomainContext, topUp: TopUpRow): Promise<Credited> {
  if (topUp.status === 'PENDING') await authorise(ctx, topUp);
  const { id, user_id: userId, amount } = topUp;
  try {
    await ctx.provider.confirm(requestOf(ctx, topUp));
    return await inTransaction(ctx, async (tx) => {
      const credited = await creditConfirmed(tx, userId, amount);
      await setStatus(tx, id, ['CONFIRMING', 'CREDITED', credited.ledgerEntryId]);
      return credited;
    });
  } catch (error) {
    await ctx.sql.rows(statements.RELEASE_LEASE, [id, ctx.now()]).catch(() => {});
    throw error instanceof DomainError ? error : unavailable(error, 'UNKNOWN');
  }
}

/** If the provider cannot be reached here, it took no money: the top-up fails and may start again. */
async function authorise(ctx: DomainContext, topUp: TopUpRow): Promise<void> {
  let approved: boolean;
  try {
    approved = await ctx.provider.authorise(requestOf(ctx, topUp));
  } catch (error) {
    await setStatus(ctx, topUp.id, ['PENDING', 'FAILED', null]);
    throw unavailable(error, 'NOT_DONE');
  }
  await setStatus(ctx, topUp.id, ['PENDING', approved ? 'CONFIRMING' : 'DECLINED', null]);
  if (!approved) throw new DomainError('TOPUP_DECLINED');
}

/** @throws IDEMPOTENCY_IN_PROGRESS if another call has changed the status */
async function setStatus(
  ctx: DomainContext,
  id: string,
  change: [expected: string, status: string, ledgerEntryId: string | null],
): Promise<void> {
  const [changed] = await ctx.sql.rows(statements.SET_STATUS, [id, ...change]);
  if (!changed) throw new DomainError('IDEMPOTENCY_IN_PROGRESS');
}

const requestOf = ({ settings }: DomainContext, { id, user_id, amount }: TopUpRow) => ({
  reference: id,
  userId: user_id,
  amount,
  currency: settings.currency,
});
