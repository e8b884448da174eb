import { chargeView, creditTopUp, lockAccount } from '../balance/credit.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { storeAnswerOf } from '../kernel/idempotency/idempotency.ts';
import type { ProviderPayment } from '../kernel/payment-provider.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { extendHold, keepExtension, lockHoldOf, takeBackExtension } from '../reservation/grace.ts';
import { type Decision, decide, isOpen, isSecondPayment, textOf, withReason } from './decide.ts';
import type { TopUpRow } from './top-up.sql.ts';
import * as statements from './top-up.sql.ts';
import { topUpView } from './top-up-view.ts';

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
  const before = await inTransaction(ctx, async (tx) => {
    const locked = await lockTopUp(tx, topUpId);
    if (isSecondPayment(locked, payment)) {
      await recordSecondPayment(tx, locked, payment);
    } else {
      const decision = decide(locked, payment, tx.settings.currency);
      await writePayment(tx, locked, { payment, decision });
      await moveHold(tx, locked, decision);
    }
    return locked.attention;
  });
  return tellOfAttention(ctx, topUpId, before);
}

/** Writes a new reason for attention into the log, which an alarm may follow. Returns the top-up. */
export async function tellOfAttention(
  ctx: QueueContext,
  topUpId: string,
  before: string | null,
): Promise<TopUpRow> {
  const topUp = await getTopUp(ctx, topUpId);
  const { attention } = topUp;
  if (attention !== null && attention !== before) {
    ctx.log.error({ topUpId, attention }, 'a top-up needs a decision');
  }
  return topUp;
}

/**
 * The customer has paid twice, by two payments of the provider: the second one becomes an attempt of its own,
 * since it can be credited or refunded by itself. The first one says so, if it has ended.
 */
async function recordSecondPayment(
  tx: QueueContext,
  first: TopUpRow,
  { status, paid, reference, paymentReference }: ProviderPayment,
): Promise<void> {
  if (status !== 'PAID' || !paid || paid.amount <= 0) return;
  const known = await tx.sql.rows(statements.TOP_UP_OF_REFERENCE, [first.provider, reference]);
  if (known.length > 0) return;
  const id = tx.newId();
  const attention = `paid ${textOf(paid)} as a second payment for top-up ${first.id}`;
  await tx.sql.rows(statements.INSERT_SECOND_PAYMENT, [
    ...[id, first.id, reference, paymentReference, paid.amount, paid.currency, attention],
    tx.now(),
  ]);
  tx.log.error({ topUpId: id, attention }, 'a top-up needs a decision');
  if (isOpen(first)) return;
  const reason = `paid a second time, as ${reference}, which is top-up ${id}`;
  await changeTopUp(tx, first, { attention: withReason(first.attention, reason) });
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

/** Locks the hold of a payment that began it, the account, and then the top-up. Returns the top-up. */
export async function lockTopUp(tx: QueueContext, topUpId: string): Promise<TopUpRow> {
  const { user_id: userId, reservation_id: reservationId } = await getTopUp(tx, topUpId);
  if (reservationId !== null) await lockHoldOf(tx, { reservationId, topUpId });
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

/** Writes a change of a locked top-up. `refunded`: whether all of its money has gone back; as before if not given. */
export async function changeTopUp(
  tx: QueueContext,
  topUp: TopUpRow,
  { refunded, ...change }: Partial<TopUpRow> & { refunded?: boolean },
): Promise<void> {
  const next = { ...topUp, ...change };
  await tx.sql.rows(statements.CHANGE_TOP_UP, [
    ...[next.id, next.status, next.reference, next.payment_reference, next.action_url],
    ...[next.paid_amount, next.paid_currency, next.returned_amount],
    ...[refunded ?? null, next.attention, nextCheck(next.checks), tx.now()],
  ]);
}

async function writePayment(
  tx: QueueContext,
  topUp: TopUpRow,
  { payment, decision }: { payment: ProviderPayment; decision: Decision },
): Promise<void> {
  const isBegun = topUp.reference === null;
  const next = {
    status: decision.status,
    attention: decision.attention,
    reference: topUp.reference ?? payment.reference,
    payment_reference: topUp.payment_reference ?? payment.paymentReference,
    action_url: topUp.action_url ?? payment.redirectUrl,
    paid_amount: decision.paid?.amount ?? topUp.paid_amount,
    paid_currency: decision.paid?.currency ?? topUp.paid_currency,
  };
  await changeTopUp(tx, topUp, next);
  if (decision.credit) await creditPaid(tx, topUp, topUp.amount);
  if (isBegun) await storeStart(tx, { ...topUp, ...next });
}

/** A start has succeeded once the provider has begun the payment: that is what a repeat of it answers. */
async function storeStart(tx: QueueContext, { id, procedure }: TopUpRow): Promise<void> {
  if (procedure !== 'balance.startTopUp') return;
  const topUp = await getTopUp(tx, id);
  if (topUp.status !== 'DECLINED') await storeAnswerOfTopUp(tx, topUp, topUpView(tx, topUp));
}

/** Credits a locked top-up, and stores the answer of the charge that began it. */
export async function creditPaid(tx: QueueContext, topUp: TopUpRow, amount: number): Promise<void> {
  const { id: topUpId, user_id: userId } = topUp;
  const credited = await creditTopUp(tx, { userId, amount, topUpId });
  if (topUp.procedure !== 'balance.charge') return;
  await storeAnswerOfTopUp(tx, topUp, chargeView(tx, credited));
}

/** A later attempt with the key of an earlier one may have succeeded before: then its answer stays. */
const storeAnswerOfTopUp = (tx: QueueContext, topUp: TopUpRow, answer: unknown) =>
  storeAnswerOf(
    tx,
    {
      userId: topUp.user_id,
      procedure: topUp.procedure,
      key: topUp.idempotency_key ?? undefined,
      inputHash: topUp.input_hash,
    },
    answer,
  );

/** The hold of a payment lasts longer while its customer is at the provider, and only then. */
async function moveHold(
  tx: QueueContext,
  { id: topUpId, status: before, reservation_id: reservationId }: TopUpRow,
  { status }: Decision,
): Promise<void> {
  if (reservationId === null || !isOpen({ status: before })) return;
  if (status === 'CREDITED') return keepExtension(tx, topUpId);
  if (!isOpen({ status })) return takeBackExtension(tx, topUpId);
  await extendHold(tx, { reservationId, topUpId });
}
