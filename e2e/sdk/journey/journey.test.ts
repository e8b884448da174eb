import { isFrontrowError, type QueueTicket } from '@frontrow/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFaultyNetwork } from '../../testing/network/faulty-network.ts';
import { createMemoryStorage } from '../../testing/sale/memory-storage.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { rejectionOf } from '../../testing/waiting/rejection-of.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

describe('a purchase', () => {
  test('enters, lists seats, holds, pays and gets the tickets', async () => {
    const concertId = await sale.concert(4);
    const client = await sale.client('mina');
    expect((await client.concert.get.query({ concertId })).title).toBe('T');
    const seen: QueueTicket[] = [];
    const session = await client.enter(concertId, { onPosition: (ticket) => seen.push(ticket) });
    expect(seen.map(({ status }) => status)).toEqual(['ACTIVE']);
    expect(session.activeUntil).toBeInstanceOf(Date);
    const seats = await session.seats();
    const hold = await session.hold(seats.slice(0, 2).map(({ id }) => id));
    expect(hold.secondsLeft).toBeGreaterThan(290);
    const payment = await session.pay(hold, { topUp: true });
    expect(payment).toMatchObject({ status: 'PAID', amount: 2_000 });
    expect(await session.tickets(payment)).toHaveLength(2);
    const error = await rejectionOf(session.seats());
    expect(isFrontrowError(error, 'QUEUE_TOKEN_EXPIRED')).toBe(true);
    await session.leave();
  });

  test('a waiting user sees the position and is admitted when a pass ends', async () => {
    const concertId = await sale.concert(4, { maxActive: 1 });
    const inside = await (await sale.client('pass holder')).enter(concertId);
    const next = await sale.client('next user');
    const seen: (number | null)[] = [];
    const entering = next.enter(concertId, {
      onPosition({ position }) {
        seen.push(position);
        if (seen.length === 1) void inside.leave();
      },
    });
    const session = await entering;
    expect(seen[0]).toBe(1);
    expect(seen.at(-1)).toBeNull();
    expect(await session.dates()).toHaveLength(1);
  });

  test('a refused hold has the details of its error code', async () => {
    const concertId = await sale.concert(2);
    const [first, second] = [
      await (await sale.client('first')).enter(concertId),
      await (await sale.client('second')).enter(concertId),
    ];
    const [seat] = await first.seats();
    const seatIds = [String(seat?.id)];
    await first.hold(seatIds);
    const error = await rejectionOf(
      second.hold(seatIds, { performanceId: (await second.dates())[0]?.performanceId ?? '' }),
    );
    if (!isFrontrowError(error, 'SEAT_UNAVAILABLE')) throw error;
    expect(error.details.seatIds).toEqual(seatIds);
    expect(error.requestId).toMatch(/./);
  });

  test('a wait can be aborted', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const client = await sale.client('aborts');
    const controller = new AbortController();
    const entering = client.enter(concertId, {
      signal: controller.signal,
      onPosition: () => controller.abort(),
    });
    expect(await rejectionOf(entering)).toMatchObject({ name: 'AbortError' });
  });

  test('an error of the listener ends the wait and its stream', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const network = createFaultyNetwork();
    const client = await sale.client('listener throws', { fetch: network.fetch });
    const listenerError = new Error('of the listener');
    const entering = client.enter(concertId, {
      onPosition() {
        throw listenerError;
      },
    });
    expect(await rejectionOf(entering)).toBe(listenerError);
    expect(network.openStreams()).toBe(0);
  });

  test('another call can leave a waiting entry, also twice', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const client = await sale.client('leaves twice');
    for await (const _ of client.positions(concertId)) break;
    await client.leave(concertId);
    await client.leave(concertId);
    const { waiting, left } = await sale.operator.admin.queueStats.query({ concertId });
    expect({ waiting, left }).toEqual({ waiting: 0, left: 1 });
  });

  test('a reloaded page resumes the same entry', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const storage = createMemoryStorage();
    const visit = async () => {
      const client = await sale.client('reloads', { storage });
      for await (const ticket of client.positions(concertId)) return ticket;
      throw new Error('no ticket');
    };
    const first = await visit();
    expect(await visit()).toMatchObject({ joinedAt: first.joinedAt, position: 1 });
    expect([...storage.entries.values()]).toHaveLength(1);
  });
});

describe('on a faulty network a purchase makes one hold and one payment', () => {
  test.each(['request lost', 'answer lost', 'sent twice', 'answer late'] as const)(
    '%s',
    async (fault) => {
      const concertId = await sale.concert(4);
      const network = createFaultyNetwork();
      const client = await sale.client(`meets ${fault}`, { fetch: network.fetch });
      for (const procedure of ['queue.join', 'queue.status', 'concert.dates', 'concert.seats']) {
        network.fail(procedure, fault);
      }
      const session = await client.enter(concertId);
      const [seat] = await session.seats();
      network.fail('reservation.hold', fault, fault);
      const hold = await session.hold([String(seat?.id)]);
      network.fail('payment.pay', fault, fault);
      const payment = await session.pay(hold, { topUp: true });
      expect(await session.tickets(payment)).toHaveLength(1);
      const { items } = await client.reservation.list.query({});
      expect(items.map(({ status, id }) => [status, id])).toEqual([['PAID', hold.id]]);
      expect((await client.payment.list.query({})).items).toHaveLength(1);
      const { items: entries } = await client.balance.history.query({});
      expect(entries.map(({ type }) => type).sort()).toEqual(['CHARGE', 'PAYMENT']);
    },
  );

  test('an entry survives a stream that is cut many times', async () => {
    const concertId = await sale.concert(4, { maxActive: 1 });
    const inside = await (await sale.client('pass holder 2')).enter(concertId);
    const network = createFaultyNetwork();
    const client = await sale.client('stream is cut', { fetch: network.fetch });
    let cuts = 0;
    const cutting = setInterval(() => {
      network.cutConnections();
      if (++cuts === 6) void inside.leave();
    }, 400);
    const session = await client.enter(concertId);
    clearInterval(cutting);
    expect(cuts).toBeGreaterThanOrEqual(6);
    expect(await session.dates()).toHaveLength(1);
    expect(network.requests('queue.join')).toBe(1);
    expect(network.requests('queue.watch')).toBeGreaterThan(1);
  });
});
