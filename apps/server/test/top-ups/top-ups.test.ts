import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalOf } from '../../testing/http/api.ts';
import {
  balanceOf,
  balanceReaches,
  type Customer,
  entriesOf,
  type Shop,
  startShop,
  until,
} from '../../testing/top-ups/shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(async () => {
  const operator = await shop.customer('auditor', 'operator');
  expect(await operator.client.admin.audit.query({})).toMatchObject({ ok: true });
  await shop.close();
});

const deliver = (message: Parameters<Shop['stripe']['deliver']>[0]) =>
  shop.stripe.deliver(message, shop.webhook());
const begin = async (customer: Customer, amount: number) => {
  const topUp = await customer.client.balance.startTopUp.mutate({ amount });
  return { topUp, session: shop.stripe.sessionOf(topUp.id) };
};
/** As if the time had come to ask the provider. */
const askNow = (topUpId: string) =>
  shop.pool.query('update top_up set check_at = now(), lease_until = now() where id = $1', [
    topUpId,
  ]);

test('a top-up sends the customer to Stripe, and is credited by the signed message', async () => {
  const customer = await shop.customer('first');
  const { topUp, session } = await begin(customer, 5_000);
  expect(topUp).toMatchObject({
    ...{ amount: 5_000, currency: 'KRW', status: 'REQUIRES_ACTION', endedAt: null },
    action: { type: 'redirect', url: `${shop.stripe.url}/pay/${session.id}` },
  });
  expect(session).toMatchObject({
    ...{ client_reference_id: topUp.id, amount_total: 5_000, currency: 'krw' },
    success_url: `https://shop.example/wallet?topUpId=${topUp.id}`,
  });
  expect(await balanceOf(customer)).toBe(0);
  const paid = await shop.stripe.customer.pay(session.id);
  expect(await deliver(paid)).toBe(200);
  await balanceReaches(customer, 5_000);
  const ended = await customer.client.balance.topUp.query({ topUpId: topUp.id });
  expect(ended).toMatchObject({ status: 'CREDITED', action: null, attention: null });
  const { items } = await customer.client.balance.history.query({});
  expect(items).toMatchObject([
    { id: ended.entryId, type: 'CHARGE', amount: 5_000, topUpId: topUp.id },
  ]);
});

test('the user’s own top-ups are listed, newest first, and those that are open alone', async () => {
  const customer = await shop.customer('lists');
  const other = await shop.customer('lists too');
  await begin(other, 9_000);
  const paid = await begin(customer, 1_000);
  await deliver(await shop.stripe.customer.pay(paid.session.id));
  await balanceReaches(customer, 1_000);
  const first = await begin(customer, 2_000);
  const second = await begin(customer, 3_000);
  const { balance } = customer.client;
  const amounts = async (input?: { open?: boolean }) =>
    (await balance.topUps.query(input)).items.map(({ amount }) => amount);
  expect(await amounts()).toEqual([3_000, 2_000, 1_000]);
  expect(await amounts({ open: true })).toEqual([3_000, 2_000]);
  const page = await balance.topUps.query({ open: true, limit: 1 });
  expect(page.items).toEqual([second.topUp]);
  const rest = await balance.topUps.query({ open: true, limit: 1, cursor: page.nextCursor });
  expect(rest).toEqual({ items: [first.topUp], nextCursor: null });
  await balance.cancelTopUp.mutate({ topUpId: second.topUp.id });
  expect(await amounts({ open: true })).toEqual([2_000]);
});

