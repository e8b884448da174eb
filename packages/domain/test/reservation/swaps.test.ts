import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { releaseExpiredHolds } from '../../src/reservation/release-expired.ts';
import { poll } from '../../testing/token-holder.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** The id of nothing. */
const NOBODY = '01890000-0000-7000-8000-000000000000';

/** Another user's hold of the seat with that number. */
async function takeSeat(name: string, { concertId, performanceId, seatIds }: Seats, n: number) {
  const taker = await world.queueCaller(name, concertId);
  const wanted = { performanceId, seatIds: seatIds.slice(n, n + 1) };
  return world.services.reservation.hold(taker, wanted);
}
type Seats = Awaited<ReturnType<World['concertWithSeats']>>;

/** A user who holds the first seats of a new concert, and can swap them for those with the given numbers. */
async function holder(name: string, concert = {}, count = 1) {
  const seats = await world.concertWithSeats({ holdLimit: 3, ...concert });
  const { concertId, performanceId, seatIds } = seats;
  const queueCaller = await world.queueCaller(name, concertId);
  const held = await world.services.reservation.hold(queueCaller, {
    performanceId,
    seatIds: seatIds.slice(0, count),
  });
  const request = (...numbers: number[]) => ({
    performanceId,
    seatIds: numbers.map((n) => String(seatIds[n])),
    replaces: held.id,
  });
  const swap = (...numbers: number[]) =>
    world.services.reservation.hold(queueCaller, request(...numbers));
  return { ...seats, seats, queueCaller, held, request, swap };
}

/** Everything that a swap writes, as it is in the database. */
async function rowsOf(performanceId: string) {
  const read = async (sql: string) => (await world.pool.query(sql, [performanceId])).rows;
  return {
    seats: await read('select * from seat where performance_id = $1 order by id'),
    reservations: await read('select * from reservation where performance_id = $1 order by id'),
    listed:
      await read(`select x.* from reservation_seat x join reservation r on r.id = x.reservation_id
      where r.performance_id = $1 order by x.reservation_id, x.seat_id`),
    passes: await read(`select entry.id, entry.hold_seq, entry.expires_at from queue_entry entry
      join performance p on p.concert_id = entry.concert_id where p.id = $1 order by entry.id`),
  };
}

