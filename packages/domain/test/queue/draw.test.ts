import { createHash } from 'node:crypto';
import {
  entrantsHashOf,
  placeInDraw,
  placesInDraw,
  seedHashOf,
} from '@frontrow/contract/draw/draw-order';
import type { DrawView } from '@frontrow/contract/queue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { admitOnce } from '../../src/queue/admission/admit.ts';
import { advanceDraw } from '../../src/queue/draw/advance-draws.ts';
import { ASSIGN_NUMBERS } from '../../src/queue/draw/draw.sql.ts';
import { commitChange, withQueueLock } from '../../src/queue/lock/queue-lock.ts';
import { FREEZE } from '../../src/queue/prequeue/freeze.ts';
import { poll } from '../../testing/token-holder.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

const inAnHour = () => new Date(world.now.getTime() + 3_600_000);
/** Joins users in parallel, so in any order. They are named by the prefix and a number from 0. */
const joinInParallel = (prefix: string, size: number, concertId: string) =>
  Promise.all(Array.from({ length: size }, (_, n) => world.join(`${prefix} ${n}`, concertId)));
const positionOf = async ({ queueCaller }: Awaited<ReturnType<World['join']>>) => {
  const { status, position } = await poll(world.services, queueCaller.claims);
  return status === 'WAITING' ? position : status;
};
const operator = () => world.caller('operator', 'operator');

/** The public part of a draw with all pages of its list. */
async function readDraw(concertId: string, round?: number): Promise<DrawView> {
  const first = await world.services.queue.draw({ concertId, round, limit: 7 });
  const items = [...first.items];
  for (let cursor = first.nextCursor; cursor; ) {
    const page = await world.services.queue.draw({ concertId, round, limit: 7, cursor });
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return { ...first, items, nextCursor: null };
}

test('the hash of the seed is public before the joins, and the order can be computed from the published draw', async () => {
  const concertId = await world.concert({ queue: { opensAt: inAnHour(), maxActive: 3 } });
  const before = (await world.services.concert.get(concertId)).draw;
  expect(before).toEqual({
    round: 1,
    seedHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    source: null,
  });
  const early = await joinInParallel('early', 30, concertId);
  const left = early.slice(10, 14);
  for (const { queueCaller } of left) await world.services.queue.leave(queueCaller.claims);
  const open = await readDraw(concertId);
  expect(open).toMatchObject({ round: 1, seed: null, entrants: null, items: [], frozenAt: null });
  expect(open.seedHash).toBe(before.seedHash);
  expect(await world.admit(concertId)).toBe(0);

  world.advanceClock(3_600);
  const late = await world.join('late', concertId);
  expect(await world.admit(concertId)).toBe(3);

  const draw = await readDraw(concertId);
  const entrants = draw.items.map(({ entrant }) => entrant);
  const seed = draw.seed ?? fail();
  expect(seedHashOf(seed)).toBe(before.seedHash);
  expect(createHash('sha256').update(Buffer.from(seed, 'hex')).digest('hex')).toBe(draw.seedHash);
  expect(draw.entrantsHash).toBe(entrantsHashOf(entrants));
  expect(draw).toMatchObject({ entrants: 30, afterNumber: 0, publicValue: null });
  const places = placesInDraw({ seed, publicValue: null, entrants });
  expect(draw.items.map(({ place }) => place)).toEqual(entrants.map((id) => places.get(id)));

  const inOrder = early
    .filter((visitor) => !left.includes(visitor))
    .sort((a, b) => placeOf(a) - placeOf(b));
  function placeOf({ ticket }: (typeof early)[number]): number {
    return placeInDraw(ticket.entrant ?? fail(), { seed, publicValue: null, entrants }) ?? fail();
  }
  const states = await Promise.all(inOrder.map(positionOf));
  expect(states).toEqual([
    'ACTIVE',
    'ACTIVE',
    'ACTIVE',
    ...Array.from({ length: 23 }, (_, n) => n + 1),
  ]);
  expect(await positionOf(late)).toBe(24);
  expect((await world.services.concert.get(concertId)).draw.seedHash).not.toBe('');
  expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });
});

test('the drawn order differs from the order of arrival', async () => {
  const concertId = await world.concert({ queue: { opensAt: inAnHour(), maxActive: 0 } });
  const early = await joinInParallel('shuffled', 20, concertId);
  world.advanceClock(3_600);
  await world.admit(concertId);
  const positions = await Promise.all(early.map(positionOf));
  const arrivals = early.map(({ queueCaller }) => queueCaller.claims.arrival ?? 0);
  expect([...positions].sort((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 20 }, (_, n) => n + 1),
  );
  expect(positions).not.toEqual(arrivals);
});

