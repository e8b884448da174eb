import { aboveMax } from '../balance/credit.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { DomainError } from '../kernel/errors.ts';
import { ProviderRefusal } from '../kernel/payment-provider.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { askProvider, notKnown, providerFault, requireProvider } from './ask-provider.ts';
import { isOpen, withReason } from './decide.ts';
import {
  changeTopUp,
  endUnbegun,
  getTopUp,
  lockTopUp,
  recordPayment,
  tellOfAttention,
} from './record-payment.ts';
import { withTopUpId } from './return-url.ts';
import type { TopUpRow } from './top-up.sql.ts';
import * as statements from './top-up.sql.ts';

/*
 * A top-up through the payment provider:
 *
 *   PROCESSING -> begin -> REQUIRES_ACTION -> PROCESSING -> CREDITED     (or DECLINED, CANCELLED, EXPIRED)
 *
 * The row is written before the provider is called, and its id makes that call idempotent. No transaction is
 * open during a call. What the provider says, in its answer or in a message, is written by recordPayment.
 * Every row ends: by a message, by a repeat of the call, or by recoverTopUps. See docs/money.md.
 */

/** How long a call has the beginning of a payment to itself. More than the limit of a call to the provider. */
const LEASE_SECONDS = 30;

export interface Attempt {
  userId: string;
  /** In minor units. */
  amount: number;
  procedure: string;
  key: string | undefined;
  inputHash: string;
  reservationId: string | null;
  returnUrl: string | null;
}

/**
 * Writes the attempt, or finds the open one of the same key or reservation. Open attempts count toward the
 * highest balance. Must run in a transaction that has locked the account.
 *
 * @param balance of the locked account
 * @throws INVALID_AMOUNT, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS
 */
export async function writeAttempt(
  tx: QueueContext,
  attempt: Attempt,
  balance: number,
): Promise<string> {
  const open = await openTopUp(tx, attempt);
  if (open) return open.id;
  const { userId, amount, procedure, key, inputHash, reservationId, returnUrl } = attempt;
  const { settings } = tx;
  const opened = await tx.sql.rows<{ amount: number }>(statements.OPEN_AMOUNT, [userId]);
  if (amount > settings.maxBalance - balance - (opened[0]?.amount ?? 0)) {
    throw aboveMax(settings.maxBalance);
  }
  const provider = requireProvider(tx);
  const seconds = Math.max(settings.topUpSeconds, provider.leastOpenSeconds);
  const id = tx.newId();
  await tx.sql.rows(statements.INSERT_TOP_UP, [
    ...[id, userId, amount, provider.name, procedure, key ?? null, inputHash, reservationId],
    ...[returnUrl, seconds, LEASE_SECONDS, tx.now()],
  ]);
  return id;
}

/** The open attempt of the same key or reservation. The call takes it over if its beginning was interrupted. */
async function openTopUp(
  tx: QueueContext,
  { userId, procedure, key, inputHash, reservationId }: Attempt,
): Promise<TopUpRow | undefined> {
  const values = [userId, procedure, key ?? null, reservationId, tx.now()];
  const [open] = await tx.sql.rows<TopUpRow>(statements.OPEN_TOP_UP_OF, values);
  if (!open) return undefined;
  if (reservationId === null && open.input_hash !== inputHash) {
    throw new DomainError('IDEMPOTENCY_KEY_REUSED');
  }
  if (open.reference === null) await takeLease(tx, open.id);
  return open;
}

/** @throws IDEMPOTENCY_IN_PROGRESS if another call has the lease */
export async function takeLease(ctx: QueueContext, topUpId: string): Promise<void> {
  const values = [topUpId, LEASE_SECONDS, ctx.now()];
  const [taken] = await ctx.sql.rows(statements.TAKE_LEASE, values);
  if (!taken) throw new DomainError('IDEMPOTENCY_IN_PROGRESS');
}

/**
 * Brings a top-up as far as the provider can without the customer: begins its payment, or asks for it where
 * it was begun before. The caller has the lease of one that was not begun. One of another provider, from before
 * the settings were changed, stays as it is.
 *
 * @throws TOPUP_DECLINED, SERVICE_UNAVAILABLE
 */
export async function runTopUp(ctx: QueueContext, topUpId: string): Promise<TopUpRow> {
  const topUp = await getTopUp(ctx, topUpId);
  if (!isOpen(topUp) || topUp.attention !== null) return topUp;
  if (topUp.provider !== ctx.provider?.name) return topUp;
  return topUp.reference === null ? beginPayment(ctx, topUp) : findPayment(ctx, topUp);
}

