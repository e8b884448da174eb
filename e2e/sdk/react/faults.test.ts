// @vitest-environment browser-parts

import { type FrontrowClient, isFrontrowError } from '@frontrow/sdk';
import { useBalance } from '@frontrow/sdk/react';
import { QueryClient } from '@tanstack/react-query';
import { cleanup, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  answerLost,
  createFetchScript,
  refusal,
  requestDelayed,
} from '../../testing/network/fetch-script.ts';
import { openPage, renderInApp } from '../../testing/react/page.ts';
import { createMemoryStorage } from '../../testing/sale/memory-storage.ts';
import { outcomeOf, paidOnce } from '../../testing/sale/outcome.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { rejectionOf } from '../../testing/waiting/rejection-of.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterEach(cleanup);
afterAll(() => sale.close());

const liveHolds = async (client: FrontrowClient) =>
  (await client.reservation.list.query({ status: 'HELD' })).items.map(({ id }) => id);

describe('the seats held before a reload', () => {
  /** Holds the first seat, and prepares a second load of the page. */
  const reload = async (name: string) => {
    const concertId = await sale.concert(3);
    const storage = createMemoryStorage();
    const before = await (await sale.client(name, { storage })).enter(concertId);
    const seats = await before.seats();
    await before.hold(seats.slice(0, 1));
    const script = createFetchScript();
    const client = await sale.client(name, { storage, fetch: script.fetch });
    return { script, client, seats, open: () => openPage(client, concertId) };
  };

  test('are found by the next action if the first lookup failed', async () => {
    const { script, client, open } = await reload('lookup fails');
    script.next('reservation.list', refusal(500, 'INTERNAL_SERVER_ERROR'));
    const { now } = await open();
    await waitFor(() => {
      const { status, error } = now().seats;
      expect(status === 'HELD' || error !== null).toBe(true);
    }, WAIT);
    const [id] = await liveHolds(client);
    expect((await now().seats.holdSeats(now().map.seats.slice(0, 1))).id).toBe(id);
    await waitFor(() => expect(now().seats.status).toBe('HELD'), WAIT);
  });

  test('are released if other seats are chosen before the lookup has finished', async () => {
    const { script, client, seats, open } = await reload('lookup is slow');
    script.next('reservation.list', requestDelayed(1_000), requestDelayed(1_000));
    const { now } = await open();
    expect(now().seats.status).toBe('NONE');
    const hold = await now().seats.holdSeats(seats.slice(1, 2));
    expect(await liveHolds(client)).toEqual([hold.id]);
    await waitFor(() => expect(now().seats).toMatchObject({ status: 'HELD', hold }), WAIT);
  });
});

test('seats whose hold had no answer are released when others are chosen', async () => {
  const script = createFetchScript();
  const client = await sale.client('chooses other seats', { fetch: script.fetch, retrySeconds: 0 });
  const { now } = await openPage(client, await sale.concert(3));
  script.next('reservation.hold', answerLost);
  await rejectionOf(now().seats.holdSeats(now().map.seats.slice(0, 1)));
  expect(await liveHolds(client)).toHaveLength(1);
  const hold = await now().seats.holdSeats(now().map.seats.slice(1, 2));
  expect(await liveHolds(client)).toEqual([hold.id]);
});

test('paying for seats that another tab released fails, and the page holds none', async () => {
  const concertId = await sale.concert(3);
  const client = await sale.client('releases in another tab');
  const { now } = await openPage(client, concertId);
  const { id } = await now().seats.holdSeats(now().map.seats.slice(0, 1));
  await client.reservation.release.mutate({ reservationId: id });
  await rejectionOf(now().seats.pay({ topUp: true }));
  await waitFor(() => expect(now().seats.status).toBe('NONE'), WAIT);
  expect(now().seats.error).toMatchObject({ errorCode: 'HOLD_EXPIRED' });
  await now().seats.holdSeats(now().map.seats.slice(0, 1));
  expect(await liveHolds(client)).toHaveLength(1);
});

