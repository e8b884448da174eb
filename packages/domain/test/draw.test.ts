import { createHash } from 'node:crypto';
import {
  entrantsHashOf,
  placeInDraw,
  placesInDraw,
  seedHashOf,
} from '@frontrow/contract/draw-order';
import type { DrawView } from '@frontrow/contract/queue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { admitOnce } from '../src/queue/admission/admit.ts';
import { advanceDraw } from '../src/queue/draw/advance-draws.ts';
import { NUMBER_ENTRIES } from '../src/queue/draw/draw.sql.ts';
import { commitChange, withQueueLock } from '../src/queue/lock/queue-lock.ts';
import { FREEZE } from '../src/queue/prequeue/freeze.ts';
import { createWorld, refusalOf, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

const inAnHour = () => new Date(world.now.getTime() + 3_600_000);
const crowd = (prefix: string, size: number, concertId: string) =>
  Promise.all(Array.from({ length: size }, (_, n) => world.join(`${prefix} ${n}`, concertId)));
const positionOf = async ({ queueCaller }: Awaited<ReturnType<World['join']>>) => {
  const { status, position } = await world.services.queue.status(queueCaller.claims);
  return status === 'WAITING' ? position : status;
};
const operator = () => world.caller('operator', 'operator');

/** The whole of a draw, page by page, as anybody can read it. */
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

test('the seed is promised before anybody joins, the list is frozen, and everybody can compute every place', async () => {
  const concertId = await world.concert({ queue: { opensAt: inAnHour(), maxActive: 3 } });
  const promise = (await world.services.concert.get(concertId)).draw;
  expect(promise).toEqual({
    round: 1,
    seedHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    source: null,
  });
  const early = await crowd('early', 30, concertId);
  const gone = early.slice(10, 14);
  for (const { queueCaller } of gone) await world.services.queue.leave(queueCaller.claims);
  const before = await readDraw(concertId);
  expect(before).toMatchObject({ round: 1, seed: null, entrants: null, items: [], frozenAt: null });
  expect(before.seedHash).toBe(promise.seedHash);
  expect(await world.admit(concertId)).toBe(0);

  world.advanceClock(3_600);
  const late = await world.join('late', concertId);
  expect(await world.admit(concertId)).toBe(3);

  const draw = await readDraw(concertId);
  const entrants = draw.items.map(({ entrant }) => entrant);
  const seed = draw.seed ?? fail();
  expect(seedHashOf(seed)).toBe(promise.seedHash);
  expect(createHash('sha256').update(Buffer.from(seed, 'hex')).digest('hex')).toBe(draw.seedHash);
  expect(draw.entrantsHash).toBe(entrantsHashOf(entrants));
  expect(draw).toMatchObject({ entrants: 30, afterNumber: 0, publicValue: null });
  const places = placesInDraw({ seed, publicValue: null, entrants });
  expect(draw.items.map(({ place }) => place)).toEqual(entrants.map((id) => places.get(id)));

  const inOrder = early
    .filter((visitor) => !gone.includes(visitor))
    .sort((a, b) => placed(a) - placed(b));
  function placed({ ticket }: (typeof early)[number]): number {
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

test('the order is not that of arrival', async () => {
  const concertId = await world.concert({ queue: { opensAt: inAnHour(), maxActive: 0 } });
  const early = await crowd('shuffled', 20, concertId);
  world.advanceClock(3_600);
  await world.admit(concertId);
  const positions = await Promise.all(early.map(positionOf));
  const entries = early.map(({ queueCaller }) => queueCaller.claims.arrival ?? 0);
  expect([...positions].sort((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 20 }, (_, n) => n + 1),
  );
  expect(positions).not.toEqual(entries);
});

test('a named public value: the list is published before it, the places follow from it', async () => {
  const source = 'the public beacon, round 4711';
  const concertId = await world.concert({
    queue: { opensAt: inAnHour(), maxActive: 2, drawSource: source },
  });
  expect((await world.services.concert.get(concertId)).draw.source).toBe(source);
  const early = await crowd('mixed', 9, concertId);
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

test('a queue that closes again before it opens has another draw, with another seed', async () => {
  const concertId = await world.concert({ queue: { opensAt: inAnHour(), maxActive: 0 } });
  const first = await crowd('first round', 4, concertId);
  const promised = (await world.services.concert.get(concertId)).draw;
  world.advanceClock(3_600);
  await world.admit(concertId);
  await world.services.admin.configureQueue(await operator(), { concertId, opensAt: inAnHour() });
  const { draw } = await world.services.concert.get(concertId);
  expect(draw).toMatchObject({ round: 2 });
  expect(draw.seedHash).not.toBe(promised.seedHash);
  const second = await crowd('second round', 4, concertId);
  expect(second.map(({ ticket }) => ticket.status)).toEqual(second.map(() => 'PREQUEUE'));
  world.advanceClock(3_600);
  await world.admit(concertId);
  expect((await readDraw(concertId)).seedHash).toBe(draw.seedHash);
  expect((await readDraw(concertId, 1)).seedHash).toBe(promised.seedHash);
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

test('a server that was not there at the draw tells the same positions, from tokens of before it', async () => {
  const concertId = await world.concert({ queue: { opensAt: inAnHour(), maxActive: 2 } });
  const early = await crowd('told elsewhere', 12, concertId);
  world.advanceClock(3_600);
  await world.admit(concertId);
  const here = await Promise.all(early.map(positionOf));
  const other = world.server().services;
  for (const [index, { queueCaller }] of early.entries()) {
    const { status, position } = await other.queue.status(queueCaller.claims);
    expect(status === 'WAITING' ? position : status).toBe(here[index]);
  }
});

test('a draw that was cut off after the freeze, or half-way through its numbers, goes on anywhere', async () => {
  const concertId = await world.concert({ queue: { opensAt: inAnHour(), maxActive: 5 } });
  const early = await crowd('cut off', 12, concertId);
  world.advanceClock(3_600);
  await world.ctx.sql.rows(FREEZE, [concertId, Buffer.alloc(32, 7), world.now]);
  expect(await positionOf(early[0] ?? fail())).toBe('PREQUEUE');
  const late = await world.join('joins the frozen line', concertId);
  expect(late.ticket.position).toBe(13);
  expect(await world.admit(concertId)).toBe(5);
  const states = await Promise.all(early.map(positionOf));
  expect(states.filter((state) => state === 'ACTIVE')).toHaveLength(5);
  expect(await positionOf(late)).toBe(8);
  expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });
});

test('a server that begins in the middle of the numbering tells what the others do', async () => {
  const concertId = await world.concert({ queue: { opensAt: inAnHour(), maxActive: 0 } });
  const early = await crowd('half numbered', 14, concertId);
  const gone = [3, 8];
  const leave = (n: number) => world.services.queue.leave((early[n] ?? fail()).queueCaller.claims);
  await leave(3);
  world.advanceClock(3_600);
  await admitOnce(world.ctx, concertId);
  await leave(8);
  const late = await world.join('after half of them', concertId);
  await advanceDraw(world.ctx, concertId);
  const { items } = await readDraw(concertId);
  const entryAt = (place: number) => items.findIndex((item) => item.place === place) + 1;
  const first = [1, 2, 3, 4, 5, 6];
  await withQueueLock(world.ctx, concertId, async (line) => {
    const values = [concertId, 1, first.map(entryAt), first, first.length];
    const left = await line.tx.sql.rows<{ number: number }>(NUMBER_ENTRIES, values);
    await commitChange(line, { now: world.now, gone: left.map(({ number }) => number) });
  });
  world.advanceClock(1);
  const began = world.server().services;
  const told = async (services: World['services']) => {
    const positions: (number | null)[] = [];
    for (const [n, { queueCaller }] of early.entries()) {
      if (!gone.includes(n))
        positions.push((await services.queue.status(queueCaller.claims)).position);
    }
    return positions;
  };
  const goneEntries = gone.map((n) => early[n]?.queueCaller.claims.arrival);
  const live = first.filter((place) => !goneEntries.includes(entryAt(place))).length;
  const half = await told(world.services);
  expect(await told(began)).toEqual(half);
  expect(half.filter(Number).sort()).toEqual(Array.from({ length: live }, (_, n) => n + 1));
  expect(half.filter((position) => position === null)).toHaveLength(12 - live);
  await world.admit(concertId);
  const whole = Array.from({ length: 12 }, (_, n) => n + 1);
  const after = world.server().services;
  for (const services of [world.services, began, after]) {
    expect((await told(services)).sort((a, b) => Number(a) - Number(b))).toEqual(whole);
    expect(await told(services)).toEqual(await told(world.services));
    expect((await services.queue.status(late.queueCaller.claims)).position).toBe(13);
  }
  for (const n of gone) {
    const { claims } = (early[n] ?? fail()).queueCaller;
    for (const services of [world.services, began, after]) {
      expect(await refusalOf(services.queue.status(claims))).toMatchObject({
        code: 'QUEUE_TOKEN_EXPIRED',
      });
    }
  }
});

test('a second draw that opens before the first one is held keeps its place in the order', async () => {
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
  throw new Error('nothing there');
};