describe('a swap', () => {
  test('holds the new seats and releases the old ones, in a new reservation that ends when the old would have', async () => {
    const { held, swap, queueCaller, seatIds } = await holder('swaps', {}, 2);
    world.advanceClock(100);
    const swapped = await swap(1, 2);
    expect(swapped).toMatchObject({ status: 'HELD', amount: 100_000, paymentId: null });
    expect(swapped.id).not.toBe(held.id);
    expect(swapped.seats.map(({ id }) => id)).toEqual(seatIds.slice(1, 3));
    expect(swapped.holdExpiresAt).toEqual(held.holdExpiresAt);
    expect(swapped.heldAt.getTime() - held.heldAt.getTime()).toBe(100_000);
    const { get } = world.services.reservation;
    expect(await get(queueCaller.caller, held.id)).toEqual({ ...held, status: 'RELEASED' });
    expect(await get(queueCaller.caller, swapped.id)).toEqual(swapped);
    expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  });

  test('lets everybody hold the seats that it released at once', async () => {
    const { swap, seats } = await holder('makes room');
    await swap(1);
    expect(await takeSeat('takes the room', seats, 0)).toMatchObject({ status: 'HELD' });
  });

  test('keeps the price of seats that stay, and takes the new price of others', async () => {
    const { swap, performanceId } = await holder('before the rise');
    await world.pool.query('update section set price = 70000 where performance_id = $1', [
      performanceId,
    ]);
    const swapped = await swap(0, 1);
    expect(swapped.seats.map(({ price }) => price)).toEqual([50_000, 70_000]);
    expect(swapped.amount).toBe(120_000);
  });

  test('changes the version of the seats that it holds and releases, and of no other', async () => {
    const { swap, performanceId, queueCaller, seatIds } = await holder('watches the map', {}, 2);
    const { seatMap } = world.services.concert;
    const who = { claims: queueCaller.claims, signIn: async () => queueCaller };
    const { version } = await seatMap(who, { performanceId });
    await swap(1, 2);
    const { full, seats } = await seatMap(who, { performanceId, sinceVersion: version });
    expect(full).toBe(false);
    expect(seats.map(({ id, status, mine }) => [id, status, mine])).toEqual([
      [seatIds[0], 'AVAILABLE', false],
      [seatIds[2], 'HELD', true],
    ]);
  });

  test('for the same seats, for fewer and for more makes a new hold of exactly them', async () => {
    const { held, queueCaller, performanceId, seatIds } = await holder('keeps changing', {}, 2);
    let current = held.id;
    for (const numbers of [[0, 1], [1], [0, 1, 2]]) {
      const wanted = numbers.map((n) => String(seatIds[n]));
      const input = { performanceId, seatIds: wanted, replaces: current };
      const { id, seats } = await world.services.reservation.hold(queueCaller, input);
      expect(seats.map((seat) => seat.id)).toEqual(wanted);
      expect(id).not.toBe(current);
      current = id;
    }
    const { items } = await world.services.reservation.list(queueCaller.caller, {
      limit: 10,
      status: 'HELD',
    });
    expect(items.map(({ id }) => id)).toEqual([current]);
    expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  });

  test('counts the limit after it, with the other holds of the user', async () => {
    const { swap, request, queueCaller, performanceId } = await holder('at the limit', {}, 2);
    const { seatIds } = request(9);
    await world.services.reservation.hold(queueCaller, { performanceId, seatIds });
    const before = await rowsOf(performanceId);
    expect(await refusalOf(swap(0, 1, 2))).toEqual({
      code: 'HOLD_LIMIT_EXCEEDED',
      details: { limit: 3 },
    });
    expect(await rowsOf(performanceId)).toEqual(before);
    expect(await swap(2, 3)).toMatchObject({ status: 'HELD' });
  });

  test('does not move the end of the pass', async () => {
    const { swap, queueCaller } = await holder('has little time', {
      queue: { activeSeconds: 200 },
    });
    const { activeUntil } = await poll(world.services, queueCaller.claims);
    world.advanceClock(150);
    await swap(1);
    expect((await poll(world.services, queueCaller.claims)).activeUntil).toEqual(activeUntil);
    world.advanceClock(149);
    expect(await poll(world.services, queueCaller.claims)).toMatchObject({ status: 'ACTIVE' });
    world.advanceClock(1);
    expect(await refusalOf(poll(world.services, queueCaller.claims))).toMatchObject({
      code: 'QUEUE_TOKEN_EXPIRED',
    });
  });

  test('can be paid, and the hold that it replaced cannot', async () => {
    const { held, swap, queueCaller } = await holder('swaps and pays');
    await world.charge(queueCaller.caller, 50_000);
    const { id } = await swap(1);
    const pay = (reservationId: string) =>
      world.services.payment.pay(queueCaller, { reservationId });
    expect(await refusalOf(pay(held.id))).toMatchObject({ code: 'HOLD_EXPIRED' });
    expect(await pay(id)).toMatchObject({ status: 'PAID', amount: 50_000 });
    expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  });

  test('repeated with its key answers the same, whatever happened since; the key with other seats is refused', async () => {
    const { request, queueCaller, performanceId } = await holder('repeats');
    const { hold, release } = world.services.reservation;
    const keyed = { ...request(1), idempotencyKey: 'a-swap-to-repeat' };
    const swapped = await hold(queueCaller, keyed);
    const before = await rowsOf(performanceId);
    expect(await hold(queueCaller, keyed)).toEqual(swapped);
    expect(await rowsOf(performanceId)).toEqual(before);
    await release(queueCaller.caller, swapped.id);
    expect(await hold(queueCaller, keyed)).toEqual(swapped);
    const { replaces: _, ...plain } = keyed;
    for (const other of [{ ...keyed, ...request(2) }, plain]) {
      expect(await refusalOf(hold(queueCaller, other))).toMatchObject({
        code: 'IDEMPOTENCY_KEY_REUSED',
      });
    }
  });
});