test('a draw with a public value: the list is final before the value, and the order depends on the value', async () => {
  const source = 'the public beacon, round 4711';
  const concertId = await world.concert({
    queue: { opensAt: inAnHour(), maxActive: 2, drawSource: source },
  });
  expect((await world.services.concert.get(concertId)).draw.source).toBe(source);
  const early = await joinInParallel('mixed', 9, concertId);
  const change = world.services.admin.configureQueue(await operator(), {
    concertId,
    drawSource: null,
  });
  expect(await refusalOf(change)).toMatchObject({ code: 'VALIDATION_FAILED' });
  const tooEarly = world.services.admin.publishDrawValue(await operator(), {
    concertId,
    value: 'x',
  });
  expect(await refusalOf(tooEarly)).toMatchObject({ code: 'VALIDATION_FAILED' });

  world.advanceClock(3_600);
  const late = await world.join('after the freeze', concertId);
  expect(await world.admit(concertId)).toBe(0);
  const frozen = await readDraw(concertId);
  expect(frozen).toMatchObject({ entrants: 9, seed: null, drawnAt: null, source });
  expect(frozen.items.every(({ place }) => place === null)).toBe(true);
  expect(frozen.entrantsHash).toBe(entrantsHashOf(frozen.items.map(({ entrant }) => entrant)));
  expect(await Promise.all(early.map(positionOf))).toEqual(early.map(() => 'PREQUEUE'));
  expect(await positionOf(late)).toBe(10);
  await world.services.queue.leave((early[4] ?? fail()).queueCaller.claims);

  const value = 'd5a6 ünïcode';
  await world.services.admin.publishDrawValue(await operator(), { concertId, value });
  expect(await world.admit(concertId)).toBe(2);
  const draw = await readDraw(concertId);
  const entrants = draw.items.map(({ entrant }) => entrant);
  const places = placesInDraw({ seed: draw.seed ?? fail(), publicValue: value, entrants });
  expect(draw.items).toEqual(entrants.map((entrant) => ({ entrant, place: places.get(entrant) })));
  expect(placesInDraw({ seed: draw.seed ?? fail(), publicValue: null, entrants })).not.toEqual(
    places,
  );
  expect(await positionOf(late)).toBe(7);
  const again = world.services.admin.publishDrawValue(await operator(), {
    concertId,
    value: 'other',
  });
  expect(await refusalOf(again)).toMatchObject({ code: 'VALIDATION_FAILED' });
});

test('a queue whose opening is moved to the future again has another draw with another seed', async () => {
  const concertId = await world.concert({ queue: { opensAt: inAnHour(), maxActive: 0 } });
  const first = await joinInParallel('first round', 4, concertId);
  const firstDraw = (await world.services.concert.get(concertId)).draw;
  world.advanceClock(3_600);
  await world.admit(concertId);
  await world.services.admin.configureQueue(await operator(), { concertId, opensAt: inAnHour() });
  const { draw } = await world.services.concert.get(concertId);
  expect(draw).toMatchObject({ round: 2 });
  expect(draw.seedHash).not.toBe(firstDraw.seedHash);
  const second = await joinInParallel('second round', 4, concertId);
  expect(second.map(({ ticket }) => ticket.status)).toEqual(second.map(() => 'PREQUEUE'));
  world.advanceClock(3_600);
  await world.admit(concertId);
  expect((await readDraw(concertId)).seedHash).toBe(draw.seedHash);
  expect((await readDraw(concertId, 1)).seedHash).toBe(firstDraw.seedHash);
  const waiting = (await Promise.all([...first, ...second].map(positionOf))).filter(
    Number.isInteger,
  );
  expect(waiting.sort((a, b) => Number(a) - Number(b))).toEqual(waiting.map((_, n) => n + 1));
  expect(waiting).toHaveLength(8);
  expect(
    await refusalOf(world.services.queue.draw({ concertId, round: 9, limit: 1 })),
  ).toMatchObject({
    code: 'CONCERT_NOT_FOUND',
  });
});

test('a server that starts after the draw shows the same positions for tokens from before the draw', async () => {
  const concertId = await world.concert({ queue: { opensAt: inAnHour(), maxActive: 2 } });
  const early = await joinInParallel('polls elsewhere', 12, concertId);
  world.advanceClock(3_600);
  await world.admit(concertId);
  const here = await Promise.all(early.map(positionOf));
  const other = world.server().services;
  for (const [index, { queueCaller }] of early.entries()) {
    const { status, position } = await poll(other, queueCaller.claims);
    expect(status === 'WAITING' ? position : status).toBe(here[index]);
  }
});

