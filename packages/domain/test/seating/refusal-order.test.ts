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

/** A house of four seats, of which the first is held, and a standing area of two. */
async function smallHouse(holdLimit = 100) {
  const { concertId, performanceId } = await houseOf(world, ['....'], { standing: 2, holdLimit });
  const jun = await world.queueCaller(`${concertId} first`, concertId);
  await world.services.reservation.hold(jun, { performanceId, places: [0] });
  const mina = await world.queueCaller(`${concertId} second`, concertId);
  const { items } = await world.services.concert.seats(holderOf(mina), performanceId);
  return {
    performanceId,
    mina,
    standing: items.filter(({ row }) => row === '').map(({ id }) => id),
  };
}

const pit = (quantity: number) => [{ section: 'Pit', quantity }];

describe('a hold of standing places', () => {
  test.each<[string, object, string]>([
    ['an unknown place', { places: [9], general: pit(3) }, 'PLACE_NOT_FOUND'],
    [
      'an unknown section after it',
      { general: [...pit(3), { section: 'Loft', quantity: 1 }] },
      'SECTION_NOT_FOUND',
    ],
    ['a place of the area', { places: [4], general: pit(1) }, 'PLACE_NOT_FOUND'],
    ['more than the limit', { places: [1, 2], general: pit(3) }, 'HOLD_LIMIT_EXCEEDED'],
    ['a seat that is held', { places: [0], general: pit(3) }, 'SEAT_UNAVAILABLE'],
    ['too many', { places: [1], general: pit(3) }, 'NOT_ENOUGH_LEFT'],
  ])('that also names %s is refused by the contract’s order', async (...[, wanted, code]) => {
    const { performanceId, mina } = await smallHouse(4);
    const call = world.services.reservation.hold(mina, { performanceId, ...wanted });
    expect((await refusalOf(call)).code).toBe(code);
  });
});

test('the best seats over the limit are refused for the limit, however few are left', async () => {
  const { performanceId, mina } = await smallHouse(4);
  const call = world.services.reservation.holdBest(mina, { performanceId, quantity: 5 });
  expect(await refusalOf(call)).toEqual({ code: 'HOLD_LIMIT_EXCEEDED', details: { limit: 4 } });
});

describe('standing places', () => {
  test('are any others than those that the call names by id', async () => {
    for (const named of [0, 1]) {
      const { performanceId, mina, standing } = await smallHouse();
      const seatIds = [standing[named] ?? ''];
      const wanted = { performanceId, seatIds, general: pit(1) };
      const held = await world.services.reservation.hold(mina, wanted);
      expect(held.seats.map(({ number }) => number)).toEqual([1, 2]);
    }
  });

  test('of a hold that is replaced count as free', async () => {
    const { performanceId, mina } = await smallHouse();
    const { hold } = world.services.reservation;
    const first = await hold(mina, { performanceId, general: pit(2) });
    const wanted = { performanceId, general: pit(2), places: [1], replaces: first.id };
    const second = await hold(mina, wanted);
    expect(second.seats.map(({ section }) => section)).toEqual(['Floor', 'Pit', 'Pit']);
    const fewer = { performanceId, general: pit(1), replaces: second.id };
    expect((await hold(mina, fewer)).seats).toHaveLength(1);
  });
});

test('a stored answer of the best seats marks nothing as held', async () => {
  const { performanceId, mina } = await smallHouse();
  const { holdBest, release } = world.services.reservation;
  const wish = { performanceId, quantity: 3, idempotencyKey: 'the-same-key' };
  const first = await holdBest(mina, wish);
  await release(mina.caller, first.id);
  expect(await holdBest(mina, wish)).toEqual(first);
  const again = await holdBest(mina, { performanceId, quantity: 3 });
  expect(again.seats.map(({ place }) => place)).toEqual([1, 2, 3]);
});
