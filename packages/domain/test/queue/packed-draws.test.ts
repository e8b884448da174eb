import { placesInDraw } from '@frontrow/contract/draw/draw-order';
import type { DrawView } from '@frontrow/contract/queue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packDrawLists } from '../../src/queue/draw/pack-lists.ts';
import { createWorld, type World } from '../../testing/world.ts';

const DAY = 86_400;
const PACK = { afterSeconds: DAY, batch: 7, bounds: { rows: 1_000, seconds: 60 } };
let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** A draw of 30 entrants, of whom two have left before it. */
async function drawn(prefix: string): Promise<string> {
  const opensAt = new Date(world.now.getTime() + 3_600_000);
  const concertId = await world.concert({ queue: { opensAt, maxActive: 3 } });
  const joined = await world.joinMany(prefix, 30, concertId);
  for (const { queueCaller } of joined.slice(4, 6)) {
    await world.services.queue.leave(queueCaller.claims);
  }
  world.advanceClock(3_600);
  await world.admit(concertId);
  return concertId;
}

/** The published draw with all pages of its list, as a server that knows nothing of it reads it. */
async function published(concertId: string, limit = 4): Promise<DrawView> {
  const { queue } = world.server().services;
  const first = await queue.draw({ concertId, limit });
  const items = [...first.items];
  for (let cursor = first.nextCursor; cursor; ) {
    const page = await queue.draw({ concertId, limit, cursor });
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return { ...first, items, nextCursor: null };
}

async function rowsOf(concertId: string): Promise<{ single: number; pieces: number }> {
  const { rows } = await world.pool.query<{ single: number; pieces: number }>(
    `select (select count(*)::int from draw_entrant where concert_id = $1) as single,
       (select count(*)::int from draw_list where concert_id = $1) as pieces`,
    [concertId],
  );
  return rows[0] ?? { single: Number.NaN, pieces: Number.NaN };
}

test('the list of an old draw is packed, its rows go a day later, and the proof stays as it was', async () => {
  const concertId = await drawn('packed');
  const before = await published(concertId);
  expect(before.items).toHaveLength(30);
  expect(await packDrawLists(world.ctx, PACK)).toBe(0);
  expect(await rowsOf(concertId)).toEqual({ single: 30, pieces: 0 });

  world.advanceClock(DAY);
  expect(await packDrawLists(world.ctx, PACK)).toBe(30);
  expect(await rowsOf(concertId)).toEqual({ single: 30, pieces: 5 });
  expect(await published(concertId)).toEqual(before);
  expect(await packDrawLists(world.ctx, PACK)).toBe(0);

  world.advanceClock(DAY);
  expect(await packDrawLists(world.ctx, PACK)).toBe(30);
  expect(await rowsOf(concertId)).toEqual({ single: 0, pieces: 5 });
  for (const limit of [1, 4, 7, 100]) expect(await published(concertId, limit)).toEqual(before);
  expect(await packDrawLists(world.ctx, PACK)).toBe(0);

  // Anybody can still check it.
  const { seed, publicValue, items } = before;
  const entrants = items.map(({ entrant }) => entrant);
  const places = placesInDraw({ seed: seed ?? '', publicValue, entrants });
  expect(items.map(({ place }) => place)).toEqual(entrants.map((id) => places.get(id)));
  expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });
});

test('a run is bounded, and the next ones go on where it ended', async () => {
  const concertId = await drawn('bounded');
  const before = await published(concertId);
  const run = () => packDrawLists(world.ctx, { ...PACK, bounds: { rows: 14, seconds: 60 } });
  world.advanceClock(DAY);
  expect(await run()).toBe(14);
  expect(await rowsOf(concertId)).toEqual({ single: 30, pieces: 2 });
  expect(await published(concertId)).toEqual(before);
  expect([await run(), await run(), await run()]).toEqual([14, 2, 0]);
  world.advanceClock(DAY);
  expect([await run(), await run(), await run(), await run()]).toEqual([14, 14, 2, 0]);
  expect(await rowsOf(concertId)).toEqual({ single: 0, pieces: 5 });
  expect(await published(concertId)).toEqual(before);
});

test('workers that pack the same list at the same time make one of it', async () => {
  const concertId = await drawn('at once');
  const before = await published(concertId);
  world.advanceClock(DAY);
  const run = () => packDrawLists(world.ctx, PACK);
  await Promise.all([run(), run(), run()]);
  await run();
  expect(await rowsOf(concertId)).toEqual({ single: 30, pieces: 5 });
  world.advanceClock(DAY);
  await Promise.all([run(), run(), run()]);
  await run();
  expect(await rowsOf(concertId)).toEqual({ single: 0, pieces: 5 });
  expect(await published(concertId)).toEqual(before);
});

test('lists that nobody may rely on yet stay as they are', async () => {
  const opensAt = new Date(world.now.getTime() + 3_600_000);
  const drawSource = 'a beacon that never comes';
  const undrawn = await world.concert({ queue: { opensAt, drawSource } });
  await world.joinMany('undrawn', 3, undrawn);
  world.advanceClock(3_600);
  await world.admit(undrawn);
  world.advanceClock(10 * DAY);
  await packDrawLists(world.ctx, PACK);
  expect(await rowsOf(undrawn)).toEqual({ single: 3, pieces: 0 });
});

test('a list that is not the published one is never packed away, and the others are', async () => {
  const changed = await drawn('changed');
  const good = await drawn('good');
  await world.ownerPool.query(
    'update draw_entrant set entrant = gen_random_uuid() where concert_id = $1 and arrival = 9',
    [changed],
  );
  for (let day = 0; day < 3; day++) {
    world.advanceClock(DAY);
    await expect(packDrawLists(world.ctx, PACK)).rejects.toThrow('not those drawn');
  }
  expect(await rowsOf(changed)).toMatchObject({ single: 30 });
  expect(await rowsOf(good)).toEqual({ single: 0, pieces: 5 });
});
