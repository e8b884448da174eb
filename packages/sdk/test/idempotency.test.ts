import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFrontrowClient } from '../src/index.ts';
import { caught } from '../testing/caught.ts';
import { outcomeOf, paidOnce } from '../testing/outcome.ts';
import { answeredLate, lost, type Rigged, rigged, unsent } from '../testing/rigged.ts';
import { openSale, type Sale } from '../testing/sale.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

const keysOf = (rig: Rigged, procedure: string) =>
  rig.calls(procedure).map(({ input }) => input.idempotencyKey);

/** Every try of it had the same key; returns how many there were. */
function triesOf(rig: Rigged, procedure: string): number {
  const [first, ...others] = keysOf(rig, procedure);
  expect(first).toMatch(/^[\w-]{16,}$/);
  for (const key of others) expect(key).toBe(first);
  return others.length + 1;
}

describe('a procedure by its name, whose answer is lost at the first try,', () => {
  test('charges once', async () => {
    const rig = rigged();
    const client = await sale.client('charges', { fetch: rig.fetch });
    rig.next('balance.charge', lost);
    expect(await client.balance.charge.mutate({ amount: 1_000 })).toMatchObject({ amount: 1_000 });
    expect(triesOf(rig, 'balance.charge')).toBe(2);
    expect((await client.balance.history.query({})).items).toHaveLength(1);
  });

  test('holds and pays once', async () => {
    const rig = rigged();
    const client = await sale.client('holds and pays', { fetch: rig.fetch });
    const session = await client.enter(await sale.concert(2));
    const { performanceId, seats } = await session.seatMap();
    const seatIds = seats.slice(0, 1).map(({ id }) => id);
    const { queueToken } = session;
    rig.next('reservation.hold', lost);
    const held = await client.reservation.hold.mutate({ performanceId, seatIds }, { queueToken });
    expect(triesOf(rig, 'reservation.hold')).toBe(2);
    rig.next('payment.pay', lost);
    const input = { reservationId: held.id, topUp: true };
    await client.payment.pay.mutate(input, { queueToken });
    expect(triesOf(rig, 'payment.pay')).toBe(2);
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
  });
});

describe('two charges of the same amount', () => {
  test('have a key each', async () => {
    const rig = rigged();
    const client = await sale.client('charges twice', { fetch: rig.fetch });
    await client.balance.charge.mutate({ amount: 1_000 });
    await client.balance.charge.mutate({ amount: 1_000 });
    expect(new Set(keysOf(rig, 'balance.charge')).size).toBe(2);
    expect(await client.balance.get.query()).toMatchObject({ amount: 2_000 });
  });

  test('of which the caller says that they are one are one', async () => {
    const rig = rigged();
    const client = await sale.client('says so', { fetch: rig.fetch });
    const input = { amount: 1_000, idempotencyKey: 'of the caller: 1' };
    await client.balance.charge.mutate(input);
    await client.balance.charge.mutate(input);
    expect(keysOf(rig, 'balance.charge')).toEqual([input.idempotencyKey, input.idempotencyKey]);
    expect(await client.balance.get.query()).toMatchObject({ amount: 1_000 });
  });
});

describe('what no key makes safe to repeat', () => {
  const concert = { title: 'T', artist: 'A', venue: 'V' };
  const operator = async (rig: Rigged) => {
    const { url } = sale.live.server;
    const guest = createFrontrowClient({ url, auth: null });
    const input = { name: 'operator', role: 'operator' } as const;
    const auth = (await guest.session.devSignIn.mutate(input)).accessToken;
    return createFrontrowClient({ url, auth, fetch: rig.fetch, timeoutSeconds: 1 });
  };

  test('is waited for, for as long as it takes', async () => {
    const rig = rigged();
    const { admin } = await operator(rig);
    rig.next('admin.createConcert', answeredLate(2_000));
    expect(await admin.createConcert.mutate(concert)).toMatchObject({ title: 'T' });
    expect(rig.calls('admin.createConcert')).toHaveLength(1);
  });

  test('is sent once, even where it was lost', async () => {
    const rig = rigged();
    const { admin } = await operator(rig);
    rig.next('admin.createConcert', unsent);
    expect(await caught(admin.createConcert.mutate(concert))).toMatchObject({
      message: 'the network is gone',
    });
    expect(rig.calls('admin.createConcert')).toHaveLength(1);
  });
});
