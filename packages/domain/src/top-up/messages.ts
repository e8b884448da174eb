import { DomainError } from '../kernel/errors.ts';
import { inParallel } from '../kernel/in-parallel.ts';
import type { ProviderMessage } from '../kernel/payment-provider.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { askProvider } from './ask-provider.ts';
import * as statements from './messages.sql.ts';
import { recordPayment } from './record-payment.ts';
import { recordReturned } from './returned/record-returned.ts';
import { GET_TOP_UP, TOP_UP_OF_PAYMENT, type TopUpRow } from './top-up.sql.ts';

/*
 * Signed messages of the provider. A message is kept first, so that it is answered at once and handled even if
 * this process ends. One that was kept before is not handled again. What cannot be handled yet, because the
 * message about the payment itself comes later, is tried again.
 */

interface MessageRow {
  id: string;
  message: ProviderMessage;
  checks: number;
}

const BATCH = 50;
const AT_ONCE = 5;

/**
 * Keeps a message. Returns whether it is new. It does not ask for TOPUP: where new top-ups were turned off, those
 * under way still end.
 *
 * @throws TOPUP_UNAVAILABLE without a provider
 */
export async function keepMessage(ctx: QueueContext, message: ProviderMessage): Promise<boolean> {
  if (!ctx.provider) throw new DomainError('TOPUP_UNAVAILABLE');
  const { name } = ctx.provider;
  const values = [name, message.id, message.type, JSON.stringify(message), ctx.now()];
  return (await ctx.sql.rows(statements.KEEP_MESSAGE, values)).length > 0;
}

/** Handles messages that were kept and not handled. Any number of servers may run it. */
export const handleDueMessages = (ctx: QueueContext): Promise<void> => handleMessages(ctx, null);

/** Handles one message that was kept a moment ago, whatever others wait for. */
export const handleKeptMessage = (ctx: QueueContext, id: string): Promise<void> =>
  handleMessages(ctx, id);

async function handleMessages(ctx: QueueContext, id: string | null): Promise<void> {
  const { provider } = ctx;
  if (!provider) return;
  const values = [provider.name, BATCH, ctx.now(), id];
  const due = await ctx.sql.rows<MessageRow>(statements.TAKE_MESSAGES, values);
  await inParallel(due, AT_ONCE, async (row) => {
    try {
      const topUpId = await handleMessage(ctx, provider.name, row.message);
      await ctx.sql.rows(statements.MESSAGE_HANDLED, [provider.name, row.id, topUpId, ctx.now()]);
    } catch (error) {
      ctx.log.warn({ message: row.id, err: error }, 'a message of the provider is handled later');
    }
  });
}

/** Returns the id of the top-up that the message is about; null if it is none of ours. */
async function handleMessage(
  ctx: QueueContext,
  provider: string,
  message: ProviderMessage,
): Promise<string | null> {
  if (message.kind === 'other') return null;
  if (message.kind === 'payment') {
    const { topUpId, payment } = message;
    if (topUpId === null || !(await isOurs(ctx, topUpId))) return null;
    await recordPayment(ctx, topUpId, payment);
    return topUpId;
  }
  const topUpId = await topUpOfPayment(ctx, message.paymentReference);
  if (topUpId === null) return null;
  await recordReturned(ctx, topUpId, { provider, message });
  return topUpId;
}

async function isOurs(ctx: QueueContext, topUpId: string): Promise<boolean> {
  const [topUp] = await ctx.sql.rows<TopUpRow>(GET_TOP_UP, [topUpId, ctx.now()]);
  return topUp !== undefined && topUp.provider === ctx.provider?.name;
}

/** The top-up that was paid by this payment. Asks the provider if the message about that has not come yet. */
async function topUpOfPayment(ctx: QueueContext, paymentReference: string): Promise<string | null> {
  const known = await paidTopUp(ctx, paymentReference);
  if (known) return known;
  const found = await askProvider(ctx, 'findByPayment', (provider, signal) =>
    provider.findByPayment(paymentReference, signal),
  );
  if (!found || !(await isOurs(ctx, found.topUpId))) return null;
  await recordPayment(ctx, found.topUpId, found.payment);
  return (await paidTopUp(ctx, paymentReference)) ?? found.topUpId;
}

async function paidTopUp(ctx: QueueContext, paymentReference: string): Promise<string | undefined> {
  const values = [paymentReference, ctx.now()];
  const [known] = await ctx.sql.rows<TopUpRow>(TOP_UP_OF_PAYMENT, values);
  return known?.id;
}
