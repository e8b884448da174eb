import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { houseOf } from '../../testing/house.ts';
import { holderOf } from '../../testing/token-holder.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => {
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  await world.close();
});

const lettersOf = async (performanceId: string, who: Awaited<ReturnType<World['queueCaller']>>) =>
  (await world.services.concert.availability(holderOf(who), { performanceId })).places;

describe('a hold by place number', () => {
  test('is the same as one by id', async () => {
    const { concertId, performanceId } = await houseOf(world, ['.....']);
    const mina = await world.queueCaller('mina', concertId);
    const held = await world.services.reservation.hold(mina, { performanceId, places: [1, 2] });
    expect(held.seats.map(({ place, label, price }) => [place, label, price])).toEqual([
      [1, 'Floor A-2', 50_000],
      [2, 'Floor A-3', 50_000],
    ]);
    expect(await world.services.reservation.get(mina.caller, held.id)).toEqual(held);
    const jun = await world.queueCaller('jun', concertId);
    const both = { performanceId, places: [0, 2], seatIds: [held.seats[0]?.id ?? ''] };
    expect(await refusalOf(world.services.reservation.hold(jun, both))).toEqual({
      code: 'SEAT_UNAVAILABLE',
      details: {
        seatIds: expect.arrayContaining(held.seats.map(({ id }) => id)),
        places: expect.arrayContaining([1, 2]),
      },
    });
    expect(await lettersOf(performanceId, jun)).toBe('AHHAA');
  });

  test.each<[string, object, string, object]>([
    ['beyond the end', { places: [5] }, 'PLACE_NOT_FOUND', { places: [5] }],
    ['of a standing area', { places: [4] }, 'PLACE_NOT_FOUND', { places: [4] }],
    [
      'of an unknown section',
      { general: [{ section: 'Loft', quantity: 1 }] },
      'SECTION_NOT_FOUND',
      { section: 'Loft' },
    ],
    [
      'of a section with seats',
      { general: [{ section: 'Floor', quantity: 1 }] },
      'SECTION_NOT_FOUND',
      { section: 'Floor' },
    ],
    [
      'that a standing area does not have',
      { general: [{ section: 'Pit', quantity: 2 }] },
      'NOT_ENOUGH_LEFT',
      { section: 'Pit', available: 1 },
    ],
  ])('of places %s is refused, and nothing is held', async (...[, wanted, code, details]) => {
    const { concertId, performanceId } = await houseOf(world, ['....'], { standing: 1 });
    const mina = await world.queueCaller('mina', concertId);
    const call = world.services.reservation.hold(mina, { performanceId, ...wanted });
    expect(await refusalOf(call)).toEqual({ code, details });
    expect(await lettersOf(performanceId, mina)).toBe('AAAA-');
  });

  test('that names one seat in both ways is refused', async () => {
    const { concertId, performanceId } = await houseOf(world, ['....']);
    const mina = await world.queueCaller('mina', concertId);
    const { items } = await world.services.concert.seats(holderOf(mina), performanceId);
    const wanted = { performanceId, places: [2], seatIds: [items[2]?.id ?? ''] };
    expect(await refusalOf(world.services.reservation.hold(mina, wanted))).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { issues: [{ path: ['places'] }] },
    });
  });
});

describe('a standing area', () => {
  test('is sold up to its capacity, and not beyond', async () => {
    const { concertId, performanceId } = await houseOf(world, ['..'], { standing: 10 });
    const general = [{ section: 'Pit', quantity: 3 }];
    const buyers = await Promise.all(
      Array.from({ length: 5 }, (_, n) => world.queueCaller(`stands ${n}`, concertId)),
    );
    const outcomes = await Promise.allSettled(
      buyers.map((buyer) => world.services.reservation.hold(buyer, { performanceId, general })),
    );
    const held = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(held).toHaveLength(3);
    const [first] = held;
    expect(first?.seats[0]).toMatchObject({ row: '', section: 'Pit', price: 30_000 });
    expect(new Set(held.flatMap(({ seats }) => seats.map(({ place }) => place))).size).toBe(9);
    const [buyer] = buyers;
    if (!buyer) throw new Error('there is no buyer');
    const { general: left } = await world.services.concert.availability(holderOf(buyer), {
      performanceId,
    });
    expect(left).toEqual([{ section: 'Pit', available: 1 }]);
  });
});

