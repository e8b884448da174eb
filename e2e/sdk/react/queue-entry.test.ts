// @vitest-environment browser-parts

import { isFrontrowError } from '@frontrow/sdk';
import { useQueue, useSeatMap } from '@frontrow/sdk/react';
import { QueryClient } from '@tanstack/react-query';
import { cleanup, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  createFetchScript,
  forward,
  refusal,
  requestDelayed,
  requestLost,
  sentButNeverSettles,
  textAnswer,
} from '../../testing/network/fetch-script.ts';
import { openPage, renderInApp } from '../../testing/react/page.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { rejectionOf } from '../../testing/waiting/rejection-of.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterEach(cleanup);
afterAll(() => sale.close());

test('a second visit after a payment fails if the queue is closed', async () => {
  const concertId = await sale.concert(3);
  const app = new QueryClient();
  const client = await sale.client('second visit');
  const visit = await openPage(client, concertId, app);
  await visit.now().seats.holdSeats(visit.now().map.seats.slice(0, 1));
  await visit.now().seats.pay({ topUp: true });
  visit.close();
  await sale.operator.admin.configureQueue.mutate({ concertId, closed: true });
  const { result } = renderInApp(client, () => useQueue(concertId), app);
  await waitFor(() => expect(result.current.status).toBe('FAILED'), WAIT);
  expect(isFrontrowError(result.current.error, 'QUEUE_CLOSED')).toBe(true);
});

describe('an app that invalidates all its queries', () => {
  test('keeps the held seats', async () => {
    const concertId = await sale.concert(3);
    const app = new QueryClient();
    const script = createFetchScript();
    const client = await sale.client('holds seats', { fetch: script.fetch });
    const { now } = await openPage(client, concertId, app);
    const { session } = now().queue;
    const hold = await now().seats.holdSeats(now().map.seats.slice(0, 1));
    await waitFor(() => expect(now().seats.status).toBe('HELD'), WAIT);
    const calls = (procedure: string) => script.calls(procedure).length;
    const [balances, holds] = [calls('balance.get'), calls('reservation.list')];
    await app.invalidateQueries();
    expect(calls('balance.get')).toBeGreaterThan(balances);
    expect(calls('reservation.list')).toBe(holds);
    expect(calls('queue.status')).toBe(1);
    expect(now().queue.session).toBe(session);
    expect(now().seats).toMatchObject({ status: 'HELD', hold });
  });

  test('does not join the queue again after a payment', async () => {
    const concertId = await sale.concert(3);
    const app = new QueryClient();
    const script = createFetchScript();
    const client = await sale.client('has paid', { fetch: script.fetch });
    const { now } = await openPage(client, concertId, app);
    await now().seats.holdSeats(now().map.seats.slice(0, 1));
    await now().seats.pay({ topUp: true });
    await waitFor(() => expect(now().seats.status).toBe('PAID'), WAIT);
    await app.invalidateQueries();
    expect(now().seats.status).toBe('PAID');
    expect(now().queue).toMatchObject({ status: 'ENDED', reason: 'PAID' });
    expect(script.calls('queue.join')).toHaveLength(1);
    expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 0, active: 0 });
  });
});

describe('the seat map', () => {
  test('goes on after errors of the server', async () => {
    const concertId = await sale.concert(3);
    const script = createFetchScript();
    const client = await sale.client('watches seats', { fetch: script.fetch });
    script.always('concert.watchAvailability', textAnswer(502, 'no streams here'));
    const { now } = await openPage(client, concertId);
    const polls = script.calls('concert.availability').length;
    script.next('concert.availability', refusal(500, 'INTERNAL_SERVER_ERROR'), requestLost);
    const another = await (await sale.client('other user')).enter(concertId);
    await another.hold((await another.seats()).slice(2));
    await waitFor(() => expect(now().map.seats[2]?.status).toBe('HELD'), WAIT);
    expect(script.calls('concert.availability').length).toBeGreaterThan(polls + 2);
    expect(now().map.error).toBeNull();
  });

  test('shows the first date by default, even if another hook shows another date', async () => {
    const concertId = await sale.concert(2);
    const { performanceId } = await sale.operator.admin.createPerformance.mutate({
      concertId,
      startsAt: new Date(Date.now() + 2 * 86_400_000),
      sections: [{ name: 'T', rows: 1, seatsPerRow: 5, price: 1_000 }],
    });
    const { result } = renderInApp(await sale.client('two dates'), () => {
      const { session } = useQueue(concertId);
      const named = useSeatMap(session, { performanceId });
      const isKnown = named.seats.length > 0;
      return [named, useSeatMap(isKnown ? session : null)] as const;
    });
    await waitFor(
      () => expect(result.current.map(({ seats }) => seats.length)).toEqual([5, 2]),
      WAIT,
    );
    expect(result.current[0].performanceId).toBe(performanceId);
    expect(result.current[1].performanceId).not.toBe(performanceId);
  });
});

describe('a queue entry', () => {
  test('is a new one after `leave` and an immediate `enter`', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const script = createFetchScript();
    const client = await sale.client('leaves and enters', { fetch: script.fetch });
    const { result } = renderInApp(client, () => useQueue(concertId));
    await waitFor(() => expect(result.current.status).toBe('WAITING'), WAIT);
    script.next('queue.leave', requestDelayed(300));
    const { ticket } = result.current;
    const leaving = result.current.leave();
    result.current.enter();
    await leaving;
    await waitFor(() => {
      expect(result.current.status).toBe('WAITING');
      expect(result.current.ticket?.joinedAt).not.toEqual(ticket?.joinedAt);
    }, WAIT);
    expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 1, left: 1 });
  });

  test('whose join has no answer yet can be left', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const script = createFetchScript();
    const client = await sale.client('leaves early', { fetch: script.fetch });
    script.always('queue.join', sentButNeverSettles);
    const { result } = renderInApp(client, () => useQueue(concertId));
    await waitFor(
      async () => expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 1 }),
      WAIT,
    );
    expect(result.current.status).toBe('JOINING');
    script.always('queue.join', forward);
    await result.current.leave();
    await waitFor(() => expect(result.current.status).toBe('LEFT'), WAIT);
    expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 0 });
  });

  test('that could not be left has the error', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const script = createFetchScript();
    const client = await sale.client('offline', { fetch: script.fetch, retrySeconds: 0 });
    const { result } = renderInApp(client, () => useQueue(concertId));
    await waitFor(() => expect(result.current.status).toBe('WAITING'), WAIT);
    script.next('queue.leave', requestLost);
    const error = await rejectionOf(result.current.leave());
    await waitFor(() => expect(result.current).toMatchObject({ status: 'LEFT', error }), WAIT);
    await result.current.leave();
    await waitFor(
      () => expect(result.current).toMatchObject({ status: 'LEFT', error: null }),
      WAIT,
    );
    expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 0, left: 1 });
  });

  test('whose pass another tab ended is replaced by `enter`', async () => {
    const concertId = await sale.concert(3);
    const { now } = await openPage(await sale.client('two tabs'), concertId);
    const other = await (await sale.client('two tabs')).enter(concertId);
    await other.leave();
    await waitFor(
      () => expect(now().queue).toMatchObject({ status: 'ENDED', reason: 'LEFT' }),
      WAIT,
    );
    now().queue.enter();
    await waitFor(() => {
      expect(now().queue.status).toBe('ACTIVE');
      expect(now().map).toMatchObject({ error: null, seats: { length: 3 } });
    }, WAIT);
  });
});
