// @vitest-environment browser-parts

import { createFrontrowClient, isFrontrowError } from '@frontrow/sdk';
import { useHold, usePlace, useQueue, useSeatMap } from '@frontrow/sdk/react';
import type { AppRouter } from '@frontrow/sdk/router';
import { createFakeApi, type FakeApi, refusal } from '@frontrow/sdk/testing';
import { cleanup, waitFor } from '@testing-library/react';
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import superjson from 'superjson';
import { afterEach, describe, expect, test } from 'vitest';
import { renderInApp } from '../../testing/react/page.ts';
import { createMemoryStorage } from '../../testing/sale/memory-storage.ts';

const url = 'https://sale.example';
const CONCERT = '00000000-0000-7000-8000-00000000c0c0';
const clientOf = (api: FakeApi) =>
  createFrontrowClient({ url, auth: 'mina', fetch: api.fetch, storage: createMemoryStorage() });

afterEach(cleanup);

/** A fake API in which everything of a purchase is scripted. */
function saleOf(api: FakeApi): void {
  const seats = [api.make.seat(), api.make.seat()];
  const date = api.make.date();
  api.on('concert.dates', { items: [date] });
  api.on('concert.seats', { performanceId: date.performanceId, version: 1, items: seats });
  api.on('reservation.hold', ({ input }) =>
    api.make.reservation({ seats: seats.filter(({ id }) => input.seatIds?.includes(id)) }),
  );
  api.on('payment.pay', ({ input }) =>
    api.make.payment({ reservationId: input.reservationId, amount: 50_000 }),
  );
}

