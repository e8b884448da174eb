import type { BalanceView, EntryView } from '@frontrow/contract/balance';
import type { Page, PageInput } from '@frontrow/contract/primitives';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { numberCursor, pageFrom } from '../kernel/cursor.ts';
import { type LedgerEntryRow, LIST_LEDGER_ENTRIES } from './balance.sql.ts';
import { balanceOf } from './credit.ts';

/** The caller's balance; 0 for a user without an account. */
export async function getBalance(ctx: DomainContext, { userId }: Caller): Promise<BalanceView> {
  return { amount: await balanceOf(ctx, userId), currency: ctx.settings.currency };
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

const ledgerEntryView = (ledgerEntry: LedgerEntryRow): EntryView => ({
  id: ledgerEntry.id,
  type: ledgerEntry.type,
  amount: ledgerEntry.amount,
  balanceAfter: ledgerEntry.balance_after,
  paymentId: ledgerEntry.payment_id,
  topUpId: ledgerEntry.top_up_id,
  createdAt: ledgerEntry.created_at,
});
