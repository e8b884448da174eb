import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction } from '../../src/kernel/database/transaction.ts';
import type { QueueContext } from '../../src/queue/queue-context.ts';
import type { QueueCaller } from '../../src/queue/token/queue-caller.ts';
import { deleteOldSeatChanges, SeatSnapshots } from '../../src/seating/seat-snapshots.ts';
import { createSeatingMemory } from '../../src/seating/seating-context.ts';
import { bindServices, type Services } from '../../src/services.ts';
import { houseOf } from '../../testing/house.ts';
import { holderOf } from '../../testing/token-holder.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => {
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  await world.close();
});

type Server = { ctx: QueueContext; services: Services };

/** A server whose snapshots have other limits. */
function serverWith(limits: ConstructorParameters<typeof SeatSnapshots>[0]): Server {
  const { ctx } = world.server();
  const seating = { ...createSeatingMemory(), snapshots: new SeatSnapshots(limits) };
  const limited = { ...ctx, seating };
  return { ctx: limited, services: bindServices(limited) };
}

async function houseWith(rows: string[], names: string[]) {
  const house = await houseOf(world, rows);
  const callers: QueueCaller[] = [];
  for (const name of names) {
    const caller = await world.queueCaller(`${name} ${house.performanceId}`, house.concertId);
    await world.services.queue.claim(caller.claims);
    callers.push(caller);
  }
  const [first, second] = callers as [QueueCaller, QueueCaller];
  const read = ({ services }: Server, sinceVersion?: number) =>
    services.concert.availability(holderOf(first), {
      performanceId: house.performanceId,
      sinceVersion,
    });
  /** What a server shows of what others wrote, once it has read it. */
  const readNew = async (server: Server, sinceVersion?: number) => {
    await server.ctx.seating.snapshots.refresh(server.ctx);
    return read(server, sinceVersion);
  };
  return { ...house, first, second, read, readNew };
}

describe('what other servers write', () => {
  test('is seen in whatever order transactions commit', async () => {
    const { performanceId, first, second, read, readNew } = await houseWith(['......'], ['a', 'b']);
    const [reader, writer] = [world.server(), world.server()];
    const holdLater = async (caller: QueueCaller, place: number) => {
      const held = Promise.withResolvers<void>();
      const go = Promise.withResolvers<void>();
      const limits = { idle: 15_000 };
      const done = inTransaction(
        writer.ctx,
        async (tx) => {
          await bindServices(tx).reservation.hold(caller, { performanceId, places: [place] });
          held.resolve();
          await go.promise;
        },
        limits,
      );
      await Promise.race([held.promise, done]);
      return async () => {
        go.resolve();
        await done;
      };
    };
    // It begins before the reader loads the places, and commits after another that began later.
    const commitFirst = await holdLater(second, 0);
    const { version, places } = await read(reader);
    expect(places).toBe('AAAAAA');
    await writer.services.reservation.hold(first, { performanceId, places: [1] });
    const later = await readNew(reader, version);
    expect(later).toMatchObject({ full: false, changed: [[1, 'H']], mine: [1] });
    await commitFirst();
    const last = await readNew(reader, later.version);
    expect(last).toMatchObject({ full: false, changed: [[0, 'H']] });
    expect((await readNew(reader, version)).changed).toEqual([
      [0, 'H'],
      [1, 'H'],
    ]);
    expect((await read(world.server())).places).toBe('HHAAAA');
  });

  test('is seen by whoever has not read for so long that the changes are deleted', async () => {
    const { performanceId, first, read, readNew } = await houseWith(['....'], ['a']);
    const reader = serverWith({ lostMs: 0 });
    const { version } = await read(reader);
    await world.services.reservation.hold(first, { performanceId, places: [2] });
    await world.ownerPool.query('delete from seat_change');
    expect(await readNew(reader, version)).toMatchObject({ full: true, places: 'AAHA' });
  });

  test('is kept for longer than any server may miss it', async () => {
    const { performanceId, first } = await houseWith(['....'], ['a']);
    await world.services.reservation.hold(first, { performanceId, places: [2] });
    const count = async () => {
      const sql = 'select count(*)::int as n from seat_change where performance_id = $1';
      return (await world.pool.query(sql, [performanceId])).rows[0].n;
    };
    const age = (seconds: number) =>
      world.ownerPool.query('update seat_change set at = at - make_interval(secs => $1)', [
        seconds,
      ]);
    await age(180);
    await deleteOldSeatChanges(world.ctx);
    expect(await count()).toBe(1);
    await age(180);
    await deleteOldSeatChanges(world.ctx);
    expect(await count()).toBe(0);
  });
});

