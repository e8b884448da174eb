import type { SalesMinute, SalesStatsView } from '@frontrow/contract/operations';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { releaseExpiredHolds } from '../../src/reservation/release-expired.ts';
import { chartOf, houseOf } from '../../testing/house.ts';
import { createWorld, refusalOf, START, type World } from '../../testing/world.ts';

let world: World;
const worlds: World[] = [];
beforeEach(async () => {
  world = await createWorld();
  worlds.push(world);
});
afterAll(() => Promise.all(worlds.map((each) => each.close())));

const MINUTE = 60_000;
const ZEROS = {
  ...{ joined: 0, admitted: 0, left: 0, expired: 0 },
  ...{ held: 0, released: 0, paid: 0, refunded: 0, revenue: 0 },
};
/** Reads what changed before, as the server's loop does. */
const statsOf = async (concertId: string, minutes = 60) => {
  await world.ctx.seating.snapshots.refresh(world.ctx);
  return world.services.admin.salesStats({ concertId, minutes });
};
const operator = () => world.caller('operator', 'operator');

/** The minutes in which something happened, by their number since the start of the test. */
const eventful = ({ series }: SalesStatsView): Record<number, Partial<SalesMinute>> =>
  Object.fromEntries(
    series.flatMap(({ at, ...counts }) => {
      const some = Object.entries(counts).filter(([, count]) => count !== 0);
      const minute = (at.getTime() - START.getTime()) / MINUTE;
      return some.length > 0 ? [[minute, Object.fromEntries(some)]] : [];
    }),
  );

async function buy(
  name: string,
  concertId: string,
  places: { performanceId: string; places: number[] },
) {
  const buyer = await world.queueCaller(name, concertId);
  const held = await world.services.reservation.hold(buyer, places);
  return world.services.payment.pay(buyer, { reservationId: held.id, topUp: true });
}

