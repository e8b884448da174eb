// @vitest-environment browser-parts

import { isFrontrowError } from '@frontrow/sdk';
import { useQueue } from '@frontrow/sdk/react';
import { QueryClient } from '@tanstack/react-query';
import { cleanup, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createFaultyNetwork } from '../../testing/network/faulty-network.ts';
import { renderInApp, usePage } from '../../testing/react/page.ts';
import { createMemoryStorage } from '../../testing/sale/memory-storage.ts';
import { outcomeOf, paidOnce } from '../../testing/sale/outcome.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterEach(cleanup);
afterAll(() => sale.close());

describe('a page with all hooks', () => {
  test('waits, shows seats, holds, counts down, charges and pays', async () => {
    const concertId = await sale.concert(3, { maxActive: 1 });
    const admitted = await (await sale.client('pass holder')).enter(concertId);
    const network = createFaultyNetwork();
    const client = await sale.client('react', { fetch: network.fetch });
    const { result } = renderInApp(client, () => usePage(concertId));
    expect(result.current.queue.status).toBe('JOINING');
    await waitFor(() => expect(result.current.queue.status).toBe('WAITING'), WAIT);
    expect(result.current.queue.position).toBe(1);
    expect(result.current.map.seats).toEqual([]);

    await admitted.leave();
    await waitFor(() => expect(result.current.map.seats).toHaveLength(3), WAIT);
    expect(result.current.queue).toMatchObject({ status: 'ACTIVE', position: null });
    expect(result.current.map.currency).toBe('KRW');

    const [seat, other] = result.current.map.seats;
    if (!seat) throw new Error('no seat');
    await result.current.seats.holdSeats([seat]);
    await waitFor(() => expect(result.current.seats.status).toBe('HELD'));
    await waitFor(() => expect(result.current.seats.secondsLeft).toBeLessThan(299), WAIT);
    await waitFor(() =>
      expect(result.current.map.seats[0]).toMatchObject({ status: 'HELD', mine: true }),
    );
    // An unchanged seat is the same object, so its component does not render again.
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

  test('shows the holds of other users', async () => {
    const concertId = await sale.concert(3);
    const network = createFaultyNetwork();
    const client = await sale.client('watches seats', { fetch: network.fetch });
    const { result } = renderInApp(client, () => usePage(concertId));
    await waitFor(() => expect(result.current.map.seats).toHaveLength(3), WAIT);
    const another = await (await sale.client('other user')).enter(concertId);
    const hold = await another.hold((await another.seats()).slice(2));
    await waitFor(() => expect(result.current.map.seats[2]?.status).toBe('HELD'), WAIT);
    expect(result.current.map.seats[2]?.mine).toBe(false);
    await another.release(hold);
    await waitFor(() => expect(result.current.map.seats[2]?.status).toBe('AVAILABLE'), WAIT);
  });

  test('releases the held seats when others are chosen', async () => {
    const concertId = await sale.concert(3);
    const client = await sale.client('changes seats');
    const { result } = renderInApp(client, () => usePage(concertId));
    await waitFor(() => expect(result.current.map.seats).toHaveLength(3), WAIT);
    const [first, second] = result.current.map.seats;
    if (!first || !second) throw new Error('no seats');
    // The second click comes before the first answer.
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

describe('the queue entry of a page', () => {
  test('is shared by all components, and its stream ends when the last one unmounts', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const network = createFaultyNetwork();
    const client = await sale.client('strict mode', { fetch: network.fetch });
    const both = () => [useQueue(concertId), useQueue(concertId)] as const;
    const { result, unmount } = renderInApp(client, both);
    await waitFor(() => expect(result.current[0].status).toBe('WAITING'), WAIT);
    expect(result.current[1].ticket).toBe(result.current[0].ticket);
    await waitFor(() => expect(network.openStreams()).toBe(1));
    unmount();
    await waitFor(() => expect(network.openStreams()).toBe(0));
    const polls = network.requests('queue.status');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(network.requests('queue.status')).toBe(polls);

    const later = renderInApp(client, both);
    await waitFor(() => expect(later.result.current[0].status).toBe('WAITING'), WAIT);
    expect((await sale.operator.admin.queueStats.query({ concertId })).waiting).toBe(1);
  });

  test('can be left, and entered again', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const client = await sale.client('leaves and enters');
    const { result } = renderInApp(client, () => useQueue(concertId));
    await waitFor(() => expect(result.current.status).toBe('WAITING'), WAIT);
    await result.current.leave();
    await waitFor(() => expect(result.current.status).toBe('LEFT'));
    const { waiting, left } = await sale.operator.admin.queueStats.query({ concertId });
    expect({ waiting, left }).toEqual({ waiting: 0, left: 1 });
    result.current.enter();
    await waitFor(() => expect(result.current.status).toBe('WAITING'), WAIT);
  });

  test("can fail with the server's error, and be entered again", async () => {
    const concertId = await sale.concert(2);
    await sale.operator.admin.configureQueue.mutate({ concertId, closed: true });
    const client = await sale.client('queue closed');
    const { result } = renderInApp(client, () => useQueue(concertId));
    await waitFor(() => expect(result.current.status).toBe('FAILED'), WAIT);
    expect(isFrontrowError(result.current.error, 'QUEUE_CLOSED')).toBe(true);
    await sale.operator.admin.configureQueue.mutate({ concertId, closed: false });
    result.current.enter();
    await waitFor(() => expect(result.current.status).toBe('ACTIVE'), WAIT);
  });

  test('is kept over a reload, with the held seats', async () => {
    const concertId = await sale.concert(2);
    const storage = createMemoryStorage();
    const before = renderInApp(await sale.client('reloads', { storage }), () => usePage(concertId));
    await waitFor(() => expect(before.result.current.map.seats).toHaveLength(2), WAIT);
    const hold = await before.result.current.seats.holdSeats(
      before.result.current.map.seats.slice(0, 1),
    );
    before.unmount();
    const after = renderInApp(await sale.client('reloads', { storage }), () => usePage(concertId));
    await waitFor(() => expect(after.result.current.seats.status).toBe('HELD'), WAIT);
    expect(after.result.current.seats.hold?.id).toBe(hold.id);
    expect(after.result.current.seats.secondsLeft).toBeGreaterThan(280);
    expect(after.result.current.seats.secondsLeft).toBeLessThan(300);
  });

  test('stays after a payment until the page is left; the next visit joins again', async () => {
    const concertId = await sale.concert(2);
    const client = await sale.client('second visit');
    const app = new QueryClient();
    const visit = () => renderInApp(client, () => usePage(concertId), app);
    const first = visit();
    await waitFor(() => expect(first.result.current.map.seats).toHaveLength(2), WAIT);
    await first.result.current.seats.holdSeats(first.result.current.map.seats.slice(0, 1));
    const payment = await first.result.current.seats.pay({ topUp: true });
    await waitFor(() => expect(first.result.current.seats.status).toBe('PAID'));
    const { session } = first.result.current.queue;
    expect(await session?.tickets(payment)).toHaveLength(1);
    first.unmount();
    const { result } = visit();
    expect(result.current.queue.status).toBe('JOINING');
    await waitFor(() => expect(result.current.queue.status).toBe('ACTIVE'), WAIT);
    expect(result.current.queue.session).not.toBe(session);
    expect(result.current.seats.status).toBe('NONE');
  });
});
