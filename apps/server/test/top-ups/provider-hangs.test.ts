import { afterAll, beforeAll, expect, test } from 'vitest';
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
afterAll(() => shop.close());

const requestsFor = (operation: string) =>
  shop.stripe.requests.filter((request) => request.operation === operation);

test('a call ends by itself when Stripe does not answer, and the same key finishes it', async () => {
  const customer = await shop.customer('waits');
  shop.stripe.disturb({ kind: 'hang', done: true }, { on: 'begin' });
  const input = { amount: 5_000, idempotencyKey: 'waits-for-stripe' };
  const hanging = refusalOf(customer.client.balance.charge.mutate(input));
  await until('the request', () => requestsFor('begin').length > 0);
  const [refused] = await Promise.all([hanging, othersAreServed()]);
  expect(refused).toMatchObject({
    ...{ errorCode: 'SERVICE_UNAVAILABLE', httpStatus: 503 },
    details: { outcome: 'UNKNOWN', retryAfterSeconds: expect.any(Number) },
  });
  // The connection was closed, not only forgotten; Stripe notices a moment later.
  await until('the end of the connection', () => requestsFor('begin')[0]?.outcome === 'left');

  const again = await refusalOf(customer.client.balance.charge.mutate(input));
  expect(again.errorCode).toBe('TOPUP_ACTION_REQUIRED');
  const topUpId = String(again.details.topUpId);
  const sessions = shop.stripe.sessions.filter((each) => each.client_reference_id === topUpId);
  expect(sessions).toHaveLength(1);
  const paid = await shop.stripe.customer.pay(shop.stripe.sessionOf(topUpId).id);
  expect(await shop.stripe.deliver(paid, shop.webhook())).toBe(200);
  await balanceReaches(customer, 5_000);
  expect(await entriesOf(customer, topUpId)).toEqual([['CHARGE', 5_000]]);
});

/** Another customer tops up from beginning to end. */
async function othersAreServed(): Promise<void> {
  const other = await shop.customer('is served');
  const topUp = await other.client.balance.startTopUp.mutate({ amount: 700 });
  const paid = await shop.stripe.customer.pay(shop.stripe.sessionOf(topUp.id).id);
  expect(await shop.stripe.deliver(paid, shop.webhook())).toBe(200);
  await balanceReaches(other, 700);
}

test('a hanging top-up does not hold up the recovery of others', async () => {
  const customers: Customer[] = [];
  for (let n = 0; n < 9; n++) {
    const customer = await shop.customer(`recovered ${n} at ${Date.now()}`);
    const topUp = await customer.client.balance.startTopUp.mutate({ amount: 1_000 });
    await shop.stripe.customer.pay(shop.stripe.sessionOf(topUp.id).id);
    customers.push(customer);
  }
  const askForAll = () =>
    shop.pool.query(
      'update top_up set check_at = now(), lease_until = now() where user_id = any($1)',
      [customers.map(({ id }) => id)],
    );
  const balances = () => Promise.all(customers.map(balanceOf));
  const asked = requestsFor('find').length;
  shop.stripe.disturb({ kind: 'hang' }, { on: 'find' });
  await askForAll();
  await until('the others', async () => (await balances()).filter((n) => n > 0).length >= 8);
  // They were asked for while it hung, and not after its limit.
  expect(requestsFor('find')[asked]?.meanwhile).toBeGreaterThan(0);

  // The one that hung is asked for again, after a pause.
  await until('the limit', () => requestsFor('find')[asked]?.outcome === 'left');
  await askForAll();
  await until('the last', async () => (await balances()).every((n) => n === 1_000));
});

test('the calls to Stripe are in the metrics', async () => {
  const text = await (await fetch(`${shop.server().url}/metrics`)).text();
  const value = (sample: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(sample))
        ?.split(' ')[1],
    );
  expect(value('frontrow_provider_calls_total{call="begin",outcome="failed"}')).toBeGreaterThan(0);
  expect(value('frontrow_provider_calls_total{call="begin",outcome="ok"}')).toBeGreaterThan(9);
  expect(value('frontrow_provider_calls_total{call="find",outcome="ok"}')).toBeGreaterThan(0);
  expect(value('frontrow_provider_call_seconds_count{call="begin"}')).toBeGreaterThan(9);
  expect(value('frontrow_provider_call_seconds_bucket{le="5",call="begin"}')).toBeGreaterThan(0);
});

test('a server drains while Stripe hangs, and another one finishes its work', async () => {
  const customer = await shop.customer('drained');
  const topUp = await customer.client.balance.startTopUp.mutate({ amount: 900 });
  await shop.stripe.customer.pay(shop.stripe.sessionOf(topUp.id).id);
  const asked = requestsFor('find').length;
  shop.stripe.disturb({ kind: 'hang' }, { on: 'find', times: 1_000 });
  await shop.pool.query('update top_up set check_at = now(), lease_until = now() where id = $1', [
    topUp.id,
  ]);
  await until('the request', () => requestsFor('find').length > asked);
  const drained = shop.server();
  await drained.stop();
  expect(await drained.exited).toBe(0);

  shop.stripe.undisturbed();
  await shop.start();
  const again = await shop.customer('drained');
  await shop.pool.query('update top_up set check_at = now(), lease_until = now() where id = $1', [
    topUp.id,
  ]);
  await balanceReaches(again, 900);
});
