import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { QueueCaller } from '../../src/queue/token/queue-caller.ts';
import type { Services } from '../../src/services.ts';
import { houseOf } from '../../testing/house.ts';
import { waitForLockWaiters } from '../../testing/locks.ts';
import { keepOpen, type OtherServer, openServer } from '../../testing/other-server.ts';
import { holderOf } from '../../testing/token-holder.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
let other: OtherServer;
beforeAll(async () => {
  world = await createWorld();
  other = await openServer(world);
});
afterAll(async () => {
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  await other.close();
  await world.close();
});

type Hold = (services: Services, buyer: QueueCaller, performanceId: string) => Promise<Held>;
type Held = Awaited<ReturnType<Services['reservation']['hold']>>;

const holdBest =
  (quantity: number): Hold =>
  ({ reservation }, buyer, performanceId) =>
    reservation.holdBest(buyer, { performanceId, quantity });
const stand =
  (quantity: number): Hold =>
  ({ reservation }, buyer, performanceId) =>
    reservation.hold(buyer, { performanceId, general: [{ section: 'Pit', quantity }] });

/** The outcomes of that many buyers at once, who are spread over the servers. */
async function sellAtOnce(
  house: { concertId: string; performanceId: string },
  buyers: number,
  { on, hold }: { on: 'one server' | 'two servers'; hold: Hold },
) {
  const joined = await world.joinMany(`${house.concertId} buyer`, buyers, house.concertId);
  const servers = on === 'one server' ? [world.services] : [world.services, other.services];
  const outcomes = await Promise.allSettled(
    joined.map(({ queueCaller }, n) =>
      hold(servers[n % servers.length] ?? world.services, queueCaller, house.performanceId),
    ),
  );
  const groups = outcomes.flatMap((each) =>
    each.status === 'fulfilled' ? [each.value.seats.map(({ place }) => place)] : [],
  );
  const refusals = outcomes.flatMap((each) =>
    each.status === 'rejected' ? [{ code: each.reason.code, details: each.reason.details }] : [],
  );
  expect(new Set(groups.flat()).size).toBe(groups.flat().length);
  return { groups, refusals };
}

const ROWS = Array.from({ length: 40 }, () => `${'.'.repeat(25)}|${'.'.repeat(25)}`);

describe.each(['one server', 'two servers'] as const)('64 buyers at once on %s', (on) => {
  test('get 64 groups of four side by side in a house of 2,000', async () => {
    const house = await houseOf(world, ROWS, { holdLimit: 4 });
    const sold = await sellAtOnce(house, 64, { on, hold: holdBest(4) });
    expect(sold.refusals).toEqual([]);
    expect(sold.groups).toHaveLength(64);
    for (const places of sold.groups) {
      const [first = 0] = places;
      expect(places).toEqual([first, first + 1, first + 2, first + 3]);
      expect(Math.floor(first / 25)).toBe(Math.floor((first + 3) / 25));
    }
  });

  test('get the last 32 groups, and 32 buyers are refused because nothing is left', async () => {
    const rows = Array.from({ length: 8 }, () => '....|....|....|....');
    const house = await houseOf(world, rows, { holdLimit: 4 });
    const sold = await sellAtOnce(house, 64, { on, hold: holdBest(4) });
    expect(sold.groups).toHaveLength(32);
    const refusal = { code: 'NOT_ENOUGH_LEFT', details: { section: null, available: 0 } };
    expect(sold.refusals).toEqual(Array.from({ length: 32 }, () => refusal));
  });

  test('get the last 128 standing places, and 32 buyers are refused', async () => {
    const house = await houseOf(world, ['.'], { holdLimit: 4, standing: 128 });
    const sold = await sellAtOnce(house, 64, { on, hold: stand(4) });
    expect(sold.groups).toHaveLength(32);
    const refusal = { code: 'NOT_ENOUGH_LEFT', details: { section: 'Pit', available: 0 } };
    expect(sold.refusals).toEqual(Array.from({ length: 32 }, () => refusal));
  });

  test('share what is left where it does not fit all', async () => {
    const house = await houseOf(world, ['.'], { holdLimit: 4, standing: 130 });
    const sold = await sellAtOnce(house, 64, { on, hold: stand(4) });
    expect(sold.groups).toHaveLength(32);
    const details = { section: 'Pit', available: 2 };
    expect(new Set(sold.refusals.map((each) => JSON.stringify(each.details)))).toEqual(
      new Set([JSON.stringify(details)]),
    );
  });
});

