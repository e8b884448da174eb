import { afterAll, beforeAll, expect, test } from 'vitest';
import { admitAll, createWorld, START, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

test('parallel joins get consecutive numbers, and the first ones are admitted', async () => {
  const concertId = await world.concert({ queue: { maxActive: 10 } });
  const joined = await Promise.all(
    Array.from({ length: 120 }, (_, n) => world.join(`parallel ${n}`, concertId)),
  );
  const { rows } = await world.pool.query(
    'select min(number)::int as low, max(number)::int as high, count(*)::int as n from queue_entry where concert_id = $1',
    [concertId],
  );
  expect(rows).toEqual([{ low: 1, high: 120, n: 120 }]);
  const states = await Promise.all(joined.map(world.stateOf));
  expect(states.filter((state) => state === 'ACTIVE')).toHaveLength(10);
  const positions = states.filter((state) => typeof state === 'number').sort((a, b) => a - b);
  expect(positions).toEqual(Array.from({ length: 110 }, (_, n) => n + 1));
  expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });
});

test('no more passes are active than maxActive, even if many admissions run at the same time', async () => {
  const concertId = await world.concert({ queue: { maxActive: 3 } });
  const visitors = await world.joinMany('capped', 12, concertId);
  await Promise.all(Array.from({ length: 20 }, () => world.admit(concertId)));
  expect(await Promise.all(visitors.map(world.stateOf))).toEqual([
    ...['ACTIVE', 'ACTIVE', 'ACTIVE'],
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9],
  ]);
  const leaving = visitors
    .slice(0, 2)
    .map(({ queueCaller }) => world.services.queue.leave(queueCaller.claims));
  await Promise.all([...leaving, ...Array.from({ length: 10 }, () => world.admit(concertId))]);
  await world.admit(concertId);
  expect((await Promise.all(visitors.map(world.stateOf))).slice(2, 6)).toEqual([
    ...['ACTIVE', 'ACTIVE', 'ACTIVE', 1],
  ]);
  expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });
});

test('no more entries are admitted in any 60 seconds than admitPerMinute', async () => {
  const concertId = await world.concert({ queue: { admitPerMinute: 3 } });
  const visitors = await world.joinMany('paced', 8, concertId);
  const admitAndCount = async () => {
    await admitAll(world.ctx, concertId);
    const { rows } = await world.pool.query(
      'select count(*)::int as n from admission where concert_id = $1',
      [concertId],
    );
    return rows[0].n;
  };
  expect(await admitAndCount()).toBe(3);
  world.advanceClock(30);
  expect(await admitAndCount()).toBe(3);
  world.advanceClock(29.999);
  expect(await admitAndCount()).toBe(3);
  world.advanceClock(0.001);
  expect(await admitAndCount()).toBe(6);
  world.advanceClock(60);
  expect(await admitAndCount()).toBe(8);
  // Later than the visibility delay, so that the server shows the last admissions.
  world.advanceClock(0.5);
  expect(await world.stateOf(visitors.at(-1) ?? fail())).toBe('ACTIVE');
  expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });
});

test('a position never increases while other users join, leave and are admitted', async () => {
  const concertId = await world.concert({ queue: { maxActive: 2 } });
  const visitors = await world.joinMany('falling', 10, concertId);
  const last = visitors.at(-1) ?? fail();
  let before = 8;
  for (const [n, leaving] of [5, 3, 0, 7].entries()) {
    await world.services.queue.leave((visitors[leaving] ?? fail()).queueCaller.claims);
    await world.join(`late ${n}`, concertId);
    await world.admit(concertId);
    const position = Number(await world.stateOf(last));
    expect(position).toBeLessThan(before);
    before = position;
  }
  expect(before).toBe(4);
});

test('the clock of a world starts at START and has moved since', () => {
  expect(world.now.getTime()).toBeGreaterThan(START.getTime());
});

function fail(): never {
  throw new Error('the test expects more users in the queue');
}
