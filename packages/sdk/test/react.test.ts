import '../testing/dom.ts';
import { QueryClient } from '@tanstack/react-query';
import { cleanup, renderHook, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isFrontrowError } from '../src/index.ts';
import { useFrontrow, useQueue } from '../src/react.ts';
import { createNetwork } from '../testing/network.ts';
import { outcomeOf, paidOnce } from '../testing/outcome.ts';
import { inApp, usePage } from '../testing/page.ts';
import { PATIENCE } from '../testing/patience.ts';
import { openSale, type Sale } from '../testing/sale.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterEach(cleanup);
afterAll(() => sale.close());

describe('a page of a sale', () => {
  test('waits, shows the seats, holds, counts down, charges and pays', async () => {
    const concertId = await sale.concert(3, { maxActive: 1 });
    const inside = await (await sale.client('first in')).enter(concertId);
    const network = createNetwork();
    const client = await sale.client('react', { fetch: network.fetch });
    const { result } = inApp(client, () => usePage(concertId));
    expect(result.current.queue.status).toBe('JOINING');
    await waitFor(() => expect(result.current.queue.status).toBe('WAITING'), PATIENCE);
    expect(result.current.queue.position).toBe(1);
    expect(result.current.map.seats).toEqual([]);

    await inside.leave();
    await waitFor(() => expect(result.current.map.seats).toHaveLength(3), PATIENCE);
    expect(result.current.queue).toMatchObject({ status: 'ACTIVE', position: null });
    expect(result.current.map.currency).toBe('KRW');

    const [seat, other] = result.current.map.seats;
    if (!seat) throw new Error('no seat');
    await result.current.seats.holdSeats([seat]);
    await waitFor(() => expect(result.current.seats.status).toBe('HELD'));
    await waitFor(() => expect(result.current.seats.secondsLeft).toBe(298), PATIENCE);
    await waitFor(() =>
      expect(result.current.map.seats[0]).toMatchObject({ status: 'HELD', mine: true }),
    );
    // What did not change is the same object, and renders nothing anew.
    expect(result.current.map.seats[1]).toBe(other);

    await waitFor(() => expect(result.current.wallet.balance?.amount).toBe(0));
    const error = await result.current.seats.pay().catch((error: unknown) => error);
    expect(isFrontrowError(error, 'INSUFFICIENT_BALANCE')).toBe(true);
    await waitFor(() => expect(result.current.seats.error).toBe(error));

    const { charge } = result.current.wallet;
    await Promise.all([charge(1_000), charge(1_000)]);
    await waitFor(() => expect(result.current.wallet.balance?.amount).toBe(1_000));
    const { pay } = result.current.seats;
    const [payment, again] = await Promise.all([pay(), pay()]);
    expect(again?.id).toBe(payment?.id);
    await waitFor(() => expect(result.current.seats).toMatchObject({ status: 'PAID', payment }));
    await waitFor(() => expect(result.current.wallet.balance?.amount).toBe(0));
    expect(result.current.seats.error).toBeNull();
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
  });

  test('shows what others do, by changes alone', async () => {
    const concertId = await sale.concert(3);
    const network = createNetwork();
    const client = await sale.client('looks on', { fetch: network.fetch });
    const { result } = inApp(client, () => usePage(concertId));
    await waitFor(() => expect(result.current.map.seats).toHaveLength(3), PATIENCE);
    const another = await (await sale.client('another')).enter(concertId);
    const hold = await another.hold((await another.seats()).slice(2));
    await waitFor(() => expect(result.current.map.seats[2]?.status).toBe('HELD'), PATIENCE);
    expect(result.current.map.seats[2]?.mine).toBe(false);
    await another.release(hold);
    await waitFor(() => expect(result.current.map.seats[2]?.status).toBe('AVAILABLE'), PATIENCE);
  });

  test('other seats are held instead of the first', async () => {
    const concertId = await sale.concert(3);
    const client = await sale.client('changes seats');
    const { result } = inApp(client, () => usePage(concertId));
    await waitFor(() => expect(result.current.map.seats).toHaveLength(3), PATIENCE);
    const [first, second] = result.current.map.seats;
    if (!first || !second) throw new Error('no seats');
    // Clicked faster than it is answered.
    const { holdSeats } = result.current.seats;
    const [, hold] = await Promise.all([holdSeats([first]), holdSeats([second])]);
    expect(await result.current.seats.holdSeats([second])).toBe(hold);
    await waitFor(() => expect(result.current.seats.hold).toBe(hold));
    await result.current.seats.release();
    await waitFor(() => expect(result.current.seats.status).toBe('NONE'));
    const { items } = await client.reservation.list.query({});
    expect(items.map(({ status }) => status)).toEqual(['RELEASED', 'RELEASED']);
  });
});

