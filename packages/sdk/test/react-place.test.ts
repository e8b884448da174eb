import '../testing/dom.ts';
import { QueryClient } from '@tanstack/react-query';
import { cleanup, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isFrontrowError } from '../src/index.ts';
import { useQueue, useSeatMap } from '../src/react.ts';
import { caught } from '../testing/caught.ts';
import { inApp, openPage } from '../testing/page.ts';
import { PATIENCE } from '../testing/patience.ts';
import { late, passed, refused, rigged, unheard, unsent } from '../testing/rigged.ts';
import { openSale, type Sale } from '../testing/sale.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterEach(cleanup);
afterAll(() => sale.close());

const inLine = async (concertId: string) => {
  const { waiting, active, left } = await sale.operator.admin.queueStats.query({ concertId });
  return { waiting, active, left };
};

test('whoever comes back after a payment and is refused at the door is told so', async () => {
  const concertId = await sale.concert(3);
  const app = new QueryClient();
  const client = await sale.client('comes too late', {});
  const visit = await openPage(client, concertId, app);
  await visit.now().seats.holdSeats(visit.now().map.seats.slice(0, 1));
  await visit.now().seats.pay({ topUp: true });
  visit.close();
  await sale.operator.admin.configureQueue.mutate({ concertId, closed: true });
  const { result } = inApp(client, () => useQueue(concertId), app);
  await waitFor(() => expect(result.current.status).toBe('FAILED'), PATIENCE);
  expect(isFrontrowError(result.current.error, 'QUEUE_CLOSED')).toBe(true);
});

describe('an app that has all its data fetched anew', () => {
  test('keeps the seats that are held', async () => {
    const concertId = await sale.concert(3);
    const app = new QueryClient();
    const rig = rigged();
    const client = await sale.client('holds on', { fetch: rig.fetch });
    const { now } = await openPage(client, concertId, app);
    const { session } = now().queue;
    const hold = await now().seats.holdSeats(now().map.seats.slice(0, 1));
    await waitFor(() => expect(now().seats.status).toBe('HELD'), PATIENCE);
    const asked = (procedure: string) => rig.calls(procedure).length;
    const [balances, holds] = [asked('balance.get'), asked('reservation.list')];
    await app.invalidateQueries();
    expect(asked('balance.get')).toBeGreaterThan(balances);
    expect(asked('reservation.list')).toBe(holds);
    expect(asked('queue.status')).toBe(1);
    expect(now().queue.session).toBe(session);
    expect(now().seats).toMatchObject({ status: 'HELD', hold });
  });

  test('sends nobody who has paid to the line again', async () => {
    const concertId = await sale.concert(3);
    const app = new QueryClient();
    const rig = rigged();
    const client = await sale.client('has paid', { fetch: rig.fetch });
    const { now } = await openPage(client, concertId, app);
    await now().seats.holdSeats(now().map.seats.slice(0, 1));
    await now().seats.pay({ topUp: true });
    await waitFor(() => expect(now().seats.status).toBe('PAID'), PATIENCE);
    await app.invalidateQueries();
    expect(now().seats.status).toBe('PAID');
    expect(now().queue.status).toBe('ACTIVE');
    expect(rig.calls('queue.join')).toHaveLength(1);
    expect(await inLine(concertId)).toMatchObject({ waiting: 0, active: 0 });
  });
});

