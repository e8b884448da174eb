import type { BalanceView, ChargeInput, ChargeView, EntryView } from '@frontrow/contract/balance';
import type { Page, PageInput } from '@frontrow/contract/primitives';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { numberCursor, pageFrom } from '../kernel/cursor.ts';
import { storedAnswer, withIdempotencyKey } from '../kernel/idempotency/idempotency.ts';
import { requireAmount } from './amount.ts';
import { type LedgerEntryRow, LIST_LEDGER_ENTRIES } from './balance.sql.ts';
import { balanceOf, type Credited, credit } from './credit.ts';
import { chargeByProvider, requireTopUps } from './top-up.ts';

/** The caller's balance; 0 for a user without an account. */
export async function getBalance(ctx: DomainContext, { userId }: Caller): Promise<BalanceView> {
  return { amount: await balanceOf(ctx, userId), currency: ctx.settings.currency };
}

/**
 * Adds to the balance. `TOPUP=open` credits at once, `provider` charges through the payment provider, and
 * `off` credits only if a back end calls.
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
  const rows = await ctx.sql.rows<LedgerEntryRow>(LIST_LEDGER_ENTRIES, values);
  return pageFrom(rows, limit, { item: ledgerEntryView, cursor: ({ seq }) => String(seq) });
}

const chargeView = (
  { settings }: DomainContext,
  { ledgerEntryId, balance }: Credited,
): ChargeView => ({
  amount: balance,
  currency: settings.currency,
  entryId: ledgerEntryId,
});

const ledgerEntryView = (ledgerEntry: LedgerEntryRow): EntryView => ({
  id: ledgerEntry.id,
  type: ledgerEntry.type,
  amount: ledgerEntry.amount,
  balanceAfter: ledgerEntry.balance_after,
  paymentId: ledgerEntry.payment_id,
  createdAt: ledgerEntry.created_at,
});
