import { createFrontrowClient } from '@frontrow/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  answerDelayed,
  answerLost,
  createFetchScript,
  type FetchScript,
  requestLost,
} from '../../testing/network/fetch-script.ts';
import { outcomeOf, paidOnce } from '../../testing/sale/outcome.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { rejectionOf } from '../../testing/waiting/rejection-of.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

const keysOf = (script: FetchScript, procedure: string) =>
  script.calls(procedure).map(({ input }) => input.idempotencyKey);

/** Checks that all tries of a procedure sent the same key; returns their number. */
function triesWithOneKey(script: FetchScript, procedure: string): number {
  const [first, ...others] = keysOf(script, procedure);
  expect(first).toMatch(/^[\w-]{16,}$/);
  for (const key of others) expect(key).toBe(first);
  return others.length + 1;
}

describe('a call of a procedure whose first answer is lost', () => {
  test('charges once', async () => {
    const script = createFetchScript();
    const client = await sale.client('charges', { fetch: script.fetch });
    script.next('balance.charge', answerLost);
    expect(await client.balance.charge.mutate({ amount: 1_000 })).toMatchObject({ amount: 1_000 });
    expect(triesWithOneKey(script, 'balance.charge')).toBe(2);
    expect((await client.balance.history.query({})).items).toHaveLength(1);
  });

  test('holds and pays once', async () => {
    const script = createFetchScript();
    const client = await sale.client('holds and pays', { fetch: script.fetch });
    const session = await client.enter(await sale.concert(2));
    const { performanceId, seats } = await session.seatMap();
    const seatIds = seats.slice(0, 1).map(({ id }) => id);
    const { queueToken } = session;
    script.next('reservation.hold', answerLost);
    const held = await client.reservation.hold.mutate({ performanceId, seatIds }, { queueToken });
    expect(triesWithOneKey(script, 'reservation.hold')).toBe(2);
    script.next('payment.pay', answerLost);
    const input = { reservationId: held.id, topUp: true };
    await client.payment.pay.mutate(input, { queueToken });
    expect(triesWithOneKey(script, 'payment.pay')).toBe(2);
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
  });
});

describe('two charges of the same amount', () => {
  test('have different keys', async () => {
    const script = createFetchScript();
    const client = await sale.client('charges twice', { fetch: script.fetch });
    await client.balance.charge.mutate({ amount: 1_000 });
    await client.balance.charge.mutate({ amount: 1_000 });
    expect(new Set(keysOf(script, 'balance.charge')).size).toBe(2);
    expect(await client.balance.get.query()).toMatchObject({ amount: 2_000 });
  });

  test('with the same key of the caller are charged once', async () => {
    const script = createFetchScript();
    const client = await sale.client('own key', { fetch: script.fetch });
    const input = { amount: 1_000, idempotencyKey: 'key-of-caller-1' };
    await client.balance.charge.mutate(input);
    await client.balance.charge.mutate(input);
    expect(keysOf(script, 'balance.charge')).toEqual([input.idempotencyKey, input.idempotencyKey]);
    expect(await client.balance.get.query()).toMatchObject({ amount: 1_000 });
  });
});

describe('a mutation that takes no key', () => {
  const concert = { title: 'T', artist: 'A', venue: 'V' };
  const operator = async (script: FetchScript) => {
    const { url } = sale.live.server;
    const guest = createFrontrowClient({ url, auth: null });
    const input = { name: 'operator', role: 'operator' } as const;
    const auth = (await guest.session.devSignIn.mutate(input)).accessToken;
    return createFrontrowClient({ url, auth, fetch: script.fetch, timeoutSeconds: 1 });
  };

  test('has no timeout', async () => {
    const script = createFetchScript();
    const { admin } = await operator(script);
    script.next('admin.createConcert', answerDelayed(2_000));
    expect(await admin.createConcert.mutate(concert)).toMatchObject({ title: 'T' });
    expect(script.calls('admin.createConcert')).toHaveLength(1);
  });

  test('is sent once, even if its request was lost', async () => {
    const script = createFetchScript();
    const { admin } = await operator(script);
    script.next('admin.createConcert', requestLost);
    expect(await rejectionOf(admin.createConcert.mutate(concert))).toMatchObject({
      message: 'the network is down',
    });
    expect(script.calls('admin.createConcert')).toHaveLength(1);
  });
});