describe('the figures of now', () => {
  test('count places and money, by category and in all', async () => {
    const { concertId, performanceId } = await houseOf(world, ['.....', '.....'], { standing: 6 });
    await buy('mina', concertId, { performanceId, places: [0, 1] });
    const jun = await world.queueCaller('jun', concertId);
    const general = [{ section: 'Pit', quantity: 3 }];
    await world.services.reservation.hold(jun, { performanceId, places: [4], general });
    await world.services.admin.blockPlaces(await operator(), { performanceId, places: [8, 9] });
    const { now, byCategory } = await statsOf(concertId);
    expect(now).toEqual({
      ...{ available: 8, held: 4, sold: 2, blocked: 2 },
      ...{ revenue: 100_000, currency: 'KRW' },
    });
    expect(byCategory).toEqual([
      { category: 'Seats', available: 5, held: 1, sold: 2, blocked: 2, revenue: 100_000 },
      { category: 'Standing', available: 3, held: 3, sold: 0, blocked: 0, revenue: 0 },
    ]);
  });

  test('follow payments, refunds and new prices of several performances', async () => {
    const { concertId, performanceId, chartId } = await houseOf(world, ['...']);
    const prices = { Seats: 70_000 };
    const second = await world.performance(concertId, { chartId, prices });
    const payment = await buy('mina', concertId, { performanceId, places: [0, 1] });
    await buy('jun', concertId, { performanceId: second, places: [2] });
    expect((await statsOf(concertId)).now).toMatchObject({ sold: 3, revenue: 170_000 });
    await world.services.admin.refund(await operator(), { paymentId: payment.id });
    expect((await statsOf(concertId)).now).toMatchObject({ sold: 1, revenue: 70_000 });
    const dearer = { performanceId, prices: { Seats: 90_000 } };
    await world.services.admin.updatePerformance(await operator(), dearer);
    await buy('mina', concertId, { performanceId, places: [0, 1] });
    const stats = await statsOf(concertId);
    expect(stats.now).toMatchObject({ available: 3, sold: 3, revenue: 250_000 });
    expect(stats.byCategory).toHaveLength(1);
    // A process that reads everything anew says the same.
    const anew = await world.server().services.admin.salesStats({ concertId, minutes: 60 });
    expect(anew).toEqual(stats);
  });

  test('a hold counts as available from the instant at which it lapses', async () => {
    const { concertId, performanceId } = await houseOf(world, ['...']);
    const mina = await world.queueCaller('mina', concertId);
    await world.services.reservation.hold(mina, { performanceId, places: [0] });
    world.advanceClock(299);
    expect((await statsOf(concertId)).now).toMatchObject({ available: 2, held: 1 });
    world.advanceClock(1);
    expect((await statsOf(concertId)).now).toMatchObject({ available: 3, held: 0 });
  });

  test('leave out places of a cancelled performance, and its categories, but no past one', async () => {
    const { concertId, performanceId } = await houseOf(world, ['...'], { standing: 2 });
    const chart = { name: 'Another house', chart: chartOf(['....']) };
    const { chartId } = await world.services.admin.createChart(await operator(), chart);
    const startsAt = new Date(START.getTime() - MINUTE);
    await world.performance(concertId, { chartId, prices: { Seats: 1 }, startsAt });
    await buy('mina', concertId, { performanceId, places: [0] });
    const cancellation = { performanceId, reason: 'The singer is ill' };
    await world.services.admin.cancelPerformance(await operator(), cancellation);
    const { now, byCategory } = await statsOf(concertId);
    expect(now).toMatchObject({ available: 4, held: 0, sold: 0, revenue: 0 });
    expect(byCategory.map(({ category }) => category)).toEqual(['Seats']);
  });

  test('count the money of a cancelled performance until it is refunded', async () => {
    const { concertId, performanceId } = await houseOf(world, ['...']);
    await buy('mina', concertId, { performanceId, places: [0] });
    const cancelled = `update performance set status = 'CANCELLED', cancelled_at = $2 where id = $1`;
    await world.pool.query(cancelled, [performanceId, world.now]);
    const { now, byCategory } = await statsOf(concertId);
    expect(now).toMatchObject({ available: 0, sold: 0, revenue: 50_000 });
    expect(byCategory).toMatchObject([{ category: 'Seats', sold: 0, revenue: 50_000 }]);
  });

  test('are zeros for a concert without performances', async () => {
    const concertId = await world.concert();
    const { now, byCategory, series } = await statsOf(concertId, 1);
    expect(now).toMatchObject({ available: 0, held: 0, sold: 0, blocked: 0, revenue: 0 });
    expect(byCategory).toEqual([]);
    expect(series).toEqual([{ at: START, ...ZEROS }]);
  });

  test('of a concert that does not exist are refused', async () => {
    const concertId = '01920000-0000-7000-8000-000000000001';
    expect((await refusalOf(statsOf(concertId))).code).toBe('CONCERT_NOT_FOUND');
  });
});

