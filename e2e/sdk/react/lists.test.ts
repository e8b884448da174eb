// @vitest-environment browser-parts

import { createFrontrowClient } from '@frontrow/sdk';
import {
  useConcert,
  useConcerts,
  useDates,
  useHold,
  useQueue,
  useReservations,
  useTickets,
} from '@frontrow/sdk/react';
import { cleanup, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createFetchScript } from '../../testing/network/fetch-script.ts';
import { renderInApp } from '../../testing/react/page.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterEach(cleanup);
afterAll(() => sale.close());

describe('the pages around a purchase', () => {
  test('list the concerts page by page, and one, without a user', async () => {
    const ids = [await sale.concert(1), await sale.concert(1), await sale.concert(1)];
    const client = createFrontrowClient({ url: sale.live.server.url, auth: null });
    const { result } = renderInApp(client, () => ({
      list: useConcerts({ limit: 2 }),
      one: useConcert(ids[0] ?? ''),
      none: useConcert('01900000-0000-7000-8000-000000000000'),
    }));
    expect(result.current.list).toMatchObject({ concerts: [], isLoading: true });
    await waitFor(() => expect(result.current.list.concerts).toHaveLength(2), WAIT);
    expect(result.current.list.hasMore).toBe(true);
    // A second click comes before the first answer.
    result.current.list.loadMore();
    result.current.list.loadMore();
    await waitFor(() => expect(result.current.list.concerts).toHaveLength(3), WAIT);
    expect(result.current.list.hasMore).toBe(false);
    expect(new Set(result.current.list.concerts.map(({ id }) => id))).toEqual(new Set(ids));
    await waitFor(() => expect(result.current.one.concert?.id).toBe(ids[0]), WAIT);
    await waitFor(() => expect(result.current.none.error).not.toBeNull(), WAIT);
    expect(result.current.none.error).toMatchObject({ errorCode: 'CONCERT_NOT_FOUND' });
  });

  test('ask for a concert again as often as they want, and when its sale opens', async () => {
    const salesOpenAt = new Date(Date.now() + 6_000);
    const performance = { startsAt: new Date(Date.now() + 86_400_000), timezone: 'UTC' };
    const { admin } = sale.operator;
    const { id: concertId } = await admin.createConcert.mutate({
      ...{ title: 'Before', artist: 'A', venue: 'V', salesOpenAt },
    });
    await admin.createPerformance.mutate({ concertId, ...performance, sections: [] });
    const script = createFetchScript();
    const { url } = sale.live.server;
    const client = createFrontrowClient({ url, auth: null, fetch: script.fetch });
    const { result, unmount } = renderInApp(client, () => ({
      once: useConcert(concertId),
      often: useConcert(concertId, { refreshSeconds: 3_600 }),
    }));
    await waitFor(() => expect(result.current.often.concert?.onSale).toBe(false), WAIT);
    const before = script.calls('concert.get').length;
    await waitFor(() => expect(result.current.often.concert?.onSale).toBe(true), WAIT);
    expect(script.calls('concert.get')).toHaveLength(before + 1);
    unmount();
    const other = renderInApp(client, () => useConcert(concertId, { refreshSeconds: 0.2 }));
    await waitFor(() => expect(other.result.current.concert?.title).toBe('Before'), WAIT);
    await admin.updateConcert.mutate({ concertId, title: 'After' });
    await waitFor(() => expect(other.result.current.concert?.title).toBe('After'), WAIT);
  });

  test('show the dates of the pass, the reservations, and the tickets after the payment', async () => {
    const concertId = await sale.concert(2);
    const client = await sale.client('reads lists');
    const { result } = renderInApp(client, () => {
      const { session } = useQueue(concertId);
      const hold = useHold(session);
      const reservations = useReservations();
      return {
        ...{ session, hold, reservations, dates: useDates(session) },
        paid: useReservations({ status: 'PAID' }),
        tickets: useTickets(hold.payment),
        byId: useTickets(reservations.reservations[0]?.paymentId ?? null),
      };
    });
    await waitFor(() => expect(result.current.dates.dates).toHaveLength(1), WAIT);
    expect(result.current.tickets).toEqual({ tickets: [], isLoading: false, error: null });
    const [seat] = (await result.current.session?.seats()) ?? [];
    if (!seat) throw new Error('no seat');
    void result.current.hold.add([seat]);
    await waitFor(
      () => expect(result.current.reservations.reservations[0]?.status).toBe('HELD'),
      WAIT,
    );
    const payment = await result.current.hold.pay({ topUp: true });
    await waitFor(() => expect(result.current.byId.tickets).toHaveLength(1), WAIT);
    expect(result.current.reservations.reservations[0]?.paymentId).toBe(payment.id);
    await waitFor(() => expect(result.current.tickets.tickets).toHaveLength(1), WAIT);
    await waitFor(() => expect(result.current.paid.reservations).toHaveLength(1), WAIT);
  });
});