describe('the seat map', () => {
  test('is brought up to date again after a fault of the server', async () => {
    const concertId = await sale.concert(3);
    const rig = rigged();
    const client = await sale.client('looks on', { fetch: rig.fetch });
    rig.next('concert.seatMap', passed, passed, refused(500, 'INTERNAL_SERVER_ERROR'));
    const { now } = await openPage(client, concertId);
    await waitFor(() => expect(now().map.error).not.toBeNull(), PATIENCE);
    const another = await (await sale.client('another')).enter(concertId);
    await another.hold((await another.seats()).slice(2));
    await waitFor(() => expect(now().map.seats[2]?.status).toBe('HELD'), PATIENCE);
    expect(now().map.error).toBeNull();
  });

  test('is of the first date, whichever another asks for', async () => {
    const concertId = await sale.concert(2);
    const { performanceId } = await sale.operator.admin.createPerformance.mutate({
      concertId,
      startsAt: new Date(Date.now() + 2 * 86_400_000),
      sections: [{ name: 'T', rows: 1, seatsPerRow: 5, price: 1_000 }],
    });
    const { result } = inApp(await sale.client('compares'), () => {
      const { session } = useQueue(concertId);
      const named = useSeatMap(session, { performanceId });
      const isKnown = named.seats.length > 0;
      return [named, useSeatMap(isKnown ? session : null)] as const;
    });
    await waitFor(
      () => expect(result.current.map(({ seats }) => seats.length)).toEqual([5, 2]),
      PATIENCE,
    );
    expect(result.current[0].performanceId).toBe(performanceId);
    expect(result.current[1].performanceId).not.toBe(performanceId);
  });
});

describe('a place', () => {
  test('that is left and taken again at once is a new one', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const rig = rigged();
    const client = await sale.client('thinks twice', { fetch: rig.fetch });
    const { result } = inApp(client, () => useQueue(concertId));
    await waitFor(() => expect(result.current.status).toBe('WAITING'), PATIENCE);
    rig.next('queue.leave', late(300));
    const { ticket } = result.current;
    const leaving = result.current.leave();
    result.current.enter();
    await leaving;
    await waitFor(() => {
      expect(result.current.status).toBe('WAITING');
      expect(result.current.ticket?.joinedAt).not.toEqual(ticket?.joinedAt);
    }, PATIENCE);
    expect(await inLine(concertId)).toMatchObject({ waiting: 1, left: 1 });
  });

  test('that is left before it was known is left', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const rig = rigged();
    const client = await sale.client('turns around', { fetch: rig.fetch });
    rig.always('queue.join', unheard);
    const { result } = inApp(client, () => useQueue(concertId));
    await waitFor(
      async () => expect(await inLine(concertId)).toMatchObject({ waiting: 1 }),
      PATIENCE,
    );
    expect(result.current.status).toBe('JOINING');
    rig.always('queue.join', passed);
    await result.current.leave();
    await waitFor(() => expect(result.current.status).toBe('LEFT'), PATIENCE);
    expect(await inLine(concertId)).toMatchObject({ waiting: 0 });
  });

  test('that could not be left says why', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const rig = rigged();
    const client = await sale.client('is cut off', { fetch: rig.fetch, retrySeconds: 0 });
    const { result } = inApp(client, () => useQueue(concertId));
    await waitFor(() => expect(result.current.status).toBe('WAITING'), PATIENCE);
    rig.next('queue.leave', unsent);
    const error = await caught(result.current.leave());
    await waitFor(() => expect(result.current).toMatchObject({ status: 'LEFT', error }), PATIENCE);
    await result.current.leave();
    await waitFor(
      () => expect(result.current).toMatchObject({ status: 'LEFT', error: null }),
      PATIENCE,
    );
    expect(await inLine(concertId)).toMatchObject({ waiting: 0, left: 1 });
  });

  test('whose pass has ended elsewhere is taken anew on demand', async () => {
    const concertId = await sale.concert(3);
    const { now } = await openPage(await sale.client('has two tabs'), concertId);
    const other = await (await sale.client('has two tabs')).enter(concertId);
    await other.leave();
    await waitFor(
      () => expect(isFrontrowError(now().map.error, 'QUEUE_TOKEN_EXPIRED')).toBe(true),
      PATIENCE,
    );
    now().queue.enter();
    await waitFor(() => {
      expect(now().queue.status).toBe('ACTIVE');
      expect(now().map).toMatchObject({ error: null, seats: { length: 3 } });
    }, PATIENCE);
  });
});
