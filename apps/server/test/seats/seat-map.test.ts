import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi, type Visitor } from '../../testing/http/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

async function concertWithTwoUsers(name: string) {
  const { concertId, performanceId, seatIds } = await api.world.concertWithSeats({ holdLimit: 10 });
  const enter = async (who: string) => {
    const visitor = await api.visitor(`${name} ${who}`);
    await visitor.enter(concertId);
    await visitor.client.queue.status.query();
    return visitor;
  };
  return { performanceId, seatIds, reader: await enter('reader'), buyer: await enter('buyer') };
}

const readSince = ({ client }: Visitor, performanceId: string, sinceVersion?: number) =>
  client.concert.seatMap.query({ performanceId, sinceVersion });

describe('the seat map', () => {
  test('is sent in full without a version and with an unknown version', async () => {
    const { reader, performanceId } = await concertWithTwoUsers('whole');
    const map = await readSince(reader, performanceId);
    expect(map).toMatchObject({ performanceId, currency: 'KRW', full: true });
    expect(map.seats).toHaveLength(10);
    expect(map.seats[0]).toEqual({
      id: expect.any(String),
      ...{ place: 0, section: 'S', row: 'A', number: 1, label: 'S A-1', price: 50_000 },
      ...{ status: 'AVAILABLE', mine: false },
    });
    const { version } = map;
    for (const unknown of [0, version - 1, version + 1]) {
      expect(await readSince(reader, performanceId, unknown)).toMatchObject({ full: true });
    }
    expect(await readSince(reader, performanceId, version)).toMatchObject({
      ...{ full: false, version, seats: [] },
    });
  });

  test('sends each change once and says whether it is the reader’s: held, released, held again, sold, refunded', async () => {
    const { reader, buyer, performanceId, seatIds } = await concertWithTwoUsers('changes');
    const [seat = ''] = seatIds;
    let version = (await readSince(reader, performanceId)).version;
    const next = async () => {
      const map = await readSince(reader, performanceId, version);
      expect(map.full).toBe(false);
      expect(map.version).toBeGreaterThanOrEqual(version);
      version = map.version;
      return map.seats.map(({ id, status, mine }) => [id, status, mine]);
    };
    const hold = () => buyer.client.reservation.hold.mutate({ performanceId, seatIds: [seat] });
    const first = await hold();
    const mine = await readSince(buyer, performanceId);
    expect(mine.seats.find(({ id }) => id === seat)).toMatchObject({ status: 'HELD', mine: true });
    expect(await next()).toEqual([[seat, 'HELD', false]]);
    expect(await next()).toEqual([]);
    await buyer.client.reservation.release.mutate({ reservationId: first.id });
    expect(await next()).toEqual([[seat, 'AVAILABLE', false]]);
    const second = await hold();
    const pay = { reservationId: second.id, topUp: true };
    const payment = await buyer.client.payment.pay.mutate(pay);
    expect(await next()).toEqual([[seat, 'SOLD', false]]);
    const operator = await api.visitor('operator', 'operator');
    await operator.client.admin.refund.mutate({ paymentId: payment.id });
    expect(await next()).toEqual([[seat, 'AVAILABLE', false]]);
    expect(await next()).toEqual([]);
  });

  test('a reader who asks for changes while others hold seats ends with the same map as a full read', async () => {
    const { reader, buyer, performanceId, seatIds } = await concertWithTwoUsers('followed');
    const known = new Map<string, string>();
    let version: number | undefined;
    const read = async () => {
      const map = await readSince(reader, performanceId, version);
      version = map.version;
      for (const { id, status } of map.seats) known.set(id, status);
    };
    let buying = true;
    const following = (async () => {
      while (buying) await read();
    })();
    const holds = await Promise.all(
      seatIds.map((seat) =>
        buyer.client.reservation.hold.mutate({ performanceId, seatIds: [seat] }),
      ),
    );
    await Promise.all(
      holds
        .slice(0, 5)
        .map(({ id }) => buyer.client.reservation.release.mutate({ reservationId: id })),
    );
    buying = false;
    await following;
    await read();
    const full = await readSince(reader, performanceId);
    expect(Object.fromEntries(known)).toEqual(
      Object.fromEntries(full.seats.map(({ id, status }) => [id, status])),
    );
    expect([...known.values()].filter((status) => status === 'HELD')).toHaveLength(5);
  });
});

describe('reservations', () => {
  test('a paid reservation cannot be released; releasing an ended one returns it unchanged', async () => {
    const { buyer, performanceId, seatIds } = await concertWithTwoUsers('release');
    const hold = (n: number) =>
      buyer.client.reservation.hold.mutate({ performanceId, seatIds: seatIds.slice(n, n + 1) });
    const { release } = buyer.client.reservation;
    const paid = await hold(0);
    const expiring = await hold(1);
    const payment = await buyer.client.payment.pay.mutate({ reservationId: paid.id, topUp: true });
    await expect(release.mutate({ reservationId: paid.id })).rejects.toMatchObject({
      data: { errorCode: 'ALREADY_PAID', details: { paymentId: payment.id } },
    });
    const released = await release.mutate({ reservationId: (await hold(2)).id });
    expect(released.status).toBe('RELEASED');
    expect(await release.mutate({ reservationId: released.id })).toEqual(released);
    api.world.advanceClock(300);
    expect(await release.mutate({ reservationId: expiring.id })).toEqual({
      ...expiring,
      status: 'EXPIRED',
    });
  });

  test('are listed newest first and filtered by the status that they show, EXPIRED before any sweep', async () => {
    const { buyer, performanceId, seatIds } = await concertWithTwoUsers('list');
    const ids = [];
    for (const seat of seatIds.slice(0, 5)) {
      const { id } = await buyer.client.reservation.hold.mutate({ performanceId, seatIds: [seat] });
      ids.unshift(id);
    }
    const { list } = buyer.client.reservation;
    const first = await list.query({ limit: 3, status: 'HELD' });
    const second = await list.query({ limit: 3, status: 'HELD', cursor: first.nextCursor });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
    api.world.advanceClock(300);
    expect((await list.query({ status: 'HELD' })).items).toEqual([]);
    expect((await list.query({ status: 'EXPIRED' })).items).toHaveLength(5);
  });
});
