import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusalOf } from '../../testing/http/api.ts';
import { type Shop, startShop, until } from '../../testing/top-ups/shop.ts';

const HOLD_SECONDS = 600;
const GRACE_SECONDS = 240;

let shop: Shop;
beforeAll(async () => {
  shop = await startShop({
    HOLD_SECONDS: String(HOLD_SECONDS),
    PAYMENT_GRACE_SECONDS: String(GRACE_SECONDS),
    MIN_CHARGE: '1000',
  });
});
afterAll(() => shop.close());

/** A buyer with a hold of two seats at 5,000 each. */
async function holder(name: string) {
  const operator = await shop.customer('operator', 'operator');
  const { admin } = operator.client;
  const { id: concertId } = await admin.createConcert.mutate({
    title: 'T',
    artist: 'A',
    venue: 'V',
  });
  const { performanceId } = await admin.createPerformance.mutate({
    concertId,
    startsAt: new Date(Date.now() + 86_400_000),
    sections: [{ name: 'S', rows: 1, seatsPerRow: 4, price: 5_000 }],
  });
  const buyer = await shop.customer(name);
  const { token } = await buyer.client.queue.join.mutate({ concertId });
  const client = shop.client({ ...buyer.headers, 'x-queue-token': token });
  const { items } = await client.concert.seats.query({ performanceId });
  const seatIds = items.slice(0, 2).map(({ id }) => id);
  const held = await client.reservation.hold.mutate({ performanceId, seatIds });
  return { ...buyer, client, held, operator };
}

test('a payment that lacks money keeps its seats while its customer pays at Stripe', async () => {
  const { client, held, operator } = await holder('buyer');
  const input = { reservationId: held.id, topUp: true, idempotencyKey: 'pay-with-stripe' };
  const refused = await refusalOf(client.payment.pay.mutate(input));
  expect(refused).toMatchObject({
    errorCode: 'TOPUP_ACTION_REQUIRED',
    details: { action: { type: 'redirect' } },
  });
  const topUpId = String(refused.details.topUpId);
  const session = shop.stripe.sessionOf(topUpId);
  expect(session.amount_total).toBe(10_000);

  const reservation = () => client.reservation.get.query({ reservationId: held.id });
  const extended = new Date(held.holdExpiresAt.getTime() + GRACE_SECONDS * 1000);
  expect(await reservation()).toMatchObject({ status: 'HELD', holdExpiresAt: extended });
  const again = await refusalOf(client.payment.pay.mutate(input));
  expect(again.details).toEqual(refused.details);
  expect(await reservation()).toMatchObject({ holdExpiresAt: extended });
  expect(shop.stripe.sessions).toHaveLength(1);

  const paid = await shop.stripe.customer.pay(session.id);
  expect(await shop.stripe.deliver(paid, shop.webhook())).toBe(200);
  await until('the credit', async () => (await client.balance.get.query()).amount === 10_000);
  const payment = await client.payment.pay.mutate(input);
  expect(payment).toMatchObject({ status: 'PAID', amount: 10_000, balanceAfter: 0 });
  expect(await client.payment.pay.mutate(input)).toEqual(payment);
  expect(await reservation()).toMatchObject({ status: 'PAID', paymentId: payment.id });
  const { items } = await client.balance.history.query({});
  expect(items.map(({ type, amount }) => [type, amount])).toEqual([
    ['PAYMENT', -10_000],
    ['CHARGE', 10_000],
  ]);
  expect(await operator.client.admin.audit.query({})).toMatchObject({ ok: true });
});

test('a customer who does not pay loses the extension, and the seats are free again in time', async () => {
  const { client, held } = await holder('gives up');
  const pay = { reservationId: held.id, topUp: true };
  const { details } = await refusalOf(client.payment.pay.mutate(pay));
  const topUpId = String(details.topUpId);
  const abandoned = await shop.stripe.customer.abandon(shop.stripe.sessionOf(topUpId).id);
  expect(await shop.stripe.deliver(abandoned, shop.webhook())).toBe(200);
  await until('the end of the top-up', async () => {
    const { status } = await client.balance.topUp.query({ topUpId });
    return status === 'EXPIRED';
  });
  const { status, holdExpiresAt } = await client.reservation.get.query({ reservationId: held.id });
  expect([status, holdExpiresAt]).toEqual(['HELD', held.holdExpiresAt]);
});