describe.each<[string, Hold, object]>([
  ['the last seats', holdBest(4), { code: 'NOT_ENOUGH_LEFT', details: { available: 0 } }],
  [
    'seats in the middle of the last ones',
    holdBest(3),
    { code: 'NOT_ENOUGH_LEFT', details: { available: 0 } },
  ],
  ['the last standing places', stand(4), { code: 'NOT_ENOUGH_LEFT', details: { available: 0 } }],
])('%s that a transaction of another server has locked', (...[, hold, refusal]) => {
  async function lockAll() {
    const house = await houseOf(world, ['....'], { holdLimit: 100, standing: 4 });
    const { concertId, performanceId } = house;
    const first = await world.queueCaller(`${concertId} first`, concertId);
    const second = await world.queueCaller(`${concertId} second`, concertId);
    // The second buyer's server knows the house as it was before.
    await world.services.concert.availability(holderOf(second), { performanceId });
    const general = [{ section: 'Pit', quantity: 4 }];
    const all = { performanceId, places: [0, 1, 2, 3], general };
    const open = await keepOpen(other, ({ reservation }) => reservation.hold(first, all));
    const call = hold(world.services, second, performanceId);
    call.catch(() => {});
    await waitForLockWaiters(world, 1);
    return { open, call };
  }

  test('are held once it rolls back', async () => {
    const { open, call } = await lockAll();
    await open.rollBack();
    expect(await call).toMatchObject({ status: 'HELD' });
  });

  test('are refused once it commits', async () => {
    const { open, call } = await lockAll();
    await open.commit();
    expect(await refusalOf(call)).toMatchObject(refusal);
  });
});

test('places that another call of the same server has only chosen are waited for', async () => {
  const { concertId, performanceId } = await houseOf(world, ['....']);
  const [mina, jun] = await Promise.all(
    ['waits for picks 1', 'waits for picks 2'].map((name) => world.queueCaller(name, concertId)),
  );
  if (!mina || !jun) throw new Error('there are no buyers');
  await world.services.concert.availability(holderOf(mina), { performanceId });
  const open = await keepOpen(other, ({ reservation }) =>
    reservation.hold(mina, { performanceId, places: [0, 1, 2, 3] }),
  );
  const first = holdBest(4)(world.services, jun, performanceId);
  await waitForLockWaiters(world, 1);
  const bo = await world.queueCaller('waits for picks 3', concertId);
  const second = holdBest(2)(world.services, bo, performanceId);
  await open.rollBack();
  expect(await first).toMatchObject({ status: 'HELD' });
  expect(await refusalOf(second)).toMatchObject({ code: 'NOT_ENOUGH_LEFT' });
});

test('a filter that nothing fits is refused while another call of the server still waits', async () => {
  const { concertId, performanceId } = await houseOf(world, ['....']);
  const [mina, jun, bo] = [
    await world.queueCaller('is not waited for 1', concertId),
    await world.queueCaller('is not waited for 2', concertId),
    await world.queueCaller('is not waited for 3', concertId),
  ];
  await world.services.concert.availability(holderOf(mina), { performanceId });
  const open = await keepOpen(other, ({ reservation }) =>
    reservation.hold(mina, { performanceId, places: [0, 1] }),
  );
  const waiting = holdBest(4)(world.services, jun, performanceId);
  waiting.catch(() => {});
  await waitForLockWaiters(world, 1);
  const wish = { performanceId, quantity: 1, maxPrice: 1 };
  expect(await refusalOf(world.services.reservation.holdBest(bo, wish))).toEqual({
    code: 'NOT_ENOUGH_LEFT',
    details: { section: null, available: 0 },
  });
  await open.rollBack();
  expect(await waiting).toMatchObject({ status: 'HELD' });
});

describe('the orphan rule, of two choices that leave a seat alone only together', () => {
  const choices = [
    [2, 3],
    [5, 6],
  ] as const;

  test.each([
    ['the left one first', 0],
    ['the right one first', 1],
  ] as const)('judges the second by what the first took: %s', async (...[, index]) => {
    for (const ending of ['commit', 'rollBack'] as const) {
      const { concertId, performanceId } = await houseOf(world, ['.........'], {
        orphanRule: 'refuse',
      });
      const first = await world.queueCaller(`${concertId} first`, concertId);
      const second = await world.queueCaller(`${concertId} second`, concertId);
      const open = await keepOpen(other, ({ reservation }) =>
        reservation.hold(first, { performanceId, places: [...choices[index]] }),
      );
      const places = [...choices[(1 - index) as 0 | 1]];
      const call = world.services.reservation.hold(second, { performanceId, places });
      call.catch(() => {});
      await waitForLockWaiters(world, 1);
      await open[ending]();
      if (ending === 'rollBack') expect(await call).toMatchObject({ status: 'HELD' });
      else {
        expect(await refusalOf(call)).toEqual({ code: 'LEAVES_ORPHAN', details: { places: [4] } });
      }
    }
  });
});