test('a charge with a key waits for the customer; after the credit the same key answers its success', async () => {
  const customer = await shop.customer('keyed');
  const input = { amount: 7_000, idempotencyKey: 'keyed-charge' };
  const charge = () => customer.client.balance.charge.mutate(input);
  const refused = await refusalOf(charge());
  expect(refused).toMatchObject({
    ...{ errorCode: 'TOPUP_ACTION_REQUIRED', httpStatus: 402 },
    details: { topUpId: expect.any(String), action: { type: 'redirect' } },
  });
  expect((await refusalOf(charge())).details).toEqual(refused.details);
  const topUpId = String(refused.details.topUpId);
  expect(await deliver(await shop.stripe.customer.pay(shop.stripe.sessionOf(topUpId).id))).toBe(
    200,
  );
  await balanceReaches(customer, 7_000);
  const success = await charge();
  expect(success).toMatchObject({ amount: 7_000, currency: 'KRW' });
  expect(await entriesOf(customer, topUpId)).toEqual([['CHARGE', 7_000]]);
  const { session } = await begin(customer, 1_000);
  await deliver(await shop.stripe.customer.pay(session.id));
  await balanceReaches(customer, 8_000);
  expect(await charge()).toEqual(success);
  const other = customer.client.balance.charge.mutate({ ...input, amount: 7_001 });
  expect(await refusalOf(other)).toMatchObject({ errorCode: 'IDEMPOTENCY_KEY_REUSED' });
});

describe('a message', () => {
  test('that comes again, and at the same time, credits once', async () => {
    const customer = await shop.customer('repeated');
    const { topUp, session } = await begin(customer, 3_000);
    const paid = await shop.stripe.customer.pay(session.id);
    const answers = await Promise.all(Array.from({ length: 10 }, () => deliver(paid)));
    expect(new Set(answers)).toEqual(new Set([200]));
    await balanceReaches(customer, 3_000);
    expect(await deliver(paid)).toBe(200);
    expect(await entriesOf(customer, topUp.id)).toEqual([['CHARGE', 3_000]]);
    const { rows } = await shop.pool.query('select * from provider_message where id = $1', [
      paid.id,
    ]);
    expect(rows).toMatchObject([{ top_up_id: topUp.id }]);
  });

  test('that comes out of order changes nothing that is known better', async () => {
    const customer = await shop.customer('disordered');
    const { topUp, session } = await begin(customer, 4_000);
    const begun = await shop.stripe.customer.payLater(session.id);
    const succeeded = await shop.stripe.customer.laterPaymentSucceeds(session.id);
    expect(await deliver(succeeded)).toBe(200);
    await balanceReaches(customer, 4_000);
    expect(await deliver(begun)).toBe(200);
    await until('both messages', async () => {
      const { rows } = await shop.pool.query(
        'select 1 from provider_message where top_up_id = $1 and handled_at is not null',
        [topUp.id],
      );
      return rows.length === 2;
    });
    const ended = await customer.client.balance.topUp.query({ topUpId: topUp.id });
    expect(ended).toMatchObject({ status: 'CREDITED', attention: null });
    expect(await balanceOf(customer)).toBe(4_000);
  });

  test('that is lost: asking for the top-up finds the money, and the message may still come', async () => {
    const customer = await shop.customer('asks');
    const { topUp, session } = await begin(customer, 2_000);
    const lost = await shop.stripe.customer.pay(session.id);
    const status = await until('the credit', async () => {
      const { status } = await customer.client.balance.topUp.query({ topUpId: topUp.id });
      return status === 'CREDITED' && status;
    });
    expect(status).toBe('CREDITED');
    expect(await balanceOf(customer)).toBe(2_000);
    expect(await deliver(lost)).toBe(200);
    expect(await entriesOf(customer, topUp.id)).toEqual([['CHARGE', 2_000]]);
  });

  test('that is lost: the server finds the money by itself when nobody asks', async () => {
    const customer = await shop.customer('silent');
    const { topUp, session } = await begin(customer, 2_500);
    await shop.stripe.customer.pay(session.id);
    await askNow(topUp.id);
    await balanceReaches(customer, 2_500);
    expect(await entriesOf(customer, topUp.id)).toEqual([['CHARGE', 2_500]]);
  });

  test('of a payment that failed, or a session that expired, ends the top-up', async () => {
    const customer = await shop.customer('unlucky');
    const failing = await begin(customer, 1_000);
    await shop.stripe.customer.payLater(failing.session.id);
    await deliver(await shop.stripe.customer.laterPaymentFails(failing.session.id));
    const abandoned = await begin(customer, 1_500);
    await deliver(await shop.stripe.customer.abandon(abandoned.session.id));
    const ends = [
      [failing.topUp.id, 'DECLINED'],
      [abandoned.topUp.id, 'EXPIRED'],
    ] as const;
    for (const [topUpId, end] of ends) {
      await until(end, async () => {
        const { status } = await customer.client.balance.topUp.query({ topUpId });
        return status === end;
      });
    }
    expect(await balanceOf(customer)).toBe(0);
  });

  test('about another product of the same account of Stripe is kept and changes nothing', async () => {
    const [known] = shop.stripe.messages;
    if (!known) throw new Error('Stripe has sent nothing yet');
    const foreign = {
      ...known,
      id: 'evt_foreign',
      body: known.body
        .replace(known.id, 'evt_foreign')
        .replace(/"client_reference_id":"[^"]*"/, '"client_reference_id":"order-7"'),
    };
    expect(await deliver(foreign)).toBe(200);
    const unused = { ...known, id: 'evt_unused', type: 'customer.created' };
    const body = { id: unused.id, type: unused.type, data: { object: { id: 'cus_1' } } };
    expect(await deliver({ ...unused, body: JSON.stringify(body) })).toBe(200);
    const kept = await until('both messages', async () => {
      const { rows } = await shop.pool.query(
        "select top_up_id from provider_message where id in ('evt_foreign', 'evt_unused') and handled_at is not null",
      );
      return rows.length === 2 && rows;
    });
    expect(kept).toEqual([{ top_up_id: null }, { top_up_id: null }]);
  });
});

