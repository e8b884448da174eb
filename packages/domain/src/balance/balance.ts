import type { BalanceView, ChargeInput, ChargeView, EntryView } from '@frontrow/contract/balance';
import type { Page, PageInput } from '@frontrow/contract/primitives';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { numberCursor, pageFrom } from '../kernel/cursor.ts';
import { storedAnswer, withIdempotencyKey } from '../kernel/idempotency/idempotency.ts';
import { requireAmount } from './amount.ts';
import { type EntryRow, LIST_ENTRIES } from './balance.sql.ts';
import { balanceOf, type Credited, credit } from './credit.ts';
import { chargeByProvider, requireTopUps } from './top-up.ts';

/** The caller's balance; 0 for somebody who never charged. */
export async function getBalance(ctx: DomainContext, { userId }: Caller): Promise<BalanceView> {
  return { amount: await balanceOf(ctx, userId), currency: ctx.settings.currency };
}

/**
 * Adds to the balance, at once (TOPUP=open) or by way of the payment provider.
 *
 * @throws INVALID_AMOUNT, TOPUP_UNAVAILABLE, TOPUP_DECLINED
 */
export async function charge(
  ctx: DomainContext,
  caller: Caller,
  { idempotencyKey, ...given }: ChargeInput,
): Promise<ChargeView> {
  const amount = requireAmount(given.amount, ctx.settings.maxCharge);
  const { userId } = caller;
  const input = { amount };
  const call = { userId, procedure: 'balance.charge', key: idempotencyKey, input };
  if (ctx.settings.topUp !== 'provider') {
    return withIdempotencyKey(ctx, call, async (tx) => {
      requireTopUps(tx, caller);
      return chargeView(tx, await credit(tx, userId, amount));
    });
  }
  const stored = await storedAnswer<ChargeView>(ctx, call);
  if (stored) return stored.answer;
  return chargeView(ctx, await chargeByProvider(ctx, userId, { amount, key: idempotencyKey }));
}

/** The caller's ledger entries, newest first. */
export async function history(
  ctx: DomainContext,
  { userId }: Caller,
  { cursor, limit }: PageInput,
): Promise<Page<EntryView>> {
  const values = [userId, numberCursor(cursor), limit + 1];
  const rows = await ctx.sql.rows<EntryRow>(LIST_ENTRIES, values);
  return pageFrom(rows, limit, { item: entryView, cursor: ({ seq }) => String(seq) });
}

const chargeView = ({ settings }: DomainContext, { entryId, balance }: Credited): ChargeView => ({
  amount: balance,
  currency: settings.currency,
  entryId,
});

const entryView = (entry: EntryRow): EntryView => ({
  id: entry.id,
  type: entry.type,
  amount: entry.amount,
  balanceAfter: entry.balance_after,
  paymentId: entry.payment_id,
  createdAt: entry.created_at,
});
