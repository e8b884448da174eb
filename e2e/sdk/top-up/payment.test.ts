import { type FrontrowClient, isFrontrowError, type Session, topUpIdFrom } from '@frontrow/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFaultyNetwork } from '../../testing/network/faulty-network.ts';
import { createMemoryStorage } from '../../testing/sale/memory-storage.ts';
import { outcomeOf, paidOnce } from '../../testing/sale/outcome.ts';
import { openStripeSale, RETURN_URL, type StripeSale } from '../../testing/sale/stripe-sale.ts';
import { rejectionOf } from '../../testing/waiting/rejection-of.ts';

let sale: StripeSale;
beforeAll(async () => {
  sale = await openStripeSale({ CORS_ORIGINS: 'https://shop.example' });
});
afterAll(() => sale.close());

const SHOP = 'https://shop.example/buy?seat=1';

async function holdOne(session: Session) {
  return session.hold((await session.seats()).slice(0, 1));
}

/** The top-up that a payment was refused for. */
async function actionOf(payment: Promise<unknown>) {
  const error = await rejectionOf(payment);
  if (!isFrontrowError(error, 'TOPUP_ACTION_REQUIRED')) throw error;
  return error.details;
}

/** A user with a hold whose payment waits for the customer. */
async function waitingPayment(client: FrontrowClient) {
  const concertId = await sale.concert(2);
  const session = await client.enter(concertId);
  const hold = await holdOne(session);
  const { topUpId } = await actionOf(session.pay(hold, { topUp: true }));
  return { concertId, session, hold, topUpId };
}

describe('a payment whose customer has to go to the provider', () => {
  test('says where, once, and goes on when the page is loaded again', async () => {
    const concertId = await sale.concert(2);
    const storage = createMemoryStorage();
    const network = createFaultyNetwork();
    const before = await sale.client('mina', { storage, fetch: network.fetch });
    const session = await before.enter(concertId);
    const hold = await holdOne(session);
    const idempotencyKey = 'order-2041-payment';
    const options = { topUp: true, returnUrl: SHOP, idempotencyKey };
    const { topUpId, action } = await actionOf(session.pay(hold, options));
    expect(action?.url).toContain(sale.stripe.url);
    expect(network.requests('payment.pay')).toBe(1);
    expect(await session.waitingTopUp(hold)).toBe(topUpId);
    // The customer is at the provider, so the hold lasts longer.
    expect(hold.secondsLeft).toBeGreaterThan(500);

    const { success_url: comesBackTo } = sale.stripe.sessionOf(topUpId);
    expect(comesBackTo).toBe(`${SHOP}&topUpId=${topUpId}`);
    expect(topUpIdFrom(new URL(comesBackTo))).toBe(topUpId);
    await sale.pay(topUpId);

    const after = await sale.client('mina', { storage, fetch: network.fetch });
    const resumed = await (await after.enter(concertId)).resumePayment(topUpId);
    expect(resumed.topUp).toMatchObject({ status: 'CREDITED', reservationId: hold.id });
    expect(resumed.payment).toMatchObject({ status: 'PAID', reservationId: hold.id });
    expect(await outcomeOf(after)).toEqual(paidOnce(1_000));
    const [, again] = await Promise.all([
      session.pay(hold, options),
      session.resumePayment(topUpId),
    ]);
    expect(again.payment).toEqual(resumed.payment);
  });

  test('goes on in another browser, which has nothing stored', async () => {
    const { concertId, topUpId, hold } = await waitingPayment(await sale.client('two browsers'));
    await sale.pay(topUpId);
    const session = await (await sale.client('two browsers')).enter(concertId);
    expect(await session.waitingTopUp(hold)).toBeNull();
    expect((await session.resumePayment(topUpId)).payment?.status).toBe('PAID');
  });

  test('is the same payment, whatever address it is to return to', async () => {
    const client = await sale.client('other address');
    const { session, hold, topUpId } = await waitingPayment(client);
    const other = actionOf(session.pay(hold, { topUp: true, returnUrl: SHOP }));
    expect((await other).topUpId).toBe(topUpId);
    await sale.pay(topUpId);
    await client.waitForTopUp(topUpId);
    const first = await session.pay(hold, { topUp: true, returnUrl: SHOP });
    const second = await session.pay(hold, { topUp: true, returnUrl: `${SHOP}&again=1` });
    expect(second).toEqual(first);
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
  });

  test('is not made if the customer never pays: the hold ends as it would have', async () => {
    const { session, hold, topUpId } = await waitingPayment(await sale.client('gives up'));
    const seen: string[] = [];
    const resuming = session.resumePayment(topUpId, {
      onChange: ({ status }) => void seen.push(status),
    });
    await expect.poll(() => seen, { timeout: 20_000 }).toEqual(['REQUIRES_ACTION']);
    await sale.abandon(topUpId);
    expect(await resuming).toMatchObject({ topUp: { status: 'EXPIRED' }, payment: null });
    expect(hold.secondsLeft).toBeLessThan(300);
    // Another try begins another top-up.
    const next = await actionOf(session.pay(hold, { topUp: true }));
    expect(next.topUpId).not.toBe(topUpId);
  });

  test('is refused once the pass has ended, and the money stays in the balance', async () => {
    const client = await sale.client('leaves');
    const { session, concertId, topUpId } = await waitingPayment(client);
    const error = rejectionOf(session.resumePayment(topUpId));
    await client.leave(concertId);
    expect(await error).toMatchObject({ errorCode: 'QUEUE_TOKEN_EXPIRED' });
    await sale.pay(topUpId);
    expect((await client.waitForTopUp(topUpId)).status).toBe('CREDITED');
    expect((await client.balance.get.query()).amount).toBe(1_000);
  });

  test('that another tab makes is found', async () => {
    const { session, hold, topUpId } = await waitingPayment(await sale.client('two tabs'));
    const resuming = session.resumePayment(topUpId);
    const other = await (await sale.client('two tabs')).resume(session.queueToken);
    await sale.pay(topUpId);
    const paid = await other.resumePayment(topUpId);
    expect((await resuming).payment).toEqual(paid.payment);
    expect(paid.payment?.reservationId).toBe(hold.id);
  });

  test('is over after a lost answer too', async () => {
    const network = createFaultyNetwork();
    const client = await sale.client('unlucky', { fetch: network.fetch });
    const { session, topUpId } = await waitingPayment(client);
    await sale.pay(topUpId);
    network.fail('balance.topUp', 'request lost', 'answer lost');
    network.fail('payment.pay', 'answer lost', 'sent twice');
    expect((await session.resumePayment(topUpId)).payment?.status).toBe('PAID');
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
  });
});

