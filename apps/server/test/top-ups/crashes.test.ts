import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusalOf } from '../../testing/http/api.ts';
import {
  balanceOf,
  balanceReaches,
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

test('a server that is killed after Stripe made the session and before it answered', async () => {
  const before = await shop.customer('interrupted');
  shop.stripe.disturb({ kind: 'hang', done: true }, { on: 'begin' });
  const input = { amount: 5_000, idempotencyKey: 'interrupted-1' };
  const lost = before.client.balance.charge.mutate(input);
  lost.catch(() => {});
  const session = await until('the session', () => shop.stripe.sessions[0]);
  await shop.server().kill();
  await expect(lost).rejects.toThrow();

  await shop.start();
  const customer = await shop.customer('interrupted');
  // The lease of the call that was killed is over.
  await shop.pool.query('update top_up set lease_until = now(), check_at = now()');
  const refused = await until('the same top-up', async () => {
    const refusal = await refusalOf(customer.client.balance.charge.mutate(input));
    return refusal.errorCode !== 'IDEMPOTENCY_IN_PROGRESS' && refusal;
  });
  expect(refused).toMatchObject({
    errorCode: 'TOPUP_ACTION_REQUIRED',
    details: { topUpId: session.client_reference_id, action: { url: session.url } },
  });
  expect(shop.stripe.sessions).toHaveLength(1);

  const paid = await shop.stripe.customer.pay(session.id);
  expect(await shop.stripe.deliver(paid, shop.webhook())).toBe(200);
  await balanceReaches(customer, 5_000);
  expect(await customer.client.balance.charge.mutate(input)).toMatchObject({ amount: 5_000 });
  expect(await shop.stripe.deliver(paid, shop.webhook())).toBe(200);
  const topUpId = String(refused.details.topUpId);
  expect(await entriesOf(customer, topUpId)).toEqual([['CHARGE', 5_000]]);
});

test('the same, and nobody calls again: the next server finds the session and the money', async () => {
  const before = await shop.customer('gone');
  shop.stripe.disturb({ kind: 'hang', done: true }, { on: 'begin' });
  const known = shop.stripe.sessions.length;
  const lost = before.client.balance.startTopUp.mutate({ amount: 1_000 });
  lost.catch(() => {});
  const session = await until('the session', () => shop.stripe.sessions[known]);
  await shop.server().kill();
  await shop.stripe.customer.pay(session.id);

  await shop.start();
  const customer = await shop.customer('gone');
  await shop.pool.query('update top_up set lease_until = now(), check_at = now()');
  await balanceReaches(customer, 1_000);
  const topUpId = session.client_reference_id ?? '';
  expect(await entriesOf(customer, topUpId)).toEqual([['CHARGE', 1_000]]);
  expect(shop.stripe.sessions).toHaveLength(known + 1);
});

test('a server that is killed after it kept a message and before it handled it', async () => {
  const before = await shop.customer('kept');
  const topUp = await before.client.balance.startTopUp.mutate({ amount: 8_000 });
  const session = shop.stripe.sessionOf(topUp.id);
  const paid = await shop.stripe.customer.pay(session.id);

  // The credit waits for the account, while the message is kept.
  const blocker = await shop.pool.connect();
  try {
    await blocker.query('begin');
    await blocker.query('select 1 from account where user_id = $1 for update', [before.id]);
    expect(await shop.stripe.deliver(paid, shop.webhook())).toBe(200);
    await until('the message to be taken', async () => {
      const { rows } = await shop.pool.query(
        'select 1 from provider_message where id = $1 and checks > 0',
        [paid.id],
      );
      return rows.length > 0;
    });
    await shop.server().kill();
    await blocker.query('rollback');
  } finally {
    blocker.release();
  }
  const message = () =>
    shop.pool.query('select handled_at from provider_message where id = $1', [paid.id]);
  // A statement that waited for the account ends with its connection: nothing was credited.
  await sleep(500);
  expect((await message()).rows).toEqual([{ handled_at: null }]);

  await shop.start();
  const customer = await shop.customer('kept');
  expect(await balanceOf(customer)).toBe(0);
  // As if the minute were over for which the killed server had the message to itself.
  await shop.pool.query('update provider_message set check_at = now() where handled_at is null');
  await balanceReaches(customer, 8_000);
  await until('the message', async () => (await message()).rows[0]?.handled_at);
  expect(await shop.stripe.deliver(paid, shop.webhook())).toBe(200);
  expect(await entriesOf(customer, topUp.id)).toEqual([['CHARGE', 8_000]]);
  expect(await balanceOf(customer)).toBe(8_000);
});