describe('the minutes', () => {
  test('are all there, the current one last, also those without events', async () => {
    const concertId = await world.concert();
    world.now = new Date(START.getTime() + 90_500);
    for (const minutes of [1, 60, 1_440]) {
      const { series } = await statsOf(concertId, minutes);
      const first = START.getTime() + MINUTE - (minutes - 1) * MINUTE;
      const expected = Array.from({ length: minutes }, (_, n) => new Date(first + n * MINUTE));
      expect(series.map(({ at }) => at)).toEqual(expected);
    }
  });

  /** Asks in each minute, or only in the end: what is kept must not differ from what is counted. */
  test.each([true, false])(
    'have what happened in them (asked in each minute: %s)',
    async (often) => {
      const { concertId, performanceId } = await houseOf(world, ['..........']);
      await world.configureQueue(concertId, { maxActive: 3, claimSeconds: 60, activeSeconds: 600 });
      const next = async () => {
        if (often) await statsOf(concertId);
        world.now = new Date(world.now.getTime() + MINUTE - (world.now.getTime() % MINUTE));
      };
      const hold = (place: number) => ({ performanceId, places: [place] });
      // Minute 0: five join, three of them are admitted, two hold.
      const [mina, jun, , late] = (await world.joinMany('fan', 5, concertId)).map(
        ({ queueCaller }) => queueCaller,
      );
      if (!mina || !jun || !late) throw new Error('nobody has joined');
      const first = await world.services.reservation.hold(mina, hold(0));
      const lapses = await world.services.reservation.hold(jun, hold(5));
      await next();
      // Minute 1: one pays, the pass that nobody claimed has run out, and one who waits leaves, which admits the last one.
      const { id: paymentId } = await world.services.payment.pay(mina, {
        reservationId: first.id,
        topUp: true,
      });
      await world.services.queue.leave(late.claims);
      await next();
      // Minute 2: the one who waited is admitted by the server's loop, a swap replaces a hold.
      await world.admit(concertId);
      await world.services.reservation.hold(jun, { ...hold(6), replaces: lapses.id });
      await next();
      // Minute 3: a refund. Minute 5: the hold lapses, minute 10: the passes end.
      await world.services.admin.refund(await operator(), { paymentId });
      for (let minute = 3; minute < 12; minute++) await next();
      const expected = {
        0: { joined: 5, admitted: 3, held: 2 },
        1: { paid: 1, revenue: 50_000, left: 1, expired: 1, admitted: 1 },
        2: { expired: 1, held: 1, released: 1 },
        3: { refunded: 1, revenue: -50_000 },
        5: { released: 1 },
        10: { expired: 1 },
      };
      const stats = await statsOf(concertId);
      expect(eventful(stats)).toEqual(expected);
      await releaseExpiredHolds(world.ctx, { batch: 100 });
      await world.admit(concertId);
      expect(eventful(await statsOf(concertId))).toEqual(expected);
      const anew = await world.server().services.admin.salesStats({ concertId, minutes: 60 });
      expect(eventful(anew)).toEqual(expected);
      const shorter = await statsOf(concertId, 3);
      expect(shorter.series).toEqual(stats.series.slice(-3));
      const longer = await statsOf(concertId, 1_440);
      expect(eventful(longer)).toEqual(expected);
    },
  );

  test('show within 60 calls an entry whose transaction was committed very late', async () => {
    const concertId = await world.concert();
    await world.join('fan', concertId);
    world.advanceClock(1_800);
    expect(eventful(await statsOf(concertId))).toMatchObject({ 0: { joined: 1 } });
    const { userId } = await world.caller('late');
    await world.pool.query(
      `insert into queue_entry (id, concert_id, user_id, number, status, joined_at, ended_at)
       values (gen_random_uuid(), $1, $2, 2, 'LEFT', $3, $3)`,
      [concertId, userId, new Date(START.getTime() + 10 * MINUTE)],
    );
    let calls = 1;
    while (!eventful(await statsOf(concertId))[10] && calls < 100) calls++;
    expect(calls).toBeLessThanOrEqual(60);
    expect(eventful(await statsOf(concertId))[10]).toEqual({ joined: 1, left: 1 });
  });

  test('count those who waited when the sale closed as left in the minute of the close', async () => {
    const salesCloseAt = new Date(START.getTime() + 2 * MINUTE + 1);
    const concertId = await world.concert({ salesCloseAt });
    await world.configureQueue(concertId, { maxActive: 1 });
    await world.joinMany('fan', 3, concertId);
    world.now = new Date(salesCloseAt.getTime() - 1);
    expect(eventful(await statsOf(concertId))[2]).toBeUndefined();
    world.now = salesCloseAt;
    expect(eventful(await statsOf(concertId))[2]).toEqual({ left: 2 });
    world.advanceClock(600);
    expect(eventful(await statsOf(concertId))[2]).toEqual({ left: 2 });
    const later = { concertId, salesCloseAt: new Date(START.getTime() + 3_600_000) };
    await world.services.admin.updateConcert(await operator(), later);
    expect(eventful(await statsOf(concertId))[2]).toBeUndefined();
  });

  test('have nothing of other concerts', async () => {
    const { concertId, performanceId } = await houseOf(world, ['...']);
    const other = await houseOf(world, ['...']);
    await buy('mina', concertId, { performanceId, places: [0] });
    expect(eventful(await statsOf(other.concertId))).toEqual({});
    expect((await statsOf(other.concertId)).now).toMatchObject({ sold: 0, revenue: 0 });
  });
});
