import type { EntryView } from '@frontrow/contract/balance';
import type { Journal } from '../journal.ts';
import type { Person } from '../person.ts';
import { hold, type Stage, seatsOf } from '../stage.ts';
import { labels, money, secondsBetween, short } from '../words.ts';

export async function payment(stage: Stage, journal: Journal): Promise<void> {
  await refusedPayments(stage, journal);
  await payWithTopUp(stage, journal);
  await payAndRefund(stage, journal);
}

const pays = (person: Person, reservationId: string, topUp = false) =>
  person.api.payment.pay.mutate({ reservationId, topUp });

async function holdOf(person: Person): Promise<string> {
  const { items } = await person.api.reservation.list.query({ status: 'HELD' });
  if (!items[0]) throw new Error(`${person.user.name} holds no seats`);
  return items[0].id;
}

/** Long enough that Sora's hold is live when Matinee has begun, however slow the machine. */
const LONG_HOLD_SECONDS = 60;

async function refusedPayments(stage: Stage, journal: Journal): Promise<void> {
  const { mina, jun, sora, yuna, evening, matinee } = stage;
  const reservationId = await holdOf(mina);
  await journal.refused('Yuna pays', () => pays(yuna, reservationId), { code: 'USER_NOT_FOUND' });
  const { heldAt, holdExpiresAt } = matinee.held;
  if (secondsBetween(heldAt, holdExpiresAt) >= LONG_HOLD_SECONDS) {
    await journal.refused(
      'Sora pays for Matinee, which has begun',
      () => pays(sora, matinee.held.id),
      { code: 'NO_DATES_AVAILABLE' },
    );
  } else {
    journal.note(
      'Sora does not get to pay for Matinee: holds are too short here to outlive its start.',
    );
  }
  await journal.refused("Jun pays for Mina's seats", () => pays(jun, reservationId), {
    code: 'RESERVATION_NOT_FOUND',
  });
  const givenBack = await hold(jun, evening.performanceId, seatsOf(stage, 'Floor A-4'));
  await jun.api.reservation.release.mutate({ reservationId: givenBack.id });
  await journal.refused('Jun pays for a seat that he gave back', () => pays(jun, givenBack.id), {
    code: 'HOLD_EXPIRED',
  });
  const { currency } = matinee.held;
  await journal.refused('Mina pays with a balance that is short', () => pays(mina, reservationId), {
    code: 'INSUFFICIENT_BALANCE',
    judge: ({ balance, required, shortfall }) => ({
      ok: balance === 100_000 && required === 300_000 && shortfall === 200_000,
      words: `${money(balance, currency)} of ${money(required, currency)}, ${money(shortfall, currency)} short`,
    }),
  });
}

async function payWithTopUp({ mina, concertId }: Stage, journal: Journal): Promise<void> {
  const reservationId = await holdOf(mina);
  const { id: paymentId, currency } = await journal.answered(
    'Mina pays, topping up what is short',
    () => pays(mina, reservationId, true),
    ({ status, amount, balanceAfter, ...paid }) => ({
      ok: status === 'PAID' && amount === 300_000 && balanceAfter === 0,
      words: `${status}: ${money(amount, paid.currency)}, ${money(balanceAfter, paid.currency)} left`,
    }),
  );
  await journal.answered(
    'Mina reads her ledger',
    () => mina.api.balance.history.query({}),
    ({ items }) => {
      const oldestFirst = items.toReversed();
      return {
        ok: oldestFirst.map(({ amount }) => amount).join() === '100000,200000,-300000',
        words: oldestFirst.map((entry) => entryIn(entry, currency)).join(' · '),
      };
    },
  );
  await journal.answered(
    'Mina looks at the reservation',
    () => mina.api.reservation.get.query({ reservationId }),
    ({ status, seats, ...found }) => ({
      ok: status === 'PAID' && found.paymentId === paymentId,
      words: `${status}: ${labels(seats)} are sold to her`,
    }),
  );
  await journal.refused('Mina goes on with the same token', () => mina.api.queue.status.query(), {
    code: 'QUEUE_TOKEN_EXPIRED',
  });
  await mina.enter(concertId);
  await journal.refused('Mina joins again and pays again', () => pays(mina, reservationId), {
    code: 'ALREADY_PAID',
    judge: (details) => ({
      ok: details.paymentId === paymentId,
      words: `it was payment ${short(paymentId)}`,
    }),
  });
}

const entryIn = ({ type, amount }: EntryView, currency: string) =>
  `${type} ${money(amount, currency)}`;

async function payAndRefund(stage: Stage, journal: Journal): Promise<void> {
  const { jun, operator, evening } = stage;
  const held = await hold(jun, evening.performanceId, seatsOf(stage, 'Balcony A-1'));
  const { id: paymentId } = await journal.answered(
    'Jun pays for Balcony A-1',
    () => pays(jun, held.id, true),
    ({ status, amount, currency }) => ({
      ok: status === 'PAID' && amount === 90_000,
      words: `${status}: ${money(amount, currency)}`,
    }),
  );
  const refund = () => operator.api.admin.refund.mutate({ paymentId, reason: 'Jun is ill' });
  await journal.answered('The operator refunds it', refund, ({ status, amount, currency }) => ({
    ok: status === 'REFUNDED' && amount === 90_000,
    words: `${status}: ${money(amount, currency)}`,
  }));
  await journal.answered(
    'Jun asks for his balance',
    () => jun.api.balance.get.query(),
    ({ amount, currency }) => ({ ok: amount === 90_000, words: money(amount, currency) }),
  );
  await journal.refused('The operator refunds it again', refund, {
    code: 'ALREADY_REFUNDED',
    judge: (details) => ({
      ok: details.paymentId === paymentId,
      words: `payment ${short(paymentId)} was`,
    }),
  });
}