describe('a front end tested without a server', () => {
  test('buys with scripted answers, whose calls are recorded', async () => {
    const api = createFakeApi();
    saleOf(api);
    const entering = clientOf(api).enter(CONCERT);
    await waitFor(() => expect(api.calls('queue.watch')).toHaveLength(1));
    api.setTicket({ status: 'ACTIVE' });
    const session = await entering;
    const hold = await session.hold((await session.seats()).slice(0, 1));
    expect(hold.secondsLeft).toBeGreaterThan(297);
    const payment = await session.pay(hold, { topUp: true });
    expect(payment.paidAt).toBeInstanceOf(Date);
    expect(api.calls('payment.pay')).toMatchObject([
      {
        input: { reservationId: hold.id, topUp: true },
        accessToken: 'mina',
        queueToken: session.queueToken,
      },
    ]);
    await expect(session.seats()).rejects.toMatchObject({ errorCode: 'QUEUE_TOKEN_EXPIRED' });
  });

  test('is sent to a payment provider and pays when it comes back', async () => {
    const api = createFakeApi();
    saleOf(api);
    api.setTicket({ status: 'ACTIVE' });
    const session = await clientOf(api).enter(CONCERT);
    const hold = await session.hold((await session.seats()).slice(0, 1));
    const { id: topUpId, action } = api.make.topUp();
    api.once('payment.pay', refusal('TOPUP_ACTION_REQUIRED', { topUpId, action }));
    const { reservation } = hold;
    const holdExpiresAt = new Date(reservation.holdExpiresAt.getTime() + 300_000);
    api.on('reservation.get', { ...reservation, holdExpiresAt });
    const options = { topUp: true, returnUrl: 'https://shop.example/' };
    await expect(session.pay(hold, options)).rejects.toMatchObject({ details: { action } });
    expect(hold.secondsLeft).toBeGreaterThan(590);

    const waits = { id: topUpId, reservationId: hold.id };
    api.on('balance.topUp', api.make.topUp({ ...waits, status: 'CREDITED' }));
    const { payment, topUp } = await session.resumePayment(topUpId);
    expect(topUp.entryId).not.toBeNull();
    expect(payment?.reservationId).toBe(hold.id);
    const [first, second] = api.calls('payment.pay').map(({ input }) => input);
    expect(second).toEqual(first);
  });

  test('shows a refusal with its details, once or always', async () => {
    const api = createFakeApi();
    saleOf(api);
    api.setTicket({ status: 'ACTIVE' });
    const session = await clientOf(api).enter(CONCERT);
    const [seat] = await session.seats();
    if (!seat) throw new Error('no seat');
    const details = { seatIds: [seat.id], places: [0] };
    api.once('reservation.hold', refusal('SEAT_UNAVAILABLE', details));
    const error = await session.hold([seat]).catch((refused: unknown) => refused);
    expect(isFrontrowError(error, 'SEAT_UNAVAILABLE') && error.details).toEqual(details);
    const hold = await session.hold([seat]);
    api.refuse('payment.pay', 'INSUFFICIENT_BALANCE', { balance: 0, required: 5, shortfall: 5 });
    for (let tries = 0; tries < 2; tries++) {
      await expect(session.pay(hold)).rejects.toMatchObject({ details: { shortfall: 5 } });
    }
  });

  test('is told which answer is missing', async () => {
    const listing = clientOf(createFakeApi()).concert.list.query();
    await expect(listing).rejects.toThrow(
      "no answer is scripted for concert.list: call api.on('concert.list', …)",
    );
  });

  test("gets the server's time from the clock, which ends holds and passes", async () => {
    const now = new Date('2027-05-01T10:00:00Z');
    const api = createFakeApi({ now });
    saleOf(api);
    api.on('reservation.get', api.make.reservation({ id: 'kept' }));
    api.setTicket({ status: 'ACTIVE' });
    const client = clientOf(api);
    const session = await client.enter(CONCERT);
    const response = await api.fetch(`${url}/trpc/balance.get`);
    expect(response.headers.get('date')).toBe('Sat, 01 May 2027 10:00:00 GMT');
    const hold = await session.hold(await session.seats());
    api.clock.advance(301);
    await expect(session.pay(hold)).rejects.toMatchObject({ errorCode: 'HOLD_EXPIRED' });
    expect(await client.reservation.get.query({ reservationId: 'kept' })).toMatchObject({
      status: 'EXPIRED',
    });
    expect(await session.dates()).toHaveLength(1);
    api.clock.set(new Date('2027-05-01T10:10:01Z'));
    await expect(session.dates()).rejects.toMatchObject({
      errorCode: 'QUEUE_TOKEN_EXPIRED',
      details: {
        ...{ reason: 'EXPIRED', admittedAt: session.admittedAt, endedAt: session.activeUntil },
      },
    });
  });

  test('follows the ticket with useQueue, over a network that fails', async () => {
    const api = createFakeApi();
    api.setTicket({ position: 3 });
    const { result } = renderInApp(clientOf(api), () => useQueue(CONCERT));
    await waitFor(() => expect(result.current.position).toBe(3));
    api.setTicket({ position: 2 });
    await waitFor(() => expect(result.current.position).toBe(2));
    api.setOffline(true);
    api.setTicket({ status: 'ACTIVE' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(result.current.status).toBe('WAITING');
    api.setOffline(false);
    await waitFor(() => expect(result.current.status).toBe('ACTIVE'));
  });

  test('sees the end of its pass when the clock passes it', async () => {
    const api = createFakeApi();
    api.setTicket({ status: 'ACTIVE' });
    const { result } = renderInApp(clientOf(api), () => useQueue(CONCERT));
    await waitFor(() => expect(result.current.status).toBe('ACTIVE'));
    await waitFor(() => expect(api.calls('queue.watch')).not.toHaveLength(0));
    api.clock.advance(600);
    await waitFor(() => expect(result.current.status).toBe('ENDED'));
    expect(result.current).toMatchObject({ reason: 'EXPIRED' });
  });

  describe('with a house', () => {
    /** A house whose row A has two seats left, and a page that shows its first seat. */
    const openHouse = () => {
      const api = createFakeApi({ now: new Date('2027-05-01T10:00:00Z') });
      api.setHouse({ places: { 0: 'B', 1: 'S', 2: 'H' }, general: { Floor: 3 } });
      api.setTicket({ status: 'ACTIVE' });
      return api;
    };

    test('shows its places, and each change of them', async () => {
      const api = openHouse();
      const { result } = renderInApp(clientOf(api), () => {
        const map = useSeatMap(useQueue(CONCERT).session);
        return { map, seat: usePlace(map, 4) };
      });
      await waitFor(() => expect(result.current.seat?.label).toBe('Stalls A-5'));
      expect(result.current.map.seats.map(({ status }) => status).slice(0, 4)).toEqual([
        ...['BLOCKED', 'SOLD', 'HELD', 'AVAILABLE'],
      ]);
      expect(result.current.map.general).toEqual([{ section: 'Floor', available: 3 }]);
      api.setHouse({ places: { 4: 'S' } });
      await waitFor(() => expect(result.current.seat?.status).toBe('SOLD'));
    });

    test('holds, swaps, releases and pays; what is too much is refused', async () => {
      const api = openHouse();
      const session = await clientOf(api).enter(CONCERT);
      const best = await session.holdBest({ quantity: 2 });
      expect(best.seats.map(({ label }) => label)).toEqual(['Stalls A-4', 'Stalls A-5']);
      await expect(session.holdBest({ quantity: 6 })).rejects.toMatchObject({
        errorCode: 'NOT_ENOUGH_LEFT',
        details: { section: null, available: 5 },
      });
      await expect(session.hold({ places: [1] })).rejects.toMatchObject({
        details: { places: [1], seatIds: ['fake-seat-1'] },
      });
      const general = [{ section: 'Floor', quantity: 3 }];
      const swapped = await session.hold({ places: [4], general }, { replaces: best });
      expect(swapped.seats.map(({ place }) => place)).toEqual([4, 17, 18, 19]);
      await expect(session.hold({ general })).rejects.toMatchObject({
        errorCode: 'NOT_ENOUGH_LEFT',
      });
      expect(api.setHouse()).toMatchObject({
        places: 'BSHAHAAAAA----------',
        mine: [4, 17, 18, 19],
      });
      await session.pay(swapped);
      expect(api.setHouse()).toMatchObject({ places: 'BSHASAAAAA----------' });
    });

    test('gives the seats of a hold back when the clock passes its end', async () => {
      const api = openHouse();
      const { result } = renderInApp(clientOf(api), () => {
        const { session } = useQueue(CONCERT);
        return { session, map: useSeatMap(session), hold: useHold(session) };
      });
      await waitFor(() => expect(result.current.map.seats).toHaveLength(10));
      await result.current.hold.add(result.current.map.seats.slice(5, 6));
      await waitFor(() => expect(result.current.map.seats[5]?.mine).toBe(true));
      api.clock.advance(301);
      await waitFor(() => expect(result.current.map.seats[5]?.status).toBe('AVAILABLE'));
    });

    test('is asked for by polls where streams are refused', async () => {
      const api = openHouse();
      api.refuse('concert.watchAvailability', 'RATE_LIMITED', { retryAfterSeconds: 5 });
      const session = await clientOf(api).enter(CONCERT);
      const states = session.availability();
      const { value } = await states.next();
      expect(value).toMatchObject({ places: 'BSHAAAAAAA----------', changed: null });
      api.setHouse({ places: { 9: 'H' } });
      expect((await states.next()).value).toMatchObject({ changed: [9] });
      await states.return(undefined);
    });
  });

  test("answers batches of tRPC's own client, typed by the published router", async () => {
    const api = createFakeApi();
    api.on('concert.list', { items: [api.make.concert({ title: 'Aria' })], nextCursor: null });
    api.refuse('balance.get', 'RATE_LIMITED', { retryAfterSeconds: 7 });
    let requests = 0;
    const stock = createTRPCClient<AppRouter>({
      links: [
        httpBatchLink({
          url: `${url}/trpc`,
          transformer: superjson,
          fetch: (input, init) => {
            requests++;
            return api.fetch(String(input), init as object) as Promise<Response>;
          },
        }),
      ],
    });
    const [concerts, balance] = await Promise.allSettled([
      stock.concert.list.query({ limit: 5 }),
      stock.balance.get.query(),
    ]);
    expect(requests).toBe(1);
    expect(concerts).toMatchObject({ value: { items: [{ title: 'Aria', salesOpenAt: null }] } });
    expect(balance).toMatchObject({
      reason: { data: { errorCode: 'RATE_LIMITED', details: { retryAfterSeconds: 7 } } },
    });
  });
});