describe('the best seats', () => {
  test('64 buyers at once get 64 groups on one house', async () => {
    const { concertId, performanceId } = await houseOf(
      world,
      Array.from({ length: 20 }, () => '..........|..........'),
    );
    const buyers = await Promise.all(
      Array.from({ length: 64 }, (_, n) => world.queueCaller(`best ${n}`, concertId)),
    );
    const held = await Promise.all(
      buyers.map((buyer) =>
        world.services.reservation.holdBest(buyer, { performanceId, quantity: 4 }),
      ),
    );
    const places = held.map(({ seats }) => seats.map(({ place }) => place));
    expect(new Set(places.flat()).size).toBe(256);
    for (const group of places) expect((group[3] ?? 0) - (group[0] ?? 0)).toBe(3);
  });

  test('a swap counts its own seats as free', async () => {
    const { concertId, performanceId } = await houseOf(world, ['....']);
    const mina = await world.queueCaller('swaps', concertId);
    const first = await world.services.reservation.holdBest(mina, { performanceId, quantity: 2 });
    const swap = { performanceId, quantity: 4, replaces: first.id };
    const second = await world.services.reservation.holdBest(mina, swap);
    expect(second.seats.map(({ place }) => place)).toEqual([0, 1, 2, 3]);
    expect(await world.services.reservation.get(mina.caller, first.id)).toMatchObject({
      status: 'RELEASED',
    });
  });

  test('tells what is missing', async () => {
    const { concertId, performanceId } = await houseOf(world, ['..|..'], { standing: 5 });
    const mina = await world.queueCaller('wants more', concertId);
    const best = (wish: object) =>
      refusalOf(world.services.reservation.holdBest(mina, { performanceId, quantity: 3, ...wish }));
    expect(await best({})).toEqual({
      code: 'NOT_ENOUGH_TOGETHER',
      details: { quantity: 3, largest: 2 },
    });
    expect(await best({ quantity: 5 })).toEqual({
      code: 'NOT_ENOUGH_LEFT',
      details: { section: null, available: 4 },
    });
    expect(await best({ sections: ['Pit'] })).toMatchObject({ code: 'SECTION_NOT_FOUND' });
    expect(await best({ categories: ['Gold'] })).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { issues: [{ path: ['categories', 0] }] },
    });
    expect(await best({ maxPrice: 49_999 })).toMatchObject({ code: 'NOT_ENOUGH_LEFT' });
  });
});

describe('the orphan rule', () => {
  test.each([
    ['oo...', null],
    ['oo.', null],
    ['.oo..', [0]],
    ['..o.o.', [3, 5]],
    ['..oo.|.', [4]],
    ['..ooa', null],
  ] as const)('judges the choice %s', async (...[row, orphans]) => {
    const { concertId, performanceId } = await houseOf(world, [row.replaceAll('o', '.')], {
      orphanRule: 'refuse',
    });
    const mina = await world.queueCaller('leaves none alone', concertId);
    const places = [...row.replaceAll('|', '')].flatMap((letter, n) => (letter === 'o' ? [n] : []));
    const call = world.services.reservation.hold(mina, { performanceId, places });
    if (orphans === null) expect(await call).toMatchObject({ status: 'HELD' });
    else {
      expect(await refusalOf(call)).toEqual({
        code: 'LEAVES_ORPHAN',
        details: { places: orphans },
      });
    }
  });

  test('of two choices that leave a seat alone only together, the second is refused', async () => {
    const { concertId, performanceId } = await houseOf(world, ['.........'], {
      orphanRule: 'refuse',
    });
    const [mina, jun] = [
      await world.queueCaller('first of two', concertId),
      await world.queueCaller('second of two', concertId),
    ];
    const outcomes = await Promise.allSettled([
      world.services.reservation.hold(mina, { performanceId, places: [2, 3] }),
      world.services.reservation.hold(jun, { performanceId, places: [5, 6] }),
    ]);
    const refused = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(refused.map(({ code, details }) => [code, details])).toEqual([
      ['LEAVES_ORPHAN', { places: [4] }],
    ]);
  });
});
