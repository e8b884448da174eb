import type { PayInput, PaymentView } from '@frontrow/contract/payment';
import { openAccount } from '../balance/credit.ts';
import { row } from '../kernel/database/sql.ts';
import { DomainError } from '../kernel/errors.ts';
import { withIdempotencyKey } from '../kernel/idempotency/idempotency.ts';
import { requirePass, withPassLock } from '../queue/pass/pass.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import type { QueueCaller } from '../queue/token/queue-caller.ts';
import { noteChange } from '../seating/seating-context.ts';
import { payInBatch } from './batch/pay-in-batch.ts';
import type { PaymentContext } from './batch/payment-batches.ts';
import { chargesAtOnce, refuseShort } from './missing-money.ts';
import { PAY, type PayFacts } from './pay.sql.ts';
import { requirePayable } from './payable.ts';
import { paidView } from './payments.ts';
import { chargeShortfall } from './shortfall.ts';

/*
 * Payments that come together run in a batch (batch/pay-in-batch.ts). What a batch leaves out runs as below.
 *
 * One statement pays (pay.sql.ts): it turns the hold into sold seats, or returns what it found, and
 * `refuse` turns the findings into the refusal. If none of them forbids the payment, another hold or
 * payment with the same pass came between the snapshot and the lock: then the statement runs again behind
 * the lock of the pass.
 *
 * With `topUp`, the statement itself charges the shortfall if TOPUP is `open`. With `provider` a payment that
 * lacks nothing but money charges it outside any transaction (shortfall.ts) and begins again.
 */

/** The most repeats, for rows that change between the statement and the reads that explain it. */
const RETRIES = 5;

/**
 * Pays for a hold from the balance. In one transaction the seats become sold, the reservation becomes paid
 * and the tickets are issued; the pass is used up unless the user has other live holds of the concert. With
 * `topUp` the amount that the balance lacks is charged first.
 *
 * @throws in this order QUEUE_TOKEN_EXPIRED or QUEUE_WAITING, RESERVATION_NOT_FOUND, QUEUE_TOKEN_INVALID,
 * ALREADY_PAID or ALREADY_REFUNDED, HOLD_EXPIRED, NO_DATES_AVAILABLE, NO_SEATS_AVAILABLE; then without
 * `topUp` INSUFFICIENT_BALANCE, with it TOPUP_UNAVAILABLE, INVALID_AMOUNT, TOPUP_DECLINED,
 * TOPUP_ACTION_REQUIRED, VALIDATION_FAILED for the return URL, IDEMPOTENCY_IN_PROGRESS, SERVICE_UNAVAILABLE
 */
export async function pay(
  ctx: PaymentContext,
  payer: QueueCaller,
  { idempotencyKey, reservationId, topUp = false, returnUrl }: PayInput,
): Promise<PaymentView> {
  const input = { reservationId, topUp };
  const { userId } = payer.caller;
  const call = {
    ...{ userId, procedure: 'payment.pay', key: idempotencyKey },
    input: returnUrl === undefined ? input : { ...input, returnUrl },
  };
  for (let retries = 0; ; retries++) {
    try {
      const paid = await payInBatch(ctx, { call, payer, ...input });
      return paid ?? (await withIdempotencyKey(ctx, call, (tx) => payHold(tx, payer, input)));
    } catch (refusal) {
      if (!topUp || ctx.settings.topUp !== 'provider') throw refusal;
      // After a charge, another payment of the user may have spent the money that was charged for this one.
      if (!isShort(refusal) || retries === RETRIES) throw refusal;
    }
    await chargeShortfall(ctx, userId, { reservationId, returnUrl });
  }
}

const isShort = (refusal: unknown): boolean =>
  refusal instanceof DomainError && refusal.code === 'INSUFFICIENT_BALANCE';

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
  if ('facts' in outcome)
    throw new Error(`reservation ${input.reservationId} was neither paid nor refused`);
  return outcome;
}

/** Another hold or payment with the pass came between the snapshot and the lock. */
const isContended = (facts: PayFacts) => facts.pass_seen && !facts.pass_ok;

async function attempt(
  ctx: QueueContext,
  { caller, claims }: QueueCaller,
  { reservationId, topUp }: { reservationId: string; topUp: boolean },
): Promise<PaymentView | { facts: PayFacts }> {
  const { maxCharge, maxBalance } = ctx.settings;
  const chargeHere = topUp && chargesAtOnce(ctx, caller);
  const id = ctx.newId();
  const request = [id, caller.userId, reservationId, claims.entryId, chargeHere];
  const values = [...request, ctx.newId(), ctx.newId(), maxCharge, maxBalance, ctx.now()];
  const facts = await row<PayFacts>(ctx.sql, PAY, values);
  noteChange(ctx, facts.performance_id ?? undefined);
  const { amount, balance_after: balanceAfter, paid_at: paidAt } = facts;
  if (amount === null || balanceAfter === null || paidAt === null) return { facts };
  return paidView(ctx, { id, reservationId, amount, balanceAfter, paidAt });
}

/** Throws the refusal that follows from the facts; returns if the statement must run again. */
async function refuse(
  ctx: QueueContext,
  { caller, claims }: QueueCaller,
  { reservationId, topUp, facts }: { reservationId: string; topUp: boolean; facts: PayFacts },
): Promise<void> {
  await requirePass(ctx, claims, null);
  await requirePayable(ctx, { caller, claims }, reservationId);
  if (!facts.hold_ok || !facts.seats_ok || facts.amount === null) return;
  if (facts.balance === null) return void (await openAccount(ctx, caller.userId));
  refuseShort(ctx, caller, { topUp, amount: facts.amount, balance: facts.balance });
}