describe('the place', () => {
  test('is one, however often components mount, and its stream ends with the last', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const network = createNetwork();
    const client = await sale.client('strict', { fetch: network.fetch });
    const both = () => [useQueue(concertId), useQueue(concertId)] as const;
    const { result, unmount } = inApp(client, both);
    await waitFor(() => expect(result.current[0].status).toBe('WAITING'), PATIENCE);
    expect(result.current[1].ticket).toBe(result.current[0].ticket);
    await waitFor(() => expect(network.streams()).toBe(1));
    unmount();
    await waitFor(() => expect(network.streams()).toBe(0));
    const calls = network.asked('queue.status');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(network.asked('queue.status')).toBe(calls);

    const later = inApp(client, both);
    await waitFor(() => expect(later.result.current[0].status).toBe('WAITING'), PATIENCE);
    expect((await sale.operator.admin.queueStats.query({ concertId })).waiting).toBe(1);
  });

  test('can be left and taken again', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const client = await sale.client('comes and goes');
    const { result } = inApp(client, () => useQueue(concertId));
    await waitFor(() => expect(result.current.status).toBe('WAITING'), PATIENCE);
    await result.current.leave();
    await waitFor(() => expect(result.current.status).toBe('LEFT'));
    const { waiting, left } = await sale.operator.admin.queueStats.query({ concertId });
    expect({ waiting, left }).toEqual({ waiting: 0, left: 1 });
    result.current.enter();
    await waitFor(() => expect(result.current.status).toBe('WAITING'), PATIENCE);
  });

  test('fails with what the server said, and is tried again on demand', async () => {
    const concertId = await sale.concert(2);
    await sale.operator.admin.configureQueue.mutate({ concertId, closed: true });
    const client = await sale.client('too early');
    const { result } = inApp(client, () => useQueue(concertId));
    await waitFor(() => expect(result.current.status).toBe('FAILED'), PATIENCE);
    expect(isFrontrowError(result.current.error, 'QUEUE_CLOSED')).toBe(true);
    await sale.operator.admin.configureQueue.mutate({ concertId, closed: false });
    result.current.enter();
    await waitFor(() => expect(result.current.status).toBe('ACTIVE'), PATIENCE);
  });

  test('outlives a reload, with the seats that were held', async () => {
    const concertId = await sale.concert(2);
    const kept = new Map<string, string>();
    const storage = {
      get: (key: string) => kept.get(key) ?? null,
      set: (key: string, value: string) => void kept.set(key, value),
      remove: (key: string) => void kept.delete(key),
    };
    const before = inApp(await sale.client('reloads', { storage }), () => usePage(concertId));
    await waitFor(() => expect(before.result.current.map.seats).toHaveLength(2), PATIENCE);
    const hold = await before.result.current.seats.holdSeats(
      before.result.current.map.seats.slice(0, 1),
    );
    before.unmount();
    const after = inApp(await sale.client('reloads', { storage }), () => usePage(concertId));
    await waitFor(() => expect(after.result.current.seats.status).toBe('HELD'), PATIENCE);
    expect(after.result.current.seats.hold?.id).toBe(hold.id);
    expect(after.result.current.seats.secondsLeft).toBeGreaterThan(280);
    expect(after.result.current.seats.secondsLeft).toBeLessThan(300);
  });

  test('of a pass that was used up stays for this visit, and not for the next', async () => {
    const concertId = await sale.concert(2);
    const client = await sale.client('comes back');
    const app = new QueryClient();
    const visit = () => inApp(client, () => usePage(concertId), app);
    const first = visit();
    await waitFor(() => expect(first.result.current.map.seats).toHaveLength(2), PATIENCE);
    await first.result.current.seats.holdSeats(first.result.current.map.seats.slice(0, 1));
    const payment = await first.result.current.seats.pay({ topUp: true });
    await waitFor(() => expect(first.result.current.seats.status).toBe('PAID'));
    const { session } = first.result.current.queue;
    expect(await session?.tickets(payment)).toHaveLength(1);
    first.unmount();
    const { result } = visit();
    expect(result.current.queue.status).toBe('JOINING');
    await waitFor(() => expect(result.current.queue.status).toBe('ACTIVE'), PATIENCE);
    expect(result.current.queue.session).not.toBe(session);
    expect(result.current.seats.status).toBe('NONE');
  });
});

test('a hook outside of the provider says what is missing', () => {
  expect(() => renderHook(() => useFrontrow())).toThrow(/FrontrowProvider/);
});
