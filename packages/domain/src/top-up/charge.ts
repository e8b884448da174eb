import type { ChargeInput, ChargeView } from '@frontrow/contract/balance';
import type { StartTopUpInput, TopUpView } from '@frontrow/contract/top-up';
import { requireAmount } from '../balance/amount.ts';
import { type CreditContext, creditInBatch } from '../balance/batch/credit-batches.ts';
import { chargeView, credit, lockAccount, requireLiveUser } from '../balance/credit.ts';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { DomainError } from '../kernel/errors.ts';
import {
  hashOfInput,
  type KeyedCall,
  storedAnswer,
  withIdempotencyKey,
} from '../kernel/idempotency/idempotency.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { requireProvider } from './ask-provider.ts';
import { runTopUp, writeAttempt } from './begin.ts';
import { returnUrlOf } from './return-url.ts';
import type { TopUpRow } from './top-up.sql.ts';
import { actionRequired, topUpView } from './top-up-view.ts';

/**
 * Adds to the balance. `TOPUP=open` credits at once, `provider` charges through the payment provider, and
 * `off` credits only if a back end calls.
 *
 * @throws INVALID_AMOUNT, VALIDATION_FAILED, TOPUP_UNAVAILABLE, TOPUP_DECLINED, TOPUP_ACTION_REQUIRED if the
 * provider needs the customer, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, SERVICE_UNAVAILABLE
 */
export async function charge(
  ctx: QueueContext & CreditContext,
  caller: Caller,
  { idempotencyKey: key, ...given }: ChargeInput,
): Promise<ChargeView> {
  const { userId } = caller;
  const { maxCharge, topUp: mode } = ctx.settings;
  if (mode === 'provider') {
    const { call, run } = providerCall(ctx, caller, { key, given, procedure: 'balance.charge' });
    const done = await run<ChargeView>();
    if ('answer' in done) return done.answer;
    const { topUp } = done;
    if (topUp.status !== 'CREDITED') throw refusalOf(topUp);
    return creditedAnswer(ctx, call, topUp);
  }
  const amount = requireAmount(given.amount, { max: maxCharge });
  const call = { userId, procedure: 'balance.charge', key, input: { amount } };
  const credited = mayTopUp(ctx, caller) ? await creditInBatch(ctx, { call, amount }) : null;
  if (credited) return credited;
  return withIdempotencyKey(ctx, call, async (tx) => {
    requireTopUps(tx, caller);
    return chargeView(tx, await credit(tx, userId, amount));
  });
}

/**
 * Begins a top-up that the customer finishes at the payment provider.
 *
 * @throws as `charge`, without TOPUP_ACTION_REQUIRED
 */
export async function startTopUp(
  ctx: QueueContext,
  caller: Caller,
  { idempotencyKey: key, ...given }: StartTopUpInput,
): Promise<TopUpView> {
  requireProvider(ctx);
  const procedure = 'balance.startTopUp';
  const { call, run } = providerCall(ctx, caller, { key, given, procedure });
  const done = await run<TopUpView>();
  if ('answer' in done) return done.answer;
  return (await storedAnswer<TopUpView>(ctx, call))?.answer ?? topUpView(ctx, done.topUp);
}

/** @throws TOPUP_UNAVAILABLE if TOPUP is off and the caller is not a back end */
export function requireTopUps(ctx: DomainContext, caller: Caller): void {
  if (!mayTopUp(ctx, caller)) throw new DomainError('TOPUP_UNAVAILABLE');
}

const mayTopUp = ({ settings }: DomainContext, { service }: Caller): boolean =>
  settings.topUp !== 'off' || service;

interface Given {
  amount: unknown;
  returnUrl?: string | undefined;
}

/** A call that tops up through the provider: looks for its stored answer, writes the attempt, runs it. */
function providerCall(
  ctx: QueueContext,
  { userId }: Caller,
  { key, given, procedure }: { key: string | undefined; given: Given; procedure: string },
) {
  const { minCharge: min, maxCharge: max } = ctx.settings;
  const amount = requireAmount(given.amount, { min, max });
  const input = { amount, ...(given.returnUrl ? { returnUrl: given.returnUrl } : {}) };
  const call: KeyedCall = { userId, procedure, key, input };
  const attempt = {
    ...{ userId, amount, procedure, key, inputHash: hashOfInput(input), reservationId: null },
    returnUrl: returnUrlOf(ctx.settings, given.returnUrl),
  };
  const run = async <Answer>(): Promise<{ answer: Answer } | { topUp: TopUpRow }> => {
    const begun = await inTransaction(ctx, async (tx) => {
      const known = await storedAnswer<Answer>(tx, call);
      if (known) return known;
      await requireLiveUser(tx, userId);
      const balance = await lockAccount(tx, userId);
      // While this call waited for the lock, an attempt with its key may have been credited.
      const stored = await storedAnswer<Answer>(tx, call);
      if (stored) return stored;
      return { id: await writeAttempt(tx, attempt, balance) };
    });
    return 'answer' in begun ? begun : { topUp: await runTopUp(ctx, begun.id) };
  };
  return { call, run };
}

/** The answer of a charge that was credited: the stored one if it has a key, else from its ledger entry. */
async function creditedAnswer(
  ctx: QueueContext,
  call: KeyedCall,
  topUp: TopUpRow,
): Promise<ChargeView> {
  const stored = await storedAnswer<ChargeView>(ctx, call);
  if (stored) return stored.answer;
  const [entry] = await ctx.sql.rows<{ id: string; balance_after: number }>(ENTRY, [topUp.id]);
  if (!entry) throw new Error(`top-up ${topUp.id} has no ledger entry`);
  return chargeView(ctx, { ledgerEntryId: entry.id, balance: entry.balance_after });
}

/** $1 top-up. */
const ENTRY = {
  name: 'top-up-entry',
  text: "select id, balance_after from ledger_entry where top_up_id = $1 and type = 'CHARGE'",
};

/** Why a charge whose top-up is not credited has no success to answer. */
export const refusalOf = (topUp: TopUpRow): DomainError =>
  topUp.status === 'REQUIRES_ACTION' || topUp.status === 'PROCESSING'
    ? actionRequired(topUp)
    : new DomainError('TOPUP_DECLINED');
