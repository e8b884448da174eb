import type { QueueTicket } from '@frontrow/contract/queue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FrontrowStorage, isFrontrowError } from '../src/index.ts';
import { caught } from '../testing/caught.ts';
import { createNetwork } from '../testing/network.ts';
import { openSale, type Sale } from '../testing/sale.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

describe('the journey', () => {
  test('enter, see, hold, pay, and the tickets', async () => {
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
    const error = await caught(session.seats());
    expect(isFrontrowError(error, 'QUEUE_TOKEN_EXPIRED')).toBe(true);
    await session.leave();
  });

  test('who waits sees the positions fall, and is let in when there is room', async () => {
    const concertId = await sale.concert(4, { maxActive: 1 });
    const inside = await (await sale.client('inside')).enter(concertId);
    const next = await sale.client('next');
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

  test('a refusal has the details of its code', async () => {
    const concertId = await sale.concert(2);
    const [first, second] = [
      await (await sale.client('first')).enter(concertId),
      await (await sale.client('second')).enter(concertId),
    ];
    const [seat] = await first.seats();
    const seatIds = [String(seat?.id)];
    await first.hold(seatIds);
    const error = await caught(
      second.hold(seatIds, { performanceId: (await second.dates())[0]?.performanceId ?? '' }),
    );
    if (!isFrontrowError(error, 'SEAT_UNAVAILABLE')) throw error;
    expect(error.details.seatIds).toEqual(seatIds);
    expect(error.requestId).toMatch(/./);
  });

  test('a wait can be given up', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const client = await sale.client('impatient');
    const giveUp = new AbortController();
    const entering = client.enter(concertId, {
      signal: giveUp.signal,
      onPosition: () => giveUp.abort(),
    });
    expect(await caught(entering)).toMatchObject({ name: 'AbortError' });
  });

  test('a fault in the listener ends the wait, and its stream', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const network = createNetwork();
    const client = await sale.client('stumbles', { fetch: network.fetch });
    const fault = new Error('of the page');
    const entering = client.enter(concertId, {
      onPosition() {
        throw fault;
      },
    });
    expect(await caught(entering)).toBe(fault);
    expect(network.streams()).toBe(0);
  });

  test('a place can be left while it waits, by whoever comes later', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const client = await sale.client('thinks again');
    for await (const _ of client.positions(concertId)) break;
    await client.leave(concertId);
    await client.leave(concertId);
    const { waiting, left } = await sale.operator.admin.queueStats.query({ concertId });
    expect({ waiting, left }).toEqual({ waiting: 0, left: 1 });
  });

  test('a reload goes on with the same place', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const kept = new Map<string, string>();
    const storage: FrontrowStorage = {
      get: (key) => kept.get(key) ?? null,
      set: (key, value) => void kept.set(key, value),
      remove: (key) => void kept.delete(key),
    };
    const visit = async () => {
      const client = await sale.client('reloads', { storage });
      for await (const ticket of client.positions(concertId)) return ticket;
      throw new Error('no ticket');
    };
    const first = await visit();
    expect(await visit()).toMatchObject({ joinedAt: first.joinedAt, position: 1 });
    expect([...kept.values()]).toHaveLength(1);
  });
});

describe('on a bad network the journey ends once, with one hold and one payment', () => {
  test.each(['request lost', 'answer lost', 'answered twice', 'late'] as const)(
    '%s',
    async (mishap) => {
      const concertId = await sale.concert(4);
      const network = createNetwork();
      const client = await sale.client(`unlucky ${mishap}`, { fetch: network.fetch });
      for (const procedure of ['queue.join', 'queue.status', 'concert.dates', 'concert.seats']) {
        network.strike(procedure, mishap);
      }
      const session = await client.enter(concertId);
      const [seat] = await session.seats();
      network.strike('reservation.hold', mishap, mishap);
      const hold = await session.hold([String(seat?.id)]);
      network.strike('payment.pay', mishap, mishap);
      const payment = await session.pay(hold, { topUp: true });
      expect(await session.tickets(payment)).toHaveLength(1);
      const { items } = await client.reservation.list.query({});
      expect(items.map(({ status, id }) => [status, id])).toEqual([['PAID', hold.id]]);
      expect((await client.payment.list.query({})).items).toHaveLength(1);
      const { items: entries } = await client.balance.history.query({});
      expect(entries.map(({ type }) => type).sort()).toEqual(['CHARGE', 'PAYMENT']);
    },
  );

  test('a stream that is cut again and again loses no place', async () => {
    const concertId = await sale.concert(4, { maxActive: 1 });
    const inside = await (await sale.client('stays a while')).enter(concertId);
    const network = createNetwork();
    const client = await sale.client('is cut off', { fetch: network.fetch });
    let cuts = 0;
    const cutting = setInterval(() => {
      network.cut();
      if (++cuts === 6) void inside.leave();
    }, 400);
    const session = await client.enter(concertId);
    clearInterval(cutting);
    expect(cuts).toBeGreaterThanOrEqual(6);
    expect(await session.dates()).toHaveLength(1);
    expect(network.asked('queue.join')).toBe(1);
    expect(network.asked('queue.watch')).toBeGreaterThan(1);
  });
});