async function beginPayment(ctx: QueueContext, topUp: TopUpRow): Promise<TopUpRow> {
  const request = {
    topUpId: topUp.id,
    userId: topUp.user_id,
    amount: topUp.amount,
    currency: ctx.settings.currency,
    returnUrl: withTopUpId(topUp.return_url, topUp.id),
    openUntil: topUp.open_until,
  };
  const begin = askProvider(ctx, 'begin', (provider, signal) => provider.begin(request, signal));
  const payment = await begin.catch(async (error: unknown) => {
    const status = endOfUnbegun(topUp, error);
    if (status === null) {
      await noteFailure(ctx, topUp);
      throw notKnown(error);
    }
    await endUnbegun(ctx, topUp.id, status);
    throw providerFault(error);
  });
  return recordPayment(ctx, topUp.id, payment);
}

/**
 * How an attempt ends whose beginning failed. Null: it stays open and is tried again, since the provider may
 * have begun the payment. A refusal of the request itself says nothing about earlier tries (the provider may
 * have too many requests now), until the time is over: then nobody can pay it any more.
 */
function endOfUnbegun(
  topUp: TopUpRow,
  error: unknown,
): 'DECLINED' | 'CANCELLED' | 'EXPIRED' | null {
  if (!(error instanceof ProviderRefusal)) return null;
  if (error.reason === 'declined') return 'DECLINED';
  if (topUp.checks === 0) return 'CANCELLED';
  if (!topUp.overdue) return null;
  return topUp.cancel_requested ? 'CANCELLED' : 'EXPIRED';
}

/** A payment that customers are asked about again and again is looked up once in this time. */
const LOOK_UP_SECONDS = 2;

/** Asks what became of a payment. The top-up stays as it is known if the provider does not answer. */
async function findPayment(ctx: QueueContext, topUp: TopUpRow): Promise<TopUpRow> {
  const { id, reference } = topUp;
  const values = [id, LOOK_UP_SECONDS, ctx.now()];
  const [taken] = await ctx.sql.rows(statements.TAKE_LEASE, values);
  if (!taken || reference === null) return topUp;
  const find = askProvider(ctx, 'find', (provider, signal) => provider.find(reference, signal));
  const payment = await find.catch(async (error: unknown) => {
    ctx.log.warn({ topUpId: id, err: error }, 'the payment provider did not tell of a top-up');
    await noteFailure(ctx, topUp);
    return null;
  });
  return payment ? recordPayment(ctx, id, payment) : topUp;
}

/**
 * Makes sure that the payment of an open top-up cannot be paid any more. If the provider refuses to tell long
 * after its time, a person has to look: it may have been paid.
 *
 * @throws SERVICE_UNAVAILABLE: then it is tried again later
 */
export async function expirePayment(ctx: QueueContext, topUp: TopUpRow): Promise<TopUpRow> {
  const { id, reference } = topUp;
  if (reference === null || topUp.provider !== ctx.provider?.name) return topUp;
  const expire = askProvider(ctx, 'expire', (provider, signal) =>
    provider.expire(reference, signal),
  );
  const payment = await expire.catch(async (error: unknown) => {
    if (error instanceof ProviderRefusal && topUp.long_overdue) {
      await giveUp(ctx, id, `the provider does not tell what became of it: ${error.message}`);
      return null;
    }
    await noteFailure(ctx, topUp);
    throw notKnown(error);
  });
  return payment ? recordPayment(ctx, id, payment) : tellOfAttention(ctx, id, null);
}

async function giveUp(ctx: QueueContext, topUpId: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const topUp = await lockTopUp(tx, topUpId);
    if (!isOpen(topUp)) return;
    const attention = withReason(topUp.attention, reason);
    await changeTopUp(tx, topUp, { status: 'PROCESSING', attention });
  });
}

/** Seconds until a provider that did not answer is asked again: 1, 2, 4 and so on, at most 5 minutes. */
const backOff = (checks: number): number => Math.min(300, 2 ** Math.min(checks, 10));

async function noteFailure(ctx: QueueContext, { id, checks }: TopUpRow): Promise<void> {
  await ctx.sql.rows(statements.NOTE_FAILURE, [id, backOff(checks), ctx.now()]).catch(() => {});
}
