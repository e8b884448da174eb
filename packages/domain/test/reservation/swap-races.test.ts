import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { releaseExpiredHolds } from '../../src/reservation/release-expired.ts';
import { bindServices, type Services } from '../../src/services.ts';
import { lockRow, waitForLockWaiters } from '../../testing/locks.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

type Seats = Awaited<ReturnType<World['concertWithSeats']>>;

/** A user who holds seats of the concert, and can swap them for those with the given numbers. */
async function holder(name: string, seats: Seats, ...numbers: number[]) {
  const { concertId, performanceId } = seats;
  const queueCaller = await world.queueCaller(name, concertId);
  const input = (wanted: number[]) => ({
    performanceId,
    seatIds: wanted.map((n) => String(seats.seatIds[n])),
  });
  const held = await world.services.reservation.hold(queueCaller, input(numbers));
  const replaces = held.id;
  return {
    ...seats,
    queueCaller,
    held,
    request: (...wanted: number[]) => ({ ...input(wanted), replaces }),
    swap: (wanted: number[], services: Services = world.services) =>
      services.reservation.hold(queueCaller, { ...input(wanted), replaces }),
    pay: () => world.services.payment.pay(queueCaller, { reservationId: held.id }),
    release: () => world.services.reservation.release(queueCaller.caller, held.id),
  };
}

/** A status, or the code of the refusal. Any other error is thrown. */
const outcomeOf = (call: Promise<{ status: string }>): Promise<string> =>
  call.then(
    ({ status }) => status,
    (error) => {
      if (typeof error.details !== 'object') throw error;
      return error.code;
    },
  );

/** The seats of each live hold of the performance, by user. */
async function liveHolds(performanceId: string) {
  const { rows } = await world.pool.query<{ user: string; seats: string[] }>(
    `select r.user_id as user, array_agg(s.id::text order by s.label) as seats
     from reservation r join seat s on s.reservation_id = r.id and s.holder_id = r.user_id
     where r.performance_id = $1 and r.status = 'HELD'
     group by r.id having count(*) = min(r.seat_count)`,
    [performanceId],
  );
  return rows;
}

const auditPasses = async () =>
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });

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

describe('a swap and the end of a hold', () => {
  test.each([
    ['without a sweep', async () => 0],
    ['and swept', (ctx: World['ctx']) => releaseExpiredHolds(ctx, { batch: 100 })],
  ])('that waits for a lock until its own has run out, %s, is refused', async (how, sweep) => {
    const seats = await world.concertWithSeats();
    const { queueCaller, held, swap } = await holder(`ran out ${how}`, seats, 0);
    const { ctx, services } = world.realTimeServer();
    const soon = "clock_timestamp() + interval '0.6 seconds'";
    await world.pool.query(
      `update reservation set held_at = clock_timestamp(), hold_expires_at = ${soon} where id = $1`,
      [held.id],
    );
    await world.pool.query(`update seat set hold_expires_at = ${soon} where reservation_id = $1`, [
      held.id,
    ]);
    const { entryId } = queueCaller.claims;
    const lock = await lockRow(world, 'queue_entry', entryId);
    const refusal = refusalOf(swap([1], services));
    await lock.waitForWaiters(1);
    await world.pool.query('select pg_sleep(0.7)');
    await sweep(ctx);
    await lock.release();
    expect(await refusal).toMatchObject({ code: 'HOLD_EXPIRED' });
    const { rows } = await world.pool.query(
      'select count(*)::int as n from reservation where performance_id = $1',
      [seats.performanceId],
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  test('takes a seat whose hold has just run out, while the sweep frees it', async () => {
    for (let n = 0; n < 8; n++) {
      const seats = await world.concertWithSeats();
      await holder(`lets it expire ${n}`, seats, 1);
      world.advanceClock(100);
      const { queueCaller, swap } = await holder(`waits for it ${n}`, seats, 0);
      world.advanceClock(200);
      const sweep = releaseExpiredHolds(world.ctx, { batch: 100 });
      expect(await outcomeOf(swap([1]))).toBe('HELD');
      await sweep;
      const mine = { user: queueCaller.caller.userId, seats: seats.seatIds.slice(1, 2) };
      expect(await liveHolds(seats.performanceId)).toEqual([mine]);
    }
    await auditPasses();
  });
});

test('the cancellation of the performance refuses or releases a swap that waits for a lock', async () => {
  const operator = await world.caller('operator', 'operator');
  const seats = await world.concertWithSeats();
  const { queueCaller, performanceId, swap } = await holder('is cancelled', seats, 0);
  const cancel = { performanceId, reason: 'bad weather' };
  const lock = await lockRow(world, 'queue_entry', queueCaller.claims.entryId);
  const outcome = outcomeOf(swap([1]));
  await lock.waitForWaiters(1);
  const cancelling = world.services.admin.cancelPerformance(operator, cancel);
  await lock.waitForWaiters(2);
  await lock.release();
  await cancelling;
  await world.services.admin.cancelPerformance(operator, cancel);
  expect(['HELD', 'NO_DATES_AVAILABLE']).toContain(await outcome);
  const { items } = await world.services.reservation.list(queueCaller.caller, { limit: 10 });
  expect(items.every(({ status }) => status === 'RELEASED')).toBe(true);
  expect(await liveHolds(performanceId)).toEqual([]);
});

describe('a swap whose connection is lost', () => {
  /** Ends the connection that waits for a lock, as a crash of the server does. */
  async function killWaiter() {
    await waitForLockWaiters(world, 1);
    await world.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
  }

  test('before its seats are locked leaves the old hold, and a call again swaps', async () => {
    const seats = await world.concertWithSeats();
    const { queueCaller, held, swap } = await holder('crashes early', seats, 0);
    const lock = await lockRow(world, 'seat', String(seats.seatIds[1]));
    const crashed = swap([1]).catch(() => 'lost');
    await killWaiter();
    expect(await crashed).toBe('lost');
    await lock.release();
    expect(await world.services.reservation.get(queueCaller.caller, held.id)).toEqual(held);
    expect(await swap([1])).toMatchObject({ status: 'HELD' });
    await auditPasses();
  });

  test('after its statement and before the commit leaves the old hold, and a repeat by key swaps', async () => {
    const seats = await world.concertWithSeats();
    const { queueCaller, held, request } = await holder('crashes late', seats, 0);
    const { userId } = queueCaller.caller;
    const keyed = { ...request(1), idempotencyKey: 'crashes-in-the-middle' };
    // The stored answer waits for this row, so the swap waits with its own changes made.
    const other = new Client({ connectionString: world.url });
    await other.connect();
    await other.query('begin');
    await other.query(
      `insert into idempotency_key (user_id, procedure, key, input_hash, answer, created_at)
       values ($1, 'reservation.hold', $2, '', '{}', now())`,
      [userId, keyed.idempotencyKey],
    );
    const crashed = world.services.reservation.hold(queueCaller, keyed).catch(() => 'lost');
    await killWaiter();
    expect(await crashed).toBe('lost');
    await other.query('rollback');
    await other.end();
    expect(await world.services.reservation.get(queueCaller.caller, held.id)).toEqual(held);
    expect(await liveHolds(seats.performanceId)).toEqual([
      { user: userId, seats: seats.seatIds.slice(0, 1) },
    ]);
    const swapped = await world.services.reservation.hold(queueCaller, keyed);
    expect(swapped.seats.map(({ id }) => id)).toEqual(seats.seatIds.slice(1, 2));
    await auditPasses();
  });
});
