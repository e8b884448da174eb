import { creditTopUp, lockAccount } from '../balance/credit.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { storeAnswerOf } from '../kernel/idempotency/idempotency.ts';
import type { ProviderPayment } from '../kernel/payment-provider.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { extendHold, keepExtension, lockHoldOf, takeBackExtension } from '../reservation/grace.ts';
import { type Decision, decide, isOpen } from './decide.ts';
import type { TopUpRow } from './top-up.sql.ts';
import * as statements from './top-up.sql.ts';
import { chargeView } from './top-up-view.ts';

/*
 * What the provider says of a payment, whoever asked or was told, is written here: in one transaction the
 * top-up, the credit, the hold of a payment that waits for it, and the stored answer of the call that began it.
 * It locks passes, reservations and seats, then the account, then the top-up.
 */

/** Seconds until the provider is asked again: 30, 60, 120 and so on, at most 15 minutes. */
const nextCheck = (checks: number): number => Math.min(900, 30 * 2 ** Math.min(checks, 10));

/** Writes what the provider says of the payment of a top-up. Returns the top-up as it is then. */
export async function recordPayment(
  ctx: QueueContext,
  topUpId: string,
  payment: ProviderPayment,
): Promise<TopUpRow> {
  const { reservation_id: reservationId } = await getTopUp(ctx, topUpId);
  const decided = await inTransaction(ctx, async (tx) => {
    if (reservationId) await lockHoldOf(tx, { reservationId, topUpId });
    const locked = await lockTopUp(tx, topUpId);
    const decision = decide(locked, payment, tx.settings.currency);
    await writePayment(tx, locked, { payment, decision });
    if (reservationId) await moveHold(tx, { reservationId, locked, decision });
    return { ...decision, attentionBefore: locked.attention };
  });
  if (decided.attention !== null && decided.attention !== decided.attentionBefore) {
    ctx.log.error({ topUpId, attention: decided.attention }, 'a top-up needs a decision');
  }
  return getTopUp(ctx, topUpId);
}

/** Ends an open top-up whose payment the provider refused to begin: no money can have been taken. */
export async function endUnbegun(
  ctx: QueueContext,
  topUpId: string,
  status: 'DECLINED' | 'CANCELLED' | 'EXPIRED',
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const locked = await lockTopUp(tx, topUpId);
    if (isOpen(locked) && locked.reference === null) await changeTopUp(tx, locked, { status });
  });
}

/** Locks the account and then the top-up, and returns the top-up. */
export async function lockTopUp(tx: QueueContext, topUpId: string): Promise<TopUpRow> {
  const { user_id: userId } = await getTopUp(tx, topUpId);
  await lockAccount(tx, userId);
  const [locked] = await tx.sql.rows<TopUpRow>(statements.LOCK_TOP_UP, [topUpId, tx.now()]);
  if (!locked) throw new Error(`there is no top-up ${topUpId}`);
  return locked;
}

/** @throws if there is none, which only a wrong id of our own can lead to */
export async function getTopUp(ctx: QueueContext, topUpId: string): Promise<TopUpRow> {
  const [found] = await ctx.sql.rows<TopUpRow>(statements.GET_TOP_UP, [topUpId, ctx.now()]);
  if (!found) throw new Error(`there is no top-up ${topUpId}`);
  return found;
}

/** Writes a change of a locked top-up. */
export async function changeTopUp(
  tx: QueueContext,
  topUp: TopUpRow,
  change: Partial<TopUpRow>,
): Promise<void> {
  const next = { ...topUp, ...change };
  const isReturned = next.paid_amount !== null && next.returned_amount >= next.paid_amount;
  await tx.sql.rows(statements.CHANGE_TOP_UP, [
    ...[next.id, next.status, next.reference, next.payment_reference, next.action_url],
    ...[next.paid_amount, next.paid_currency, next.returned_amount],
    ...[isReturned, next.attention, nextCheck(next.checks), tx.now()],
  ]);
}

async function writePayment(
  tx: QueueContext,
  topUp: TopUpRow,
  { payment, decision }: { payment: ProviderPayment; decision: Decision },
): Promise<void> {
  const isKnown = topUp.reference === null || topUp.reference === payment.reference;
  await changeTopUp(tx, topUp, {
    status: decision.status,
    attention: decision.attention,
    reference: topUp.reference ?? payment.reference,
    payment_reference: topUp.payment_reference ?? (isKnown ? payment.paymentReference : null),
    action_url: topUp.action_url ?? payment.redirectUrl,
    paid_amount: decision.paid?.amount ?? topUp.paid_amount,
    paid_currency: decision.paid?.currency ?? topUp.paid_currency,
  });
  if (decision.credit) await creditPaid(tx, topUp, topUp.amount);
}

/** Credits a locked top-up, and stores the answer of the charge that began it. */
export async function creditPaid(tx: QueueContext, topUp: TopUpRow, amount: number): Promise<void> {
  const { id: topUpId, user_id: userId, procedure, idempotency_key: key } = topUp;
  const credited = await creditTopUp(tx, { userId, amount, topUpId });
  if (procedure !== 'balance.charge' || key === null) return;
  const call = { userId, procedure, key, inputHash: topUp.input_hash };
  await storeAnswerOf(tx, call, chargeView(tx, credited));
}

/** The hold of a payment lasts longer while its customer is at the provider, and only then. */
async function moveHold(
  tx: QueueContext,
  {
    reservationId,
    locked,
    decision,
  }: { reservationId: string; locked: TopUpRow; decision: Decision },
): Promise<void> {
  if (!isOpen(locked)) return;
  const { status } = decision;
  if (status === 'CREDITED') return keepExtension(tx, locked.id);
  if (!isOpen({ status })) return takeBackExtension(tx, locked.id);
  await extendHold(tx, { reservationId, topUpId: locked.id });
}