describe('a refused swap leaves the old hold as it was', () => {
  type Holder = Awaited<ReturnType<typeof holder>>;
  const swapWith = ({ queueCaller, request }: Holder, changed: object) =>
    world.services.reservation.hold(queueCaller, { ...request(1), ...changed });
  const holdThird = ({ queueCaller, performanceId, request }: Holder) =>
    world.services.reservation.hold(queueCaller, { performanceId, seatIds: request(2).seatIds });

  /** Each prepares the refusal and returns the swap. */
  const REFUSED: Record<string, (holder: Holder) => Promise<() => Promise<unknown>>> = {
    'SEAT_UNAVAILABLE: for a taken seat': async ({ swap, seats }) => {
      await takeSeat('takes one', seats, 1);
      return () => swap(1);
    },
    'SEAT_UNAVAILABLE: for a taken seat beside the own one': async ({ swap, seats }) => {
      await takeSeat('takes another', seats, 2);
      return () => swap(0, 2);
    },
    'HOLD_LIMIT_EXCEEDED: for too many seats': async ({ swap }) => {
      return () => swap(1, 2, 3, 4);
    },
    'SEAT_NOT_FOUND: for an unknown seat': async (holder) => {
      return () => swapWith(holder, { seatIds: [NOBODY] });
    },
    'RESERVATION_NOT_FOUND: of an unknown reservation': async (holder) => {
      return () => swapWith(holder, { replaces: NOBODY });
    },
    "RESERVATION_NOT_FOUND: of another user's hold": async (holder) => {
      const { id: replaces } = await takeSeat('owns it', holder.seats, 2);
      return () => swapWith(holder, { replaces });
    },
    "RESERVATION_NOT_FOUND: of another performance's hold": async (holder) => {
      const performanceId = await world.performance(holder.concertId);
      const seatIds = (await world.seatIds(performanceId)).slice(0, 1);
      const { hold } = world.services.reservation;
      const { id: replaces } = await hold(holder.queueCaller, { performanceId, seatIds });
      return () => swapWith(holder, { replaces });
    },
    'ALREADY_PAID: of a paid reservation': async (holder) => {
      const { id: replaces } = await holdThird(holder);
      await world.charge(holder.queueCaller.caller, 50_000);
      await world.services.payment.pay(holder.queueCaller, { reservationId: replaces });
      return () => swapWith(holder, { replaces });
    },
    'HOLD_EXPIRED: of a released hold': async (holder) => {
      const { id: replaces } = await holdThird(holder);
      await world.services.reservation.release(holder.queueCaller.caller, replaces);
      return () => swapWith(holder, { replaces });
    },
    'NO_DATES_AVAILABLE: of a cancelled performance': async ({ swap, performanceId }) => {
      await world.pool.query(
        `update performance set status = 'CANCELLED', cancelled_at = now() where id = $1`,
        [performanceId],
      );
      return () => swap(1);
    },
    'QUEUE_TOKEN_EXPIRED: past the deadline of the pass': async ({ swap }) => {
      world.advanceClock(250);
      return () => swap(1);
    },
  };

  test.each(Object.entries(REFUSED))('%s', async (what, prepare) => {
    const fixture = await holder(what, { queue: { activeSeconds: 250 } });
    const swap = await prepare(fixture);
    const before = await rowsOf(fixture.performanceId);
    expect(await refusalOf(swap())).toMatchObject({ code: what.split(':')[0] });
    expect(await rowsOf(fixture.performanceId)).toEqual(before);
    const { queueCaller, held } = fixture;
    expect(await world.services.reservation.get(queueCaller.caller, held.id)).toEqual(held);
  });
});

test('a hold that has run out cannot be swapped, before the sweep and after it', async () => {
  const { swap, queueCaller, performanceId } = await holder('is late');
  world.advanceClock(300);
  for (const sweep of [async () => 0, () => releaseExpiredHolds(world.ctx, { batch: 100 })]) {
    await sweep();
    const before = await rowsOf(performanceId);
    expect(await refusalOf(swap(1))).toMatchObject({ code: 'HOLD_EXPIRED' });
    expect(await rowsOf(performanceId)).toEqual(before);
  }
  expect(await poll(world.services, queueCaller.claims)).toMatchObject({ status: 'ACTIVE' });
});

test('the refusals of `replaces` come after NO_SEATS_AVAILABLE and before SEAT_NOT_FOUND', async () => {
  const { queueCaller, concertId, request } = await holder('orders refusals');
  const empty = await world.performance(concertId, { sections: [] });
  const refused = (input: object) =>
    refusalOf(world.services.reservation.hold(queueCaller, { ...request(1), ...input }));
  expect(await refused({ performanceId: empty })).toMatchObject({ code: 'NO_SEATS_AVAILABLE' });
  expect(await refused({ replaces: NOBODY, seatIds: [NOBODY] })).toMatchObject({
    code: 'RESERVATION_NOT_FOUND',
  });
});
