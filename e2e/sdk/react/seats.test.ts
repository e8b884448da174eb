// @vitest-environment browser-parts

import { type FrontrowClient, isFrontrowError, type Session, seatsOfChart } from '@frontrow/sdk';
import {
  FrontrowProvider,
  type UseHold,
  type UseSeatMap,
  useHold,
  usePlace,
  useQueue,
  useSeatMap,
} from '@frontrow/sdk/react';
import { focusManager } from '@tanstack/react-query';
import { act, cleanup, render, waitFor } from '@testing-library/react';
import { createElement, memo } from 'react';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createFetchScript } from '../../testing/network/fetch-script.ts';
import { renderInApp } from '../../testing/react/page.ts';
import { openHouse } from '../../testing/sale/house.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { rejectionOf } from '../../testing/waiting/rejection-of.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterEach(() => {
  cleanup();
  focusManager.setFocused(undefined);
});
afterAll(() => sale.close());

/** A client for a page, and the session of another user. */
async function open(name: string) {
  const script = createFetchScript();
  const house = await openHouse(sale.operator);
  const client = await sale.client(name, { fetch: script.fetch });
  const other = await (await sale.client(`${name}, another user`)).enter(house.concertId);
  return { script, house, client, other };
}

/** A page with a component for each seat, and how often each part of it was rendered. */
function seatPage(client: FrontrowClient, concertId: string) {
  const renders = { page: 0, places: new Map<number, number>() };
  const shown = { map: null as UseSeatMap | null, seats: new Map<number, string>() };
  const Place = memo(({ map, place }: { map: UseSeatMap; place: number }) => {
    const seat = usePlace(map, place);
    renders.places.set(place, (renders.places.get(place) ?? 0) + 1);
    shown.seats.set(place, `${seat?.label} ${seat?.status}${seat?.mine ? ' mine' : ''}`);
    return null;
  });
  function House() {
    const map = useSeatMap(useQueue(concertId).session);
    renders.page++;
    shown.map = map;
    const rows = map.chart?.sections.flatMap(({ rows }) => rows) ?? [];
    const places = rows.flatMap(({ firstPlace, count }) =>
      Array.from({ length: count }, (_, index) => firstPlace + index),
    );
    return places.map((place) => createElement(Place, { key: place, map, place }));
  }
  render(createElement(FrontrowProvider, { client }, createElement(House)));
  return { renders, shown };
}

describe('a seat map', () => {
  test('renders the seats that change, and nothing else', async () => {
    const { script, house, client, other } = await open('counts renders');
    const { renders, shown } = seatPage(client, house.concertId);
    await waitFor(() => {
      expect(shown.seats.size).toBe(6);
      for (const seat of shown.seats.values()) expect(seat).toMatch(/ AVAILABLE$/);
    }, WAIT);
    const before = { page: renders.page, places: new Map(renders.places) };
    const hold = await other.hold({ places: [1, 4] }, house);
    await waitFor(() => expect(shown.seats.get(4)).toBe('Stalls A-5 HELD'), WAIT);
    await other.release(hold);
    await waitFor(() => expect(shown.seats.get(4)).toBe('Stalls A-5 AVAILABLE'), WAIT);
    const more = [...renders.places].map(
      ([place, count]) => count - (before.places.get(place) ?? 0),
    );
    expect(more).toEqual([0, 2, 0, 0, 2, 0]);
    expect(renders.page).toBe(before.page);
    expect(script.calls('concert.watchAvailability')).toHaveLength(1);
    expect(script.calls('concert.chart')).toHaveLength(1);
    expect(script.calls('concert.seatMap')).toEqual([]);
  });

  test('tells what is drawn by something else what has changed', async () => {
    const { house, client, other } = await open('draws by hand');
    const { shown } = seatPage(client, house.concertId);
    await waitFor(() => expect(shown.map?.live.current()?.places).toBe('AAAAAA----'), WAIT);
    const changes: (readonly number[] | null)[] = [];
    const stop = shown.map?.live.subscribe((changed) => changes.push(changed));
    await other.hold({ places: [2], general: [{ section: 'Floor', quantity: 2 }] }, house);
    await waitFor(() => expect(changes).toEqual([[2]]), WAIT);
    expect(shown.map?.live.seat(2)).toMatchObject({ status: 'HELD', mine: false });
    expect(shown.map?.live.current()?.general).toEqual([{ section: 'Floor', available: 2 }]);
    stop?.();
  });

  test('closes its stream while the page is hidden, and catches up after it', async () => {
    const { script, house, client, other } = await open('hides');
    const { shown } = seatPage(client, house.concertId);
    await waitFor(() => expect(shown.seats.get(0)).toBe('Stalls A-1 AVAILABLE'), WAIT);
    act(() => focusManager.setFocused(false));
    await other.hold({ places: [0] }, house);
    expect(script.calls('concert.watchAvailability')).toHaveLength(1);
    act(() => focusManager.setFocused(true));
    await waitFor(() => expect(shown.seats.get(0)).toBe('Stalls A-1 HELD'), WAIT);
    expect(script.calls('concert.watchAvailability')).toHaveLength(2);
  });

  test('of a date that cannot be booked has the error', async () => {
    const { house, client } = await open('comes late');
    await client.enter(house.concertId);
    const { performanceId } = house;
    await sale.operator.admin.cancelPerformance.mutate({ performanceId, reason: 'rain' });
    const { result } = renderInApp(client, () => useSeatMap(useQueue(house.concertId).session));
    await waitFor(
      () => expect(isFrontrowError(result.current.error, 'NO_DATES_AVAILABLE')).toBe(true),
      WAIT,
    );
    expect(result.current.isLoading).toBe(false);
  });
});

