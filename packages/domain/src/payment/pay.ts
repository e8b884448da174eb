import type { PayInput, PaymentView } from '@frontrow/contract/payment';
import { invalidAmount } from '../balance/amount.ts';
import { balanceOf } from '../balance/credit.ts';
import { requireTopUps } from '../balance/top-up.ts';
import { row } from '../kernel/database/sql.ts';
import { DomainError } from '../kernel/errors.ts';
import { storedAnswer, withIdempotencyKey } from '../kernel/idempotency/idempotency.ts';
import { requirePass, withPassLock } from '../queue/pass/pass.ts';
import type { QueueCaller } from '../queue/pass/queue-caller.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { PAY, type PayFacts } from './pay.sql.ts';
import { requirePayable } from './payable.ts';
import { chargeShortfall } from './shortfall.ts';

/** Rows may change between the statement and the question why it refused: pay again. */
const RETRIES = 5;

/**
 * Pays for a hold from the balance: the seats become sold, the reservation paid, the tickets are
 * issued and the pass is used up (where the user has other live holds of the concert, by the payment
 * that leaves none), in one transaction. With `topUp`, what the balance lacks is charged first.
 *
 * @throws in this order what the token deserves, RESERVATION_NOT_FOUND, ALREADY_PAID or
 * ALREADY_REFUNDED, HOLD_EXPIRED, NO_DATES_AVAILABLE, NO_SEATS_AVAILABLE, and INSUFFICIENT_BALANCE
 * or what a top-up refuses with
 */
export async function pay(
  ctx: QueueContext,
  { caller, claims }: QueueCaller,
  { idempotencyKey, reservationId, topUp = false }: PayInput,
): Promise<PaymentView> {
  const input = { reservationId, topUp };
  const { userId } = caller;
  const call = { userId, procedure: 'payment.pay', key: idempotencyKey, input };
  const payNow = () =>
    withIdempotencyKey(ctx, call, (tx) => payHold(tx, { caller, claims }, input));
  if (!topUp || ctx.settings.topUp !== 'provider') return payNow();
  const stored = await storedAnswer<PaymentView>(ctx, call);
  if (stored) return stored.answer;
  for (let retries = 0; ; retries++) {
    await topUpFirst(ctx, { caller, claims }, reservationId);
    try {
      return await payNow();
    } catch (refusal) {
      // Another payment of the user took what was topped up for this one: lack it again.
      const short = refusal instanceof DomainError && refusal.code === 'INSUFFICIENT_BALANCE';
      if (!short || retries === RETRIES) throw refusal;
    }
  }
}

/** Asks the provider only for what can be paid: everything but the balance is checked before. */
async function topUpFirst(
  ctx: QueueContext,
  { caller, claims }: QueueCaller,
  reservationId: string,
): Promise<void> {
  await requirePass(ctx, claims, null);
  const { amount } = await requirePayable(ctx, { caller, claims }, reservationId);
  const shortfall = amount - (await balanceOf(ctx, caller.userId));
  if (shortfall > ctx.settings.maxCharge) throw aboveCharge(ctx);
  await chargeShortfall(ctx, { caller, claims }, { amount, reservationId });
}

async function payHold(
  ctx: QueueContext,
  payer: QueueCaller,
  input: { reservationId: string; topUp: boolean },
): Promise<PaymentView> {
  const { claims } = payer;
  let outcome = await attempt(ctx, payer, input);
  for (let retries = 0; 'facts' in outcome && retries < RETRIES; retries++) {
    if (!isContended(outcome.facts)) await refuse(ctx, payer, { ...input, ...outcome });
    outcome = await withPassLock(ctx, claims, (tx) => attempt(tx, payer, input));
  }
  if ('facts' in outcome) throw new Error(`${input.reservationId} was neither paid nor refused`);
  return outcome;
}

/** Another hold or payment made with the pass came between the snapshot and the lock. */
const isContended = (facts: PayFacts) => facts.pass_seen && !facts.pass_ok;

async function attempt(
  ctx: QueueContext,
  { caller, claims }: QueueCaller,
  { reservationId, topUp }: { reservationId: string; topUp: boolean },
): Promise<PaymentView | { facts: PayFacts }> {
  const { currency, maxCharge, maxBalance, topUp: mode } = ctx.settings;
  const chargeHere = topUp && (mode === 'open' || (mode === 'off' && caller.service));
  const paymentId = ctx.newId();
  const who = [paymentId, caller.userId, reservationId, claims.entryId, chargeHere];
  const values = [...who, ctx.newId(), ctx.newId(), maxCharge, maxBalance, ctx.now()];
  const facts = await row<PayFacts>(ctx.sql, PAY, values);
  const { amount, balance_after: balanceAfter, paid_at: paidAt } = facts;
  if (amount === null || balanceAfter === null || paidAt === null) return { facts };
  const payment = { id: paymentId, reservationId, amount, currency, balanceAfter, paidAt };
  return { ...payment, status: 'PAID', refundedAt: null };
}

async function refuse(
  ctx: QueueContext,
  { caller, claims }: QueueCaller,
  { reservationId, topUp, facts }: { reservationId: string; topUp: boolean; facts: PayFacts },
): Promise<void> {
  await requirePass(ctx, claims, null);
  await requirePayable(ctx, { caller, claims }, reservationId);
  if (!facts.hold_ok || !facts.seats_ok || facts.balance === null || facts.amount === null) return;
  const shortfall = facts.amount - facts.balance;
  if (shortfall <= 0) return;
  if (!topUp || ctx.settings.topUp === 'provider') {
    const { balance, amount: required } = facts;
    throw new DomainError('INSUFFICIENT_BALANCE', { balance, required, shortfall });
  }
  requireTopUps(ctx, caller);
  if (shortfall > ctx.settings.maxCharge) throw aboveCharge(ctx);
  throw invalidAmount(`a top-up would bring the balance above ${ctx.settings.maxBalance}`);
}

const aboveCharge = ({ settings }: QueueContext) =>
  invalidAmount(`a top-up must be at most ${settings.maxCharge}`);