test('a reader writes nothing and waits for no lock of rows', async () => {
  const { performanceId, concertId, first, readNew } = await houseWith(['....'], ['a']);
  const reader = world.server();
  const locker = new Client({ connectionString: world.ownerUrl });
  await locker.connect();
  await locker.query('begin');
  // Whoever writes or locks rows of these tables waits for this lock.
  await locker.query(
    'lock table seat, performance, section, concert, chart, seat_change in exclusive mode',
  );
  const { concert } = reader.services;
  expect((await readNew(reader)).places).toBe('AAAA');
  expect(await concert.dates(holderOf(first), concertId)).toMatchObject({
    items: [{ performanceId, seatsAvailable: 4, seatsTotal: 4 }],
  });
  expect((await concert.seats(holderOf(first), performanceId)).items).toHaveLength(4);
  const map = await concert.seatMap(holderOf(first), { performanceId });
  expect(map.seats).toHaveLength(4);
  await locker.query('rollback');
  await locker.end();
});

describe('the next answer of the process that wrote', () => {
  const steps: [string, string, (house: House) => Promise<unknown>][] = [
    ['a hold', 'HAA', async ({ buyer, performanceId }) => holdFirst(buyer, performanceId)],
    [
      'a release',
      'AAA',
      async ({ buyer, performanceId }) => {
        const { id } = await holdFirst(buyer, performanceId);
        return world.services.reservation.release(buyer.caller, id);
      },
    ],
    ['a payment', 'SAA', (house) => payFirst(house)],
    [
      'a refund',
      'AAA',
      async (house) => {
        const { id: paymentId } = await payFirst(house);
        return world.services.admin.refund(await operator(), { paymentId });
      },
    ],
    [
      'leaving the queue',
      'AAA',
      async ({ buyer, performanceId }) => {
        await holdFirst(buyer, performanceId);
        return world.services.queue.leave(buyer.claims);
      },
    ],
    [
      'the deletion of the user',
      'AAA',
      async ({ buyer, performanceId }) => {
        await holdFirst(buyer, performanceId);
        const { userId } = buyer.caller;
        return world.services.admin.deleteUser(await operator(), { userId });
      },
    ],
    [
      'a block',
      'ABA',
      async ({ performanceId }) =>
        world.services.admin.blockPlaces(await operator(), { performanceId, places: [1] }),
    ],
  ];
  type House = { buyer: QueueCaller; performanceId: string };
  const operator = () => world.caller('operator', 'operator');
  const holdFirst = (buyer: QueueCaller, performanceId: string) =>
    world.services.reservation.hold(buyer, { performanceId, places: [0] });
  const payFirst = async ({ buyer, performanceId }: House) => {
    const { id: reservationId } = await holdFirst(buyer, performanceId);
    return world.services.payment.pay(buyer, { reservationId, topUp: true });
  };

  test.each(steps)('shows %s', async (...[, letters, write]) => {
    const { performanceId, second, read } = await houseWith(['...'], ['reader', 'buyer']);
    expect((await read(world)).places).toBe('AAA');
    await write({ buyer: second, performanceId });
    expect((await read(world)).places).toBe(letters);
  });
});

describe('a hold that lapses', () => {
  test('is free at its instant on every server, as a change like any other', async () => {
    const { performanceId, second, read } = await houseWith(['...'], ['reader', 'buyer']);
    const other = world.server();
    await world.services.reservation.hold(second, { performanceId, places: [1] });
    const before = await read(other);
    expect(before.places).toBe('AHA');
    world.advanceClock(299.999);
    expect(await read(other, before.version)).toMatchObject({ full: false, changed: [] });
    world.advanceClock(0.001);
    const after = await read(other, before.version);
    expect(after).toMatchObject({ full: false, changed: [[1, 'A']] });
    expect((await read(world)).places).toBe('AAA');
    await world.services.reservation.hold(second, { performanceId, places: [1] });
    expect((await read(world)).places).toBe('AHA');
  });
});

describe('a version', () => {
  test('of another server, of another load or of none gets all places', async () => {
    const { performanceId, read, second } = await houseWith(['...'], ['reader', 'buyer']);
    const [one, two] = [world.server(), world.server()];
    const { version } = await read(one);
    expect(await read(one, version)).toMatchObject({ full: false, changed: [], version });
    for (const unknown of [0, version - 1, version + 1, (await read(two)).version]) {
      expect(await read(one, unknown)).toMatchObject({ full: true, places: 'AAA', version });
    }
    await one.services.reservation.hold(second, { performanceId, places: [0] });
    expect(await read(one, version)).toMatchObject({ full: false, changed: [[0, 'H']] });
    expect(await read(two, version)).toMatchObject({ full: true });
  });
});

test('performances that nobody asks for make room for others', async () => {
  const [one, two, three] = [
    await houseWith(['....'], ['a']),
    await houseWith(['....'], ['a']),
    await houseWith(['....'], ['a']),
  ];
  const server = serverWith({ mostPlaces: 8, recentMs: 0 });
  const { version } = await one.read(server);
  const kept = await two.read(server);
  await three.read(server);
  const followed = server.ctx.seating.snapshots.performanceIds;
  expect(followed).toEqual([two.performanceId, three.performanceId]);
  expect(await two.read(server, kept.version)).toMatchObject({ full: false });
  expect(await one.read(server, version)).toMatchObject({ full: true, places: 'AAAA' });
});