describe('a selection of places', () => {
  const FLOOR = (quantity: number) => ({ general: [{ section: 'Floor', quantity }] });

  /** A page that selects; `held` are the place numbers. */
  async function select(name: string) {
    const { house, client, other } = await open(name);
    const { result } = renderInApp(client, (): UseHold & { session: Session | null } => {
      const { session } = useQueue(house.concertId);
      return { ...useHold(session), session };
    });
    await waitFor(() => expect(result.current.session).not.toBeNull(), WAIT);
    const held = async () => {
      const { items } = await client.reservation.list.query({ status: 'HELD' });
      return items.map(({ seats }) => seats.map(({ place }) => place));
    };
    return { house, other, held, now: () => result.current };
  }

  test('grows, shrinks and is replaced by place numbers and standing places', async () => {
    const { now, held } = await select('selects places');
    const { holdExpiresAt } = (await now().add({ places: [1] })).reservation;
    // Seats by number, and how many standing places, whose numbers begin at 6.
    const steps: [() => Promise<unknown>, number[], number][] = [
      [() => now().add({ places: [1, 2] }), [1, 2], 0],
      [() => now().add(FLOOR(2)), [1, 2], 2],
      [() => now().remove(FLOOR(1)), [1, 2], 1],
      [() => now().remove({ places: [1] }), [2], 1],
      [() => now().replace({ places: [5], ...FLOOR(2) }), [5], 2],
      [() => now().replace(FLOOR(1)), [], 1],
    ];
    for (const [change, seats, standing] of steps) {
      await change();
      const [places = [], ...others] = await held();
      expect(others).toEqual([]);
      expect(places.filter((place) => place < 6)).toEqual(seats);
      expect(places).toHaveLength(seats.length + standing);
    }
    await waitFor(() => expect(now().hold?.seats).toHaveLength(1), WAIT);
    expect(now().hold?.reservation.holdExpiresAt).toEqual(holdExpiresAt);
    expect(await now().remove(FLOOR(1))).toBeNull();
    expect(await held()).toEqual([]);
  });

  test('is of the date of the map that a seat was taken from', async () => {
    const { house, now, held } = await select('has two dates');
    const { chartId } = (await now().session?.chart()) ?? { chartId: '' };
    const { performanceId } = await sale.operator.admin.createPerformance.mutate({
      ...{ concertId: house.concertId, chartId, prices: { Seat: 1_000, Standing: 500 } },
      startsAt: new Date(Date.now() + 2 * 86_400_000),
    });
    const chart = await now().session?.chart(performanceId);
    if (!chart) throw new Error('no session');
    const [seat] = seatsOfChart(chart);
    // The date of the last call is another one.
    await now().session?.chart(house.performanceId);
    await now().add({ places: [0] });
    const error = await rejectionOf(now().add(seat ? [seat] : []));
    expect(isFrontrowError(error, 'RESERVATION_NOT_FOUND')).toBe(true);
    const hold = await now().replace(seat ? [seat] : []);
    expect(hold.reservation.performanceId).toBe(performanceId);
    expect(await held()).toEqual([[0]]);
  });

  test('can be the best seats, in place of those held', async () => {
    const { now, held } = await select('selects the best');
    await now().add({ places: [0] });
    const best = await now().holdBest({ quantity: 3 });
    expect(await held()).toEqual([best.seats.map(({ place }) => place)]);
    await waitFor(() => expect(now()).toMatchObject({ status: 'HELD', hold: best }), WAIT);
    const error = await rejectionOf(now().holdBest({ quantity: 5 }));
    expect(isFrontrowError(error, 'HOLD_LIMIT_EXCEEDED')).toBe(true);
    await waitFor(() => expect(now()).toMatchObject({ status: 'HELD', hold: best, error }), WAIT);
  });

  test('keeps its standing places when the area is sold out otherwise', async () => {
    const { house, other, now, held } = await select('stands');
    await now().add(FLOOR(1));
    const [[standing] = []] = await held();
    await other.hold(FLOOR(3), house);
    await now().replace({ places: [3], ...FLOOR(1) });
    expect(await held()).toEqual([[3, standing]]);
    const error = await rejectionOf(now().add(FLOOR(1)));
    expect(isFrontrowError(error, 'NOT_ENOUGH_LEFT')).toBe(true);
    expect(await held()).toEqual([[3, standing]]);
  });
});