describe('a top-up of the balance', () => {
  test('is waited for, and belongs to no payment', async () => {
    const client = await sale.client('wallet');
    const topUp = await client.balance.startTopUp.mutate({ amount: 5_000 });
    expect(topUp).toMatchObject({ status: 'REQUIRES_ACTION', reservationId: null });
    expect(sale.stripe.sessionOf(topUp.id).success_url).toBe(`${RETURN_URL}?topUpId=${topUp.id}`);
    const waiting = client.waitForTopUp(topUp.id);
    await sale.pay(topUp);
    expect(await waiting).toMatchObject({ status: 'CREDITED', amount: 5_000 });
    const [entry] = (await client.balance.history.query({})).items;
    expect(entry).toMatchObject({ type: 'CHARGE', amount: 5_000, topUpId: topUp.id });
    const session = await client.enter(await sale.concert(1));
    expect(await session.resumePayment(topUp.id)).toMatchObject({ payment: null });
  });

  test('that is charged with a key answers the success once it is credited', async () => {
    const network = createFaultyNetwork();
    const client = await sale.client('charges', { fetch: network.fetch });
    const charge = () =>
      client.balance.charge.mutate({ amount: 2_000, idempotencyKey: 'order-2042' });
    const { topUpId } = await actionOf(charge());
    expect((await actionOf(charge())).topUpId).toBe(topUpId);
    expect(network.requests('balance.charge')).toBe(2);
    await sale.pay(topUpId);
    await client.waitForTopUp(topUpId);
    expect(await charge()).toMatchObject({ amount: 2_000 });
    expect(await charge()).toMatchObject({ amount: 2_000 });
  });

  test('is not waited for if a person has to decide', async () => {
    const client = await sale.client('pays less');
    const { id } = await client.balance.startTopUp.mutate({ amount: 5_000 });
    await sale.pay(id, 4_000);
    const { status, attention } = await client.waitForTopUp(id);
    expect(status).toBe('PROCESSING');
    expect(attention).toContain('4000');
  });

  test('is waited for until the signal aborts, and not if it is another user’s', async () => {
    const client = await sale.client('aborts');
    const { id } = await client.balance.startTopUp.mutate({ amount: 5_000 });
    const controller = new AbortController();
    const reason = new Error('the page was closed');
    const onChange = () => controller.abort(reason);
    const options = { signal: controller.signal, onChange };
    expect(await rejectionOf(client.waitForTopUp(id, options))).toBe(reason);
    const other = await sale.client('somebody else');
    expect(await rejectionOf(other.waitForTopUp(id))).toMatchObject({
      errorCode: 'TOPUP_NOT_FOUND',
    });
  });
});

test.each([
  ['https://sale.example/checkout?topUpId=a&x=1', 'a'],
  ['/checkout?x=1&topUpId=b', 'b'],
  [{ href: 'https://sale.example/?topUpId=c' }, 'c'],
  ['https://sale.example/checkout', null],
])('the top-up in the address %o is %s', (address, expected) => {
  expect(topUpIdFrom(address)).toBe(expected);
});
