import type { PayInput, PaymentView } from '@frontrow/contract/payment';
import type { Page, PageInput } from '@frontrow/contract/primitives';
import { invalidAmount } from '../balance/amount.ts';
import { balanceOf } from '../balance/credit.ts';
import { requireTopUps } from '../balance/top-up.ts';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { pageFrom, uuidCursor } from '../kernel/cursor.ts';
import { DomainError } from '../kernel/errors.ts';
import { once, storedAnswer } from '../kernel/idempotency.ts';
import { row } from '../kernel/sql.ts';
import { behindPass, requirePass } from '../queue/pass.ts';
import type { QueueTokenClaims } from '../queue/queue-token.ts';
import { requirePayable } from './payable.ts';
import type { PayFacts, PaymentRow } from './payment.sql.ts';
import { GET_PAYMENT, LIST_PAYMENTS, PAY } from './payment.sql.ts';
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
  ctx: DomainContext,
  { caller, claims }: { caller: Caller; claims: QueueTokenClaims },
  { idempotencyKey, reservationId, topUp = false }: PayInput,
): Promise<PaymentView> {
  const input = { reservationId, topUp };
  const { userId } = caller;
  const call = { userId, procedure: 'payment.pay', key: idempotencyKey, input };
  const payNow = () => once(ctx, call, (tx) => payHold(tx, { caller, claims }, input));
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
  ctx: DomainContext,
  { caller, claims }: { caller: Caller; claims: QueueTokenClaims },
  reservationId: string,
): Promise<void> {
  await requirePass(ctx, claims, null);
  const { amount } = await requirePayable(ctx, { caller, claims }, reservationId);
  const shortfall = amount - (await balanceOf(ctx, caller.userId));
  if (shortfall > ctx.settings.maxCharge) throw aboveCharge(ctx);
  await chargeShortfall(ctx, { caller, claims }, { amount, reservationId });
}

async function payHold(
  ctx: DomainContext,
  guest: { caller: Caller; claims: QueueTokenClaims },
  input: { reservationId: string; topUp: boolean },
): Promise<PaymentView> {
  const { claims } = guest;
  let outcome = await attempt(ctx, guest, input);
  for (let retries = 0; 'facts' in outcome && retries < RETRIES; retries++) {
    if (!isContended(outcome.facts)) await refuse(ctx, guest, { ...input, ...outcome });
    outcome = await behindPass(ctx, claims, (tx) => attempt(tx, guest, input));
  }
  if ('facts' in outcome) throw new Error(`${input.reservationId} was neither paid nor refused`);
  return outcome;
}

/** Another hold or payment made with the pass came between the snapshot and the lock. */
const isContended = (facts: PayFacts) => facts.pass_seen && !facts.pass_ok;

async function attempt(
  ctx: DomainContext,
  { caller, claims }: { caller: Caller; claims: QueueTokenClaims },
  { reservationId, topUp }: { reservationId: string; topUp: boolean },
): Promise<PaymentView | { facts: PayFacts }> {
  const { currency, maxCharge, maxBalance, topUp: mode } = ctx.settings;
  const chargeHere = topUp && (mode === 'open' || (mode === 'off' && caller.service));
  const paymentId = ctx.newId();
  const who = [paymentId, caller.userId, reservationId, claims.tokenId, chargeHere];
  const values = [...who, ctx.newId(), ctx.newId(), maxCharge, maxBalance, ctx.now];
  const facts = await row<PayFacts>(ctx.sql, PAY, values);
  const { amount, balance_after: balanceAfter, paid_at: paidAt } = facts;
  if (amount === null || balanceAfter === null || paidAt === null) return { facts };
  const payment = { id: paymentId, reservationId, amount, currency, balanceAfter, paidAt };
  return { ...payment, status: 'PAID', refundedAt: null };
}

async function refuse(
  ctx: DomainContext,
  { caller, claims }: { caller: Caller; claims: QueueTokenClaims },
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

const aboveCharge = ({ settings }: DomainContext) =>
  invalidAmount(`a top-up must be at most ${settings.maxCharge}`);

/** @throws PAYMENT_NOT_FOUND, also for another user's */
export async function getPayment(
  ctx: DomainContext,
  caller: Caller,
  paymentId: string,
): Promise<PaymentView> {
  return paymentView(ctx, await ownPayment(ctx, caller, paymentId));
}

/** The caller's payments, newest first. */
export async function listPayments(
  ctx: DomainContext,
  caller: Caller,
  { cursor, limit }: PageInput,
): Promise<Page<PaymentView>> {
  const filters = [caller.userId, null, null, null, null];
  const values = [...filters, uuidCursor(cursor), limit + 1];
  const rows = await ctx.sql.rows<PaymentRow>(LIST_PAYMENTS, values);
  return pageFrom(rows, limit, {
    item: (payment) => paymentView(ctx, payment),
    cursor: ({ id }) => id,
  });
}

/** @throws PAYMENT_NOT_FOUND, also for another user's */
export async function ownPayment(
  ctx: DomainContext,
  caller: Caller,
  paymentId: string,
): Promise<PaymentRow> {
  const payment = await findPayment(ctx, paymentId);
  if (payment.user_id !== caller.userId) throw new DomainError('PAYMENT_NOT_FOUND');
  return payment;
}

/** Anybody's. @throws PAYMENT_NOT_FOUND */
export async function findPayment(ctx: DomainContext, paymentId: string): Promise<PaymentRow> {
  const [payment] = await ctx.sql.rows<PaymentRow>(GET_PAYMENT, [paymentId]);
  if (!payment) throw new DomainError('PAYMENT_NOT_FOUND');
  return payment;
}

export const paymentView = ({ settings }: DomainContext, payment: PaymentRow): PaymentView => ({
  id: payment.id,
  reservationId: payment.reservation_id,
  amount: payment.amount,
  currency: settings.currency,
  balanceAfter: payment.balance_after,
  status: payment.status,
  paidAt: payment.paid_at,
  refundedAt: payment.refunded_at,
});
