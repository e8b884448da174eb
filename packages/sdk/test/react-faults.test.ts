import '../testing/dom.ts';
import { QueryClient } from '@tanstack/react-query';
import { cleanup, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FrontrowClient } from '../src/index.ts';
import { useBalance } from '../src/react.ts';
import { caught } from '../testing/caught.ts';
import { outcomeOf, paidOnce } from '../testing/outcome.ts';
import { inApp, openPage } from '../testing/page.ts';
import { PATIENCE } from '../testing/patience.ts';
import { late, lost, refused, rigged } from '../testing/rigged.ts';
import { openSale, type Sale } from '../testing/sale.ts';
import { createShelf } from '../testing/shelf.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterEach(cleanup);
afterAll(() => sale.close());

const liveHolds = async (client: FrontrowClient) =>
  (await client.reservation.list.query({ status: 'HELD' })).items.map(({ id }) => id);

describe('the seats that were held before a reload', () => {
  /** Somebody who holds the first seat, and loads the page again. */
  const reload = async (name: string) => {
    const concertId = await sale.concert(3);
    const storage = createShelf();
    const before = await (await sale.client(name, { storage })).enter(concertId);
    const seats = await before.seats();
    await before.hold(seats.slice(0, 1));
    const rig = rigged();
    const client = await sale.client(name, { storage, fetch: rig.fetch });
    return { rig, client, seats, open: () => openPage(client, concertId) };
  };

  test('are found at the second try', async () => {
    const { rig, client, open } = await reload('has no luck at first');
    rig.next('reservation.list', refused(500, 'INTERNAL_SERVER_ERROR'));
    const { now } = await open();
    await waitFor(() => {
      const { status, error } = now().seats;
      expect(status === 'HELD' || error !== null).toBe(true);
    }, PATIENCE);
    const [id] = await liveHolds(client);
    expect((await now().seats.holdSeats(now().map.seats.slice(0, 1))).id).toBe(id);
    await waitFor(() => expect(now().seats.status).toBe('HELD'), PATIENCE);
  });

  test('are given back by a click that comes before they are known', async () => {
    const { rig, client, seats, open } = await reload('is quick');
    rig.next('reservation.list', late(1_000), late(1_000));
    const { now } = await open();
    expect(now().seats.status).toBe('NONE');
    const hold = await now().seats.holdSeats(seats.slice(1, 2));
    expect(await liveHolds(client)).toEqual([hold.id]);
    await waitFor(() => expect(now().seats).toMatchObject({ status: 'HELD', hold }), PATIENCE);
  });
});

test('seats whose hold was not answered are given back for others', async () => {
  const rig = rigged();
  const client = await sale.client('changes seats', { fetch: rig.fetch, retrySeconds: 0 });
  const { now } = await openPage(client, await sale.concert(3));
  rig.next('reservation.hold', lost);
  await caught(now().seats.holdSeats(now().map.seats.slice(0, 1)));
  expect(await liveHolds(client)).toHaveLength(1);
  const hold = await now().seats.holdSeats(now().map.seats.slice(1, 2));
  expect(await liveHolds(client)).toEqual([hold.id]);
});

test('seats that another tab gave back are held no more once they are to be paid', async () => {
  const concertId = await sale.concert(3);
  const client = await sale.client('gives back elsewhere');
  const { now } = await openPage(client, concertId);
  const { id } = await now().seats.holdSeats(now().map.seats.slice(0, 1));
  await client.reservation.release.mutate({ reservationId: id });
  await caught(now().seats.pay({ topUp: true }));
  await waitFor(() => expect(now().seats.status).toBe('NONE'), PATIENCE);
  expect(now().seats.error).toMatchObject({ errorCode: 'HOLD_EXPIRED' });
  await now().seats.holdSeats(now().map.seats.slice(0, 1));
  expect(await liveHolds(client)).toHaveLength(1);
});

describe('a charge that was not answered', () => {
  test('is in the balance that is shown', async () => {
    const rig = rigged();
    const client = await sale.client('charges', { fetch: rig.fetch, retrySeconds: 0 });
    const { result } = inApp(client, () => useBalance());
    await waitFor(() => expect(result.current.balance?.amount).toBe(0), PATIENCE);
    rig.next('balance.charge', lost);
    const error = await caught(result.current.charge(1_000));
    await waitFor(
      () => expect(result.current).toMatchObject({ error, balance: { amount: 1_000 } }),
      PATIENCE,
    );
    await result.current.charge(1_000);
    expect(await client.balance.get.query()).toMatchObject({ amount: 1_000 });
  });

  test('and is asked for again once it was spent, is shown as what is left', async () => {
    const rig = rigged();
    const client = await sale.client('has spent it', { fetch: rig.fetch, retrySeconds: 0 });
    const { now } = await openPage(client, await sale.concert(3));
    rig.next('balance.charge', lost);
    await caught(now().wallet.charge(1_000));
    await now().seats.holdSeats(now().map.seats.slice(0, 1));
    await now().seats.pay();
    const asked = rig.calls('balance.get').length;
    await now().wallet.charge(1_000);
    await waitFor(() => {
      expect(rig.calls('balance.get').length).toBeGreaterThan(asked);
      expect(now().wallet.balance?.amount).toBe(0);
    }, PATIENCE);
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
  });
});

describe('a payment that was not answered', () => {
  test('is known once it is asked for again', async () => {
    const rig = rigged();
    const client = await sale.client('pays in the dark', { fetch: rig.fetch, retrySeconds: 0 });
    const { now } = await openPage(client, await sale.concert(3));
    await now().seats.holdSeats(now().map.seats.slice(0, 1));
    rig.next('payment.pay', lost);
    const error = await caught(now().seats.pay({ topUp: true }));
    await waitFor(() => expect(now().seats).toMatchObject({ status: 'HELD', error }), PATIENCE);
    const payment = await now().seats.pay({ topUp: true });
    await waitFor(() => expect(now().seats).toMatchObject({ status: 'PAID', payment }), PATIENCE);
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
  });

  test('is known though the page was left in between, and nobody is sent to the line', async () => {
    const concertId = await sale.concert(3);
    const app = new QueryClient();
    const rig = rigged();
    const client = await sale.client('wanders off', { fetch: rig.fetch, retrySeconds: 0 });
    const first = await openPage(client, concertId, app);
    await first.now().seats.holdSeats(first.now().map.seats.slice(0, 1));
    rig.next('payment.pay', lost);
    await caught(first.now().seats.pay({ topUp: true }));
    // What the seat map is refused with says that the pass was used up.
    await waitFor(() => expect(first.now().map.error).not.toBeNull(), PATIENCE);
    first.close();
    const { now } = await openPage(client, concertId, app);
    expect(now().queue.status).toBe('ACTIVE');
    const payment = await now().seats.pay({ topUp: true });
    await waitFor(() => expect(now().seats).toMatchObject({ status: 'PAID', payment }), PATIENCE);
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
    expect(rig.calls('queue.join')).toHaveLength(1);
  });
});
