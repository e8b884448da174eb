import type { ProviderMessage } from '@frontrow/domain/kernel/payment-provider';
import type { MoneyRun } from './money-run.ts';
import type { Act } from './steps.ts';

/** The chosen one of a list; undefined if it is empty. */
const chosen = <Item>(items: readonly Item[], pick: number): Item | undefined =>
  items[pick % items.length];

const keyOf = (name: string, key: number | null) =>
  key === null ? {} : { idempotencyKey: `${name}-key-${key}` };

/** Performs one act. Refusals are answers; any other error fails the run. */
export async function perform(run: MoneyRun, act: Act): Promise<void> {
  try {
    await (isAtBank(act) ? atBank(run, act) : call(run, act));
  } catch (error) {
    const { details } = error as { details?: unknown };
    if (typeof details !== 'object') throw error;
  }
}

type BankAct = Extract<Act, { do: 'customer' | 'atBank' | 'fault' | 'heal' | 'atOnce' | 'lose' }>;

const BANK_ACTS = ['customer', 'atBank', 'fault', 'heal', 'atOnce', 'lose'];
const isAtBank = (act: Act): act is BankAct => BANK_ACTS.includes(act.do);

async function atBank(run: MoneyRun, act: BankAct): Promise<void> {
  const { bank, mail } = run;
  if (act.do === 'heal') return heal(run);
  if (act.do === 'atOnce') {
    bank.paysAtOnce = act.on;
    return;
  }
  if (act.do === 'fault') {
    if (act.kind === 'refuses') bank.refuses.set(act.call, 'rejected');
    else bank[act.kind].set(act.call, act.times);
    return;
  }
  if (act.do === 'lose') return lose(run, act.pick);
  const topUpId = chosen(run.atBank(), act.pick);
  if (topUpId === undefined) return;
  if (act.do === 'customer') {
    mail.push(...customer(run, topUpId, act.act));
    return;
  }
  const amount = Math.floor((bank.leftOf(topUpId) * act.share) / 100);
  if (amount <= 0) return;
  if (act.act === 'refund') mail.push(bank.refundAtBank(topUpId, amount));
  if (act.act === 'disputeLost') mail.push(bank.loseDispute(topUpId, amount));
  if (act.act === 'disputeOpened') mail.push(bank.disputeMessageOf(topUpId, amount));
  if (act.act === 'disputeWon') mail.push(bank.disputeMessageOf(topUpId, amount, false));
}

/** Returns the messages that the bank sends about it. */
function customer(
  { bank }: MoneyRun,
  topUpId: string,
  act: Extract<Act, { do: 'customer' }>['act'],
): ProviderMessage[] {
  const { status } = bank.paymentOf(topUpId);
  if (act === 'payAgain') {
    const isFirst = !bank.records.some(({ payment }) => payment.reference === `cs_${topUpId}_2`);
    return status === 'PAID' && isFirst ? [bank.payAgain(topUpId)] : [];
  }
  const isUnpaid = status === 'OPEN' || status === 'PROCESSING';
  if (act === 'payLate' ? status !== 'EXPIRED' && status !== 'DECLINED' : !isUnpaid) return [];
  if (act === 'pay' || act === 'payLate') bank.pay(topUpId);
  if (act === 'payOther') bank.pay(topUpId, { amount: 777 });
  if (act === 'payYen') bank.pay(topUpId, { currency: 'JPY' });
  if (act === 'decline') bank.decline(topUpId);
  if (act === 'transfer') bank.transfer(topUpId);
  return [bank.messageOf(topUpId)];
}

export function heal({ bank }: MoneyRun): void {
  for (const faults of [bank.failBefore, bank.failAfter, bank.refuses]) faults.clear();
}

/** A message about a payment that is still open with us can be lost: the bank is asked later. */
async function lose({ mail, world }: MoneyRun, pick: number): Promise<void> {
  const message = chosen(mail, pick);
  if (message?.kind !== 'payment' || message.topUpId === null) return;
  if (message.payment.reference.endsWith('_2')) return;
  const { rows } = await world.pool.query(
    `select from top_up where id = $1 and reference is not null
       and status in ('REQUIRES_ACTION', 'PROCESSING')`,
    [message.topUpId],
  );
  // It may have been delivered meanwhile.
  const at = mail.indexOf(message);
  // The newest state is told by the look-up; only a message that is not late itself may be lost.
  if (rows.length > 0 && at !== -1) mail.splice(at, 1);
}

async function call(run: MoneyRun, act: Exclude<Act, BankAct>): Promise<void> {
  const { services, mail, operator } = run;
  if (act.do === 'recover') {
    await run.recover();
    return;
  }
  if (act.do === 'deliver') {
    const message = chosen(mail, act.pick);
    if (!message) return;
    mail.splice(mail.indexOf(message), 1);
    for (let n = 0; n < act.times; n++) await run.deliver({ ...message, id: `${message.id} ${n}` });
    return;
  }
  if ('user' in act) return userCall(run, act);
  const topUp = chosen(await run.topUps(), act.pick);
  if (!topUp) return;
  const { id: topUpId, caller } = topUp;
  if (act.do === 'cancel') await services.balance.cancelTopUp(caller, topUpId);
  if (act.do === 'read') await services.balance.topUp(caller, topUpId);
  if (act.do === 'resolve') await resolve(run, topUpId, act.outcome);
  if (act.do === 'refundTopUp') {
    const key = keyOf(`${topUpId} refund`, act.key);
    await services.admin.refundTopUp(operator, { topUpId, ...key });
  }
}

export const resolve = (
  { services, operator }: MoneyRun,
  topUpId: string,
  outcome: 'credit' | 'refund',
) => services.admin.resolveTopUp(operator, { topUpId, outcome, reason: 'model' });

async function userCall(
  { services, operator, users, performanceId, seatIds, noteSpent }: MoneyRun,
  act: Extract<Act, { user: number }>,
): Promise<void> {
  const user = users[act.user];
  if (!user) return;
  const { caller } = user;
  if (act.do === 'start' || act.do === 'charge') {
    const input = { amount: act.amount, ...keyOf(act.do, act.key) };
    await (act.do === 'start'
      ? services.balance.startTopUp(caller, input)
      : services.balance.charge(caller, input));
    return;
  }
  if (act.do === 'hold') {
    const wanted = [String(chosen(seatIds, act.pick))];
    await services.reservation.hold(user, { performanceId, seatIds: wanted });
    return;
  }
  if (act.do === 'refundPayment') {
    const { items } = await services.payment.list(caller, { limit: 20 });
    const payment = chosen(items, act.pick);
    if (payment) await services.admin.refund(operator, { paymentId: payment.id });
    return;
  }
  const { items } = await services.reservation.list(caller, { limit: 50 });
  const reservation = chosen(items, act.pick);
  if (!reservation) return;
  const reservationId = reservation.id;
  if (act.do === 'release') {
    await services.reservation.release(caller, reservationId);
    return;
  }
  if (act.do !== 'pay') return;
  const key = keyOf('pay', act.key);
  await services.payment.pay(user, { reservationId, topUp: true, ...key });
  noteSpent(caller.userId);
}