describe('a charge without an answer', () => {
  test('shows in the balance, and is not charged twice', async () => {
    const script = createFetchScript();
    const client = await sale.client('charges', { fetch: script.fetch, retrySeconds: 0 });
    const { result } = renderInApp(client, () => useBalance());
    await waitFor(() => expect(result.current.balance?.amount).toBe(0), WAIT);
    script.next('balance.charge', answerLost);
    const error = await rejectionOf(result.current.charge(1_000));
    await waitFor(
      () => expect(result.current).toMatchObject({ error, balance: { amount: 1_000 } }),
      WAIT,
    );
    await result.current.charge(1_000);
    expect(await client.balance.get.query()).toMatchObject({ amount: 1_000 });
  });

  test.each([
    ['UNAUTHENTICATED', refusal(401, 'UNAUTHENTICATED')],
    ['RATE_LIMITED', refusal(429, 'RATE_LIMITED', { retryAfterSeconds: 30 })],
  ] as const)('whose retry was refused with %s is not charged twice', async (code, handler) => {
    const script = createFetchScript();
    const client = await sale.client(`charges, ${code}`, { fetch: script.fetch });
    const { result } = renderInApp(client, () => useBalance());
    script.next('balance.charge', answerLost, handler);
    const error = await rejectionOf(result.current.charge(1_000));
    expect(isFrontrowError(error, code)).toBe(true);
    expect(await result.current.charge(1_000)).toMatchObject({ amount: 1_000 });
    expect((await client.balance.history.query({})).items).toHaveLength(1);
  });

  test('that is repeated after a payment spent it shows the remaining balance', async () => {
    const script = createFetchScript();
    const client = await sale.client('charges and pays', { fetch: script.fetch, retrySeconds: 0 });
    const { now } = await openPage(client, await sale.concert(3));
    script.next('balance.charge', answerLost);
    await rejectionOf(now().wallet.charge(1_000));
    await now().seats.holdSeats(now().map.seats.slice(0, 1));
    await now().seats.pay();
    const earlier = script.calls('balance.get').length;
    await now().wallet.charge(1_000);
    await waitFor(() => {
      expect(script.calls('balance.get').length).toBeGreaterThan(earlier);
      expect(now().wallet.balance?.amount).toBe(0);
    }, WAIT);
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
  });
});

describe('a payment without an answer', () => {
  test('is found by the next call to pay', async () => {
    const script = createFetchScript();
    const client = await sale.client('loses the payment', { fetch: script.fetch, retrySeconds: 0 });
    const { now } = await openPage(client, await sale.concert(3));
    await now().seats.holdSeats(now().map.seats.slice(0, 1));
    script.next('payment.pay', answerLost);
    const error = await rejectionOf(now().seats.pay({ topUp: true }));
    // The end of the pass tells that it was paid, perhaps before the next call does.
    await waitFor(() => expect(now().seats).toMatchObject({ error }), WAIT);
    const payment = await now().seats.pay({ topUp: true });
    await waitFor(() => expect(now().seats).toMatchObject({ status: 'PAID', payment }), WAIT);
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
  });

  test('is found on the next visit of the page, and the user does not join the queue again', async () => {
    const concertId = await sale.concert(3);
    const app = new QueryClient();
    const script = createFetchScript();
    const client = await sale.client('leaves the page', { fetch: script.fetch, retrySeconds: 0 });
    const first = await openPage(client, concertId, app);
    await first.now().seats.holdSeats(first.now().map.seats.slice(0, 1));
    script.next('payment.pay', answerLost);
    await rejectionOf(first.now().seats.pay({ topUp: true }));
    const paid = { status: 'ENDED', reason: 'PAID' };
    await waitFor(() => expect(first.now().queue).toMatchObject(paid), WAIT);
    first.close();
    const { now } = await openPage(client, concertId, app);
    expect(now().queue).toMatchObject(paid);
    const payment = await now().seats.pay({ topUp: true });
    await waitFor(() => expect(now().seats).toMatchObject({ status: 'PAID', payment }), WAIT);
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
    expect(script.calls('queue.join')).toHaveLength(1);
  });
});
