import type { EntryView } from '@frontrow/contract/balance';
import type { DemoUser } from '../demo-user.ts';
import { type DemoFixture, hold, seatsOf } from '../fixture.ts';
import { labels, money, secondsBetween, shortId } from '../format.ts';
import type { Report } from '../report.ts';

export async function payment(fixture: DemoFixture, report: Report): Promise<void> {
  await refusedPayments(fixture, report);
  await payWithTopUp(fixture, report);
  await payAndRefund(fixture, report);
}

const pay = (user: DemoUser, reservationId: string, topUp = false) =>
  user.api.payment.pay.mutate({ reservationId, topUp });

/** The id of the user's live hold. */
async function holdOf(user: DemoUser): Promise<string> {
  const { items } = await user.api.reservation.list.query({ status: 'HELD' });
  if (!items[0]) throw new Error(`${user.account.name} holds no seats`);
  return items[0].id;
}

/** With holds at least this long, Sora's hold is still live when Matinee has begun. */
const LONG_HOLD_SECONDS = 60;

async function refusedPayments(fixture: DemoFixture, report: Report): Promise<void> {
  const { mina, jun, sora, yuna, evening, matinee } = fixture;
  const reservationId = await holdOf(mina);
  await report.expectError('Yuna pays', () => pay(yuna, reservationId), { code: 'USER_NOT_FOUND' });
  const { heldAt, holdExpiresAt } = matinee.held;
  if (secondsBetween(heldAt, holdExpiresAt) >= LONG_HOLD_SECONDS) {
    await report.expectError(
      'Sora pays for Matinee, which has begun',
      () => pay(sora, matinee.held.id),
      { code: 'NO_DATES_AVAILABLE' },
    );
  } else {
    report.note(
      'Sora cannot pay for Matinee: holds are so short here that hers ends before it begins.',
    );
  }
  await report.expectError("Jun pays for Mina's seats", () => pay(jun, reservationId), {
    code: 'RESERVATION_NOT_FOUND',
  });
  const released = await hold(jun, evening.performanceId, seatsOf(fixture, 'Floor A-4'));
  await jun.api.reservation.release.mutate({ reservationId: released.id });
  await report.expectError(
    'Jun pays for a seat that he has released',
    () => pay(jun, released.id),
    {
      code: 'HOLD_EXPIRED',
    },
  );
  const { currency } = matinee.held;
  await report.expectError('Mina pays with too little balance', () => pay(mina, reservationId), {
    code: 'INSUFFICIENT_BALANCE',
    check: ({ balance, required, shortfall }) => ({
      ok: balance === 100_000 && required === 300_000 && shortfall === 200_000,
      text: `${money(balance, currency)} of ${money(required, currency)}, ${money(shortfall, currency)} short`,
    }),
  });
}

async function payWithTopUp({ mina, concertId }: DemoFixture, report: Report): Promise<void> {
  const reservationId = await holdOf(mina);
  const { id: paymentId, currency } = await report.expectAnswer(
    'Mina pays, and tops up what is missing',
    () => pay(mina, reservationId, true),
    ({ status, amount, balanceAfter, ...paid }) => ({
      ok: status === 'PAID' && amount === 300_000 && balanceAfter === 0,
      text: `${status}: ${money(amount, paid.currency)}, ${money(balanceAfter, paid.currency)} left`,
    }),
  );
  await report.expectAnswer(
    'Mina reads her ledger',
    () => mina.api.balance.history.query({}),
    ({ items }) => {
      const oldestFirst = items.toReversed();
      return {
        ok: oldestFirst.map(({ amount }) => amount).join() === '100000,200000,-300000',
        text: oldestFirst.map((entry) => describeEntry(entry, currency)).join(' · '),
      };
    },
  );
  await report.expectAnswer(
    'Mina looks at the reservation',
    () => mina.api.reservation.get.query({ reservationId }),
    ({ status, seats, ...found }) => ({
      ok: status === 'PAID' && found.paymentId === paymentId,
      text: `${status}: ${labels(seats)} are sold to her`,
    }),
  );
  await report.expectError('Mina uses the same token again', () => mina.api.queue.status.query(), {
    code: 'QUEUE_TOKEN_EXPIRED',
  });
  await mina.join(concertId);
  await report.expectError('Mina joins again and pays again', () => pay(mina, reservationId), {
    code: 'ALREADY_PAID',
    check: (details) => ({
      ok: details.paymentId === paymentId,
      text: `it was payment ${shortId(paymentId)}`,
    }),
  });
}

const describeEntry = ({ type, amount }: EntryView, currency: string) =>
  `${type} ${money(amount, currency)}`;

async function payAndRefund(fixture: DemoFixture, report: Report): Promise<void> {
  const { jun, operator, evening } = fixture;
  const held = await hold(jun, evening.performanceId, seatsOf(fixture, 'Balcony A-1'));
  const { id: paymentId } = await report.expectAnswer(
    'Jun pays for Balcony A-1',
    () => pay(jun, held.id, true),
    ({ status, amount, currency }) => ({
      ok: status === 'PAID' && amount === 90_000,
      text: `${status}: ${money(amount, currency)}`,
    }),
  );
  const refund = () => operator.api.admin.refund.mutate({ paymentId, reason: 'Jun is ill' });
  await report.expectAnswer('The operator refunds it', refund, ({ status, amount, currency }) => ({
    ok: status === 'REFUNDED' && amount === 90_000,
    text: `${status}: ${money(amount, currency)}`,
  }));
  await report.expectAnswer(
    'Jun asks for his balance',
    () => jun.api.balance.get.query(),
    ({ amount, currency }) => ({ ok: amount === 90_000, text: money(amount, currency) }),
  );
  await report.expectError('The operator refunds it again', refund, {
    code: 'ALREADY_REFUNDED',
    check: (details) => ({
      ok: details.paymentId === paymentId,
      text: `payment ${shortId(paymentId)} was`,
    }),
  });
}