test('a draw that was interrupted after its list became final is finished later', async () => {
  const concertId = await world.concert({ queue: { opensAt: inAnHour(), maxActive: 5 } });
  const early = await joinInParallel('interrupted', 12, concertId);
  world.advanceClock(3_600);
  await world.ctx.sql.rows(FREEZE, [concertId, Buffer.alloc(32, 7), world.now]);
  expect(await positionOf(early[0] ?? fail())).toBe('PREQUEUE');
  const late = await world.join('joins after the list is final', concertId);
  expect(late.ticket.position).toBe(13);
  expect(await world.admit(concertId)).toBe(5);
  const states = await Promise.all(early.map(positionOf));
  expect(states.filter((state) => state === 'ACTIVE')).toHaveLength(5);
  expect(await positionOf(late)).toBe(8);
  expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });
});

test('a server that starts while the draw gives its numbers shows the same positions as the others', async () => {
  const concertId = await world.concert({ queue: { opensAt: inAnHour(), maxActive: 0 } });
  const early = await joinInParallel('half numbered', 14, concertId);
  const left = [3, 8];
  const leave = (n: number) => world.services.queue.leave((early[n] ?? fail()).queueCaller.claims);
  await leave(3);
  world.advanceClock(3_600);
  await admitOnce(world.ctx, concertId);
  await leave(8);
  const late = await world.join('after half of them', concertId);
  await advanceDraw(world.ctx, concertId);
  const { items } = await readDraw(concertId);
  const arrivalAt = (place: number) => items.findIndex((item) => item.place === place) + 1;
  const first = [1, 2, 3, 4, 5, 6];
  await withQueueLock(world.ctx, concertId, async (locked) => {
    const values = [concertId, 1, first.map(arrivalAt), first, first.length];
    const gone = await locked.tx.sql.rows<{ number: number }>(ASSIGN_NUMBERS, values);
    await commitChange(locked, { now: world.now, gone: gone.map(({ number }) => number) });
  });
  world.advanceClock(1);
  const startedDuring = world.server().services;
  const positionsOn = async (services: World['services']) => {
    const positions: (number | null)[] = [];
    for (const [n, { queueCaller }] of early.entries()) {
      if (!left.includes(n)) positions.push((await poll(services, queueCaller.claims)).position);
    }
    return positions;
  };
  const leftArrivals = left.map((n) => early[n]?.queueCaller.claims.arrival);
  const live = first.filter((place) => !leftArrivals.includes(arrivalAt(place))).length;
  const half = await positionsOn(world.services);
  expect(await positionsOn(startedDuring)).toEqual(half);
  expect(half.filter(Number).sort()).toEqual(Array.from({ length: live }, (_, n) => n + 1));
  expect(half.filter((position) => position === null)).toHaveLength(12 - live);
  await world.admit(concertId);
  const whole = Array.from({ length: 12 }, (_, n) => n + 1);
  const startedAfter = world.server().services;
  for (const services of [world.services, startedDuring, startedAfter]) {
    expect((await positionsOn(services)).sort((a, b) => Number(a) - Number(b))).toEqual(whole);
    expect(await positionsOn(services)).toEqual(await positionsOn(world.services));
    expect((await poll(services, late.queueCaller.claims)).position).toBe(13);
  }
  for (const n of left) {
    const { claims } = (early[n] ?? fail()).queueCaller;
    for (const services of [world.services, startedDuring, startedAfter]) {
      expect(await refusalOf(poll(services, claims))).toMatchObject({
        code: 'QUEUE_TOKEN_EXPIRED',
      });
    }
  }
});

test('entries of a second draw come after those of the first, even if the first is finished later', async () => {
  const concertId = await world.concert({
    queue: { opensAt: inAnHour(), maxActive: 100, drawSource: 'a beacon' },
  });
  const first = await world.join('of the first draw', concertId);
  world.advanceClock(3_600);
  await world.admit(concertId);
  await world.services.admin.configureQueue(await operator(), { concertId, opensAt: inAnHour() });
  const second = await world.join('of the second draw', concertId);
  world.advanceClock(3_600);
  const late = await world.join('after both', concertId);
  expect(late.ticket.position).toBe(3);
  expect(await world.admit(concertId)).toBe(0);
  await world.services.admin.publishDrawValue(await operator(), { concertId, value: '42' });
  expect(await world.admit(concertId)).toBe(3);
  const { rows } = await world.pool.query(
    'select queue_entry_id from admission where concert_id = $1 order by number',
    [concertId],
  );
  expect(rows.map(({ queue_entry_id }) => queue_entry_id)).toEqual(
    [first, second, late].map(({ queueCaller }) => queueCaller.claims.entryId),
  );
  expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });
});

const fail = (): never => {
  throw new Error('a value that the test needs is missing');
};
