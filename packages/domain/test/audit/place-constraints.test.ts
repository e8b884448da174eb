import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { houseOf } from '../../testing/house.ts';
import { createWorld, type World } from '../../testing/world.ts';

const SEAT = 'where performance_id = $1 and place =';

describe('the database refuses', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  test.each([
    [
      'a blocked place that is sold',
      `update seat set blocked = true ${SEAT} 0`,
      'seat_blocked_is_free',
    ],
    ['a negative place', `update seat set place = -1 ${SEAT} 0`, 'seat_place_not_negative'],
    [
      'a place number twice',
      `update seat set place = 0 ${SEAT} 1`,
      'seat_performance_id_place_unique',
    ],
    ['unknown marks', `update seat set flags = 8 ${SEAT} 3`, 'seat_in_row_or_standing'],
    ['a seat without a row', `update seat set row_name = '' ${SEAT} 3`, 'seat_in_row_or_standing'],
    [
      'two sections at one position',
      'update section set position = 0 where performance_id = $1',
      'section_performance_id_position_unique',
    ],
    [
      'a section with fewer than no places',
      'update section set places = -1 where performance_id = $1',
      'section_places_not_negative',
    ],
    [
      'a performance with fewer than no places',
      'update performance set seats_total = -1 where id = $1',
      'performance_seats_not_negative',
    ],
  ])('%s', async (_, text, constraint) => {
    const { concertId, performanceId } = await houseOf(world, ['..', '..'], { standing: 3 });
    const holder = await world.queueCaller(`holder of ${performanceId}`, concertId);
    await world.services.reservation.hold(holder, { performanceId, places: [0] });
    const broken = world.ownerPool.query(text, [performanceId]);
    await expect(broken).rejects.toMatchObject({ constraint });
  });
});
