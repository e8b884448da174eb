import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bindServices } from '../../src/services.ts';
import { lockRow } from '../../testing/locks.ts';
import { outcomeOf, swapsIn } from '../../testing/swaps.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());
const { holder, liveHolds, auditPasses } = swapsIn(() => world);

/** Services without a retry after a deadlock: it would hide one. */
const withoutRetries = () => bindServices({ ...world.ctx, pool: null });

describe('swaps of different users at the same time', () => {
  test('into the seats of each other are both refused, and both keep their seats', async () => {
    const services = withoutRetries();
    const seats = await world.concertWithSeats();
    const [one, other] = [await holder('wants 1', seats, 0), await holder('wants 0', seats, 1)];
    for (let n = 0; n < 20; n++) {
      const calls = [one.swap([1], services), other.swap([0], services)];
      const outcomes = await Promise.all(calls.map(outcomeOf));
      expect(outcomes).toEqual(['SEAT_UNAVAILABLE', 'SEAT_UNAVAILABLE']);
    }
    const held = [one, other].map(({ queueCaller }, n) => ({
      user: queueCaller.caller.userId,
      seats: [seats.seatIds[n]],
    }));
    expect(await liveHolds(seats.performanceId)).toEqual(expect.arrayContaining(held));
    await auditPasses();
  });

  test('that overlap do not deadlock, and nobody is ever without seats', async () => {
    const services = withoutRetries();
    const sections = [{ name: 'S', rows: 1, seatsPerRow: 30, price: 1_000 }];
    const seats = await world.concertWithSeats({}, { sections });
    const users = Array.from({ length: 12 }, (_, n) => holder(`overlaps ${n}`, seats, n, n + 12));
    const swappers = await Promise.all(users);
    const current = swappers.map(({ held }) => held.id);
    const outcomes = new Set<string>();
    for (let round = 1; round <= 8; round++) {
      const swaps = swappers.map(async ({ queueCaller, request }, n) => {
        const from = (n * 5 + round * 7) % 26;
        const wanted = request(...[from, from + 3, from + 1].slice(0, 1 + ((n + round) % 3)));
        const input = { ...wanted, replaces: String(current[n]) };
        const swap = services.reservation.hold(queueCaller, input).then((swapped) => {
          current[n] = swapped.id;
          return swapped;
        });
        outcomes.add(await outcomeOf(swap));
      });
      await Promise.all(swaps);
      const holds = await liveHolds(seats.performanceId);
      expect(new Set(holds.map(({ user }) => user)).size).toBe(swappers.length);
      expect(holds).toHaveLength(swappers.length);
    }
    expect([...outcomes].sort()).toEqual(['HELD', 'SEAT_UNAVAILABLE']);
    await auditPasses();
  });

  test('a seat that stays keeps its owner throughout: nobody else can hold it between', async () => {
    const seats = await world.concertWithSeats();
    const { queueCaller, held, request } = await holder('stays', seats, 0, 1);
    const rivals = await Promise.all(
      Array.from({ length: 4 }, (_, n) => world.queueCaller(`rival ${n}`, seats.concertId)),
    );
    let replaces = held.id;
    let swapping = true;
    const watch = async () => {
      const owners = new Set<string | null>();
      while (swapping) {
        const { rows } = await world.pool.query('select holder_id from seat where id = $1', [
          seats.seatIds[0],
        ]);
        owners.add(rows[0].holder_id);
      }
      return [...owners];
    };
    const owners = watch();
    const { hold } = world.services.reservation;
    for (let n = 0; n < 12; n++) {
      const { performanceId, seatIds } = request(0);
      const [swapped, ...refused] = await Promise.all([
        hold(queueCaller, { ...request(0, (n % 4) + 2), replaces }),
        ...rivals.map((rival) => refusalOf(hold(rival, { performanceId, seatIds }))),
      ]);
      for (const { code } of refused) expect(code).toBe('SEAT_UNAVAILABLE');
      replaces = swapped.id;
    }
    swapping = false;
    expect(await owners).toEqual([queueCaller.caller.userId]);
  });
});

describe('a swap that waits behind another call with the same pass', () => {
  type Race = Awaited<ReturnType<typeof holder>>;

  /** The outcomes of two calls, the second of which begins while the first waits for the pass. */
  async function inOrder(
    name: string,
    calls: (race: Race) => [() => Promise<{ status: string }>, () => Promise<{ status: string }>],
  ) {
    const race = await holder(name, await world.concertWithSeats({ holdLimit: 2 }), 0);
    await world.charge(race.queueCaller.caller, 50_000);
    const lock = await lockRow(world, 'queue_entry', race.queueCaller.claims.entryId);
    const outcomes: Promise<string>[] = [];
    for (const [n, call] of calls(race).entries()) {
      outcomes.push(outcomeOf(call()));
      await lock.waitForWaiters(n + 1);
    }
    await lock.release();
    const settled = await Promise.all(outcomes);
    const { items } = await world.services.reservation.list(race.queueCaller.caller, { limit: 10 });
    await auditPasses();
    return [settled, items.map(({ status }) => status).sort()];
  }

  test('a payment: it is refused, since the payment used the pass up', async () => {
    const race = await inOrder('pays first', ({ pay, swap }) => [pay, () => swap([1])]);
    expect(race).toEqual([['PAID', 'QUEUE_TOKEN_EXPIRED'], ['PAID']]);
  });

  test('and before a payment of the old hold: that is refused', async () => {
    const race = await inOrder('pays second', ({ pay, swap }) => [() => swap([1]), pay]);
    expect(race).toEqual([
      ['HELD', 'HOLD_EXPIRED'],
      ['HELD', 'RELEASED'],
    ]);
  });

  test('a release: it is refused', async () => {
    const race = await inOrder('releases first', ({ release, swap }) => [release, () => swap([1])]);
    expect(race).toEqual([['RELEASED', 'HOLD_EXPIRED'], ['RELEASED']]);
  });

  test('and before a release of the old hold: the new one stays', async () => {
    const race = await inOrder('releases second', ({ release, swap }) => [
      () => swap([1]),
      release,
    ]);
    expect(race).toEqual([
      ['HELD', 'RELEASED'],
      ['HELD', 'RELEASED'],
    ]);
  });

  test('another swap of the same hold: one of the two holds', async () => {
    const race = await inOrder('two tabs', ({ swap }) => [() => swap([1]), () => swap([2])]);
    expect(race).toEqual([
      ['HELD', 'HOLD_EXPIRED'],
      ['HELD', 'RELEASED'],
    ]);
  });

  test('a hold of other seats: the limit counts both', async () => {
    const race = await inOrder('holds and swaps', ({ queueCaller, request, swap }) => {
      const { performanceId, seatIds } = request(3);
      const hold = () => world.services.reservation.hold(queueCaller, { performanceId, seatIds });
      return [hold, () => swap([1, 2])];
    });
    expect(race).toEqual([
      ['HELD', 'HOLD_LIMIT_EXCEEDED'],
      ['HELD', 'HELD'],
    ]);
  });
});
