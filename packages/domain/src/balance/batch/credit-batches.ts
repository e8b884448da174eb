import type { ChargeView } from '@frontrow/contract/balance';
import type { DomainContext } from '../../kernel/context.ts';
import { type BatchedCall, Batches, type BatchWork } from '../../kernel/group-commit/batches.ts';
import { keyOf } from '../../kernel/group-commit/keys-of-batch.ts';
import { aboveMax, chargeView } from '../credit.ts';
import { CREDIT_BATCH, type CreditFacts, type CreditItemRow } from './credit-batch.sql.ts';

/*
 * Group commit for charges that are credited at once. A batch credits what is in order, and refuses what would bring a
 * balance above the highest one; all else runs alone: a user or an account that another transaction has locked, a
 * deleted user, a user without an account, a stored answer, a key that is in use.
 */

/** The most charges in one batch, and the most batches at once; see LIMITS of the holds. */
const LIMITS = { maxBatch: 32, atOnce: 3, besides: 8 };

/** A charge that travels in a batch with others, of whatever users. In minor units. */
export interface CreditItem extends BatchedCall {
  amount: number;
}

export interface CreditContext {
  /** All under one key. */
  credits: Batches<DomainContext, CreditItem, CreditFacts, ChargeView>;
}

export const withCreditBatches = <Ctx extends DomainContext>(ctx: Ctx): Ctx & CreditContext => ({
  ...ctx,
  credits: new Batches(CREDITS, LIMITS),
});

const CREDITS: BatchWork<DomainContext, CreditItem, CreditFacts, ChargeView> = {
  name: 'charges',
  run({ sql, settings, now, newId }, items) {
    const listed = items.map(({ call, amount }, n): CreditItemRow & { n: number } => ({
      ...{ n, ledger_entry_id: newId(), user_id: call.userId, amount },
      ...keyOf(call),
    }));
    const values = [settings.maxBalance, now(), JSON.stringify(listed)];
    return sql.rows<CreditFacts>(CREDIT_BATCH, values);
  },
  answerOf: (ctx, _, { balance_after: balance, ledger_entry_id: ledgerEntryId }) =>
    balance === null ? null : chargeView(ctx, { ledgerEntryId, balance }),
};

/**
 * Credits a charge in a batch with other calls of this process. Returns null if nothing was done, and the charge has to
 * run alone.
 *
 * @throws INVALID_AMOUNT above the highest balance
 */
export async function creditInBatch(
  ctx: DomainContext & CreditContext,
  item: CreditItem,
): Promise<ChargeView | null> {
  const found = await ctx.credits.add(ctx, 'charges', item);
  // The account was locked, so this is what the charge alone would be refused for.
  if (found?.facts.above) throw aboveMax(ctx.settings.maxBalance);
  return found?.answer ?? null;
}