test('a cancelled top-up cannot be paid any more', async () => {
  const customer = await shop.customer('cancels');
  const { topUp, session } = await begin(customer, 6_000);
  const cancelled = await customer.client.balance.cancelTopUp.mutate({ topUpId: topUp.id });
  expect(cancelled).toMatchObject({ status: 'CANCELLED', action: null });
  await expect(shop.stripe.customer.pay(session.id)).rejects.toThrow();
  const again = await customer.client.balance.cancelTopUp.mutate({ topUpId: topUp.id });
  expect(again).toEqual(cancelled);
});

test('money that somebody refunds at Stripe leaves the balance', async () => {
  const customer = await shop.customer('refunded');
  const { topUp, session } = await begin(customer, 9_000);
  const paid = await shop.stripe.customer.pay(session.id);
  const intent = shop.stripe.sessionOf(topUp.id).payment_intent ?? '';
  const refund = await shop.stripe.dashboard.refund(intent, 4_000);
  // The message about the refund comes first: Stripe promises no order.
  expect([await deliver(refund), await deliver(paid)]).toEqual([200, 200]);
  await balanceReaches(customer, 5_000);
  expect(await entriesOf(customer, topUp.id)).toEqual([
    ['WITHDRAWAL', -4_000],
    ['CHARGE', 9_000],
  ]);
});

test('where new top-ups were turned off, those under way still end', async () => {
  const customer = await shop.customer('last');
  const { session } = await begin(customer, 1_200);
  const off = await shop.start({ TOPUP: 'off' });
  try {
    const last = await shop.customer('last');
    const refused = last.client.balance.startTopUp.mutate({ amount: 1_000 });
    expect(await refusalOf(refused)).toMatchObject({ errorCode: 'TOPUP_UNAVAILABLE' });
    expect(await deliver(await shop.stripe.customer.pay(session.id))).toBe(200);
    await balanceReaches(last, 1_200);
  } finally {
    await off.stop();
    await shop.start();
  }
});
