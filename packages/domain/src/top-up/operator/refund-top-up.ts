import type { RefundTopUpInput, TopUpView } from '@frontrow/contract/top-up';
import { balanceOf, withdraw } from '../../balance/credit.ts';
import type { Caller } from '../../kernel/context.ts';
import { inTransaction } from '../../kernel/database/transaction.ts';
import { DomainError, validationFailed } from '../../kernel/errors.ts';
import { storedAnswer, withIdempotencyKey } from '../../kernel/idempotency/idempotency.ts';
import { recordAction } from '../../operator-log/operator-log.ts';
import type { QueueContext } from '../../queue/queue-context.ts';
import { changeTopUp, getTopUp, lockTopUp } from '../record-payment.ts';
import { GET_TOP_UP, type TopUpRow } from '../top-up.sql.ts';
import { topUpView } from '../top-up-view.ts';
import { INSERT_REFUND, REPEAT_PENDING_REFUND, type RefundRow } from './refund.sql.ts';
import { runRefund } from './run-refund.ts';

/**
 * Sends the money of a credited top-up back by the provider. It is taken out of the balance first, so that it
 * cannot be spent meanwhile. A repeat carries on an interrupted refund, and changes nothing after it.
 *
 * @throws TOPUP_NOT_FOUND, VALIDATION_FAILED if it is not credited, INSUFFICIENT_BALANCE if its money is spent,
 * TOPUP_DECLINED if the provider refuses (the money is in the balance again), SERVICE_UNAVAILABLE if it does
 * not answer: then the refund is carried on later
 */
export async function refundTopUp(
  ctx: QueueContext,
  operator: Caller,
  { idempotencyKey, ...input }: RefundTopUpInput,
): Promise<TopUpView> {
  const { userId } = operator;
  const call = { userId, procedure: 'admin.refundTopUp', key: idempotencyKey, input };
  const stored = await storedAnswer<TopUpView>(ctx, call);
  if (stored) return stored.answer;
  const refundId = await inTransaction(ctx, (tx) => beginLogged(tx, operator, input));
  if (refundId !== null) await runRefund(ctx, refundId);
  const view = topUpView(ctx, await getTopUp(ctx, input.topUpId));
  return withIdempotencyKey(ctx, call, async () => view);
}

async function beginLogged(
  tx: QueueContext,
  operator: Caller,
  { topUpId, reason }: { topUpId: string; reason?: string | undefined },
): Promise<string | null> {
  const topUp = await lockExisting(tx, topUpId);
  if (topUp.status !== 'CREDITED') throw validationFailed(['topUpId'], 'is not credited');
  const values = [topUpId, tx.now()];
  const [pending] = await tx.sql.rows<RefundRow>(REPEAT_PENDING_REFUND, values);
  if (pending) return pending.id;
  const refund = await beginRefund(tx, topUp);
  if (!refund) return null;
  const details = { amount: refund.amount, ...(reason ? { reason } : {}) };
  await recordAction(tx, operator, { action: 'refundTopUp', targetId: topUpId, details });
  return refund.id;
}

/**
 * Takes what is left of a credited top-up out of the balance and writes the refund. Null: all of it is back.
 *
 * @throws INSUFFICIENT_BALANCE
 */
export async function beginRefund(
  tx: QueueContext,
  topUp: TopUpRow,
): Promise<{ id: string; amount: number } | null> {
  const { user_id: userId, id: topUpId } = topUp;
  const amount = (topUp.paid_amount ?? topUp.amount) - topUp.returned_amount;
  if (amount <= 0) return null;
  if (!(await withdraw(tx, { userId, amount, topUpId }))) {
    const balance = await balanceOf(tx, userId);
    const shortfall = amount - balance;
    throw new DomainError('INSUFFICIENT_BALANCE', { balance, required: amount, shortfall });
  }
  return { id: await writeRefund(tx, topUp, { amount, withdrawn: true }), amount };
}

/** Writes a refund that the provider is asked for next. Returns its id. */
export async function writeRefund(
  tx: QueueContext,
  topUp: TopUpRow,
  { amount, withdrawn }: { amount: number; withdrawn: boolean },
): Promise<string> {
  const id = tx.newId();
  const currency = topUp.paid_currency ?? tx.settings.currency;
  await tx.sql.rows(INSERT_REFUND, [id, topUp.id, amount, currency, withdrawn, tx.now()]);
  await changeTopUp(tx, topUp, { returned_amount: topUp.returned_amount + amount });
  return id;
}

/** Locks a top-up that an operator has named. @throws TOPUP_NOT_FOUND */
export async function lockExisting(tx: QueueContext, topUpId: string): Promise<TopUpRow> {
  const [found] = await tx.sql.rows<TopUpRow>(GET_TOP_UP, [topUpId, tx.now()]);
  if (!found) throw new DomainError('TOPUP_NOT_FOUND');
  return lockTopUp(tx, topUpId);
}
