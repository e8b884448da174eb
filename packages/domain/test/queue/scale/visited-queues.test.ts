import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AdmissionRounds } from '../../../src/queue/admission/admission-rounds.ts';
import { admitAllQueues } from '../../../src/queue/admission/admit.ts';
import { copyConcert, fillQueues, fillUnchecked } from '../../../testing/long-queues/fill.ts';
import { createWorld, type World } from '../../../testing/world.ts';

/* The loop of admissions opens a transaction in a queue only where that can change something. */

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const MINUTES = 60_000;
const inMinutes = (minutes: number) => new Date(world.now.getTime() + minutes * MINUTES);

/** Runs the loop once. Returns how many statements and transactions that took. */
async function countConnections(): Promise<number> {
  let count = 0;
  const increment = () => count++;
  world.pool.on('acquire', increment);
  await admitAllQueues(world.ctx);
  world.pool.off('acquire', increment);
  return count;
}

const admitted = async (concertId: string): Promise<number> => {
  const { rows } = await world.pool.query(
    'select count(*)::int as n from admission where concert_id = $1',
    [concertId],
  );
  return rows[0].n;
};

describe('a queue where nobody can be admitted is not visited', () => {
  /** Whatever was due before is done. */
  beforeAll(() => countConnections());

  test.each<[string, (name: string) => Promise<unknown>]>([
    [
      'is of a sale that has closed',
      async (name) => {
        const salesCloseAt = inMinutes(1);
        const concertId = await world.concert({ salesCloseAt, queue: { maxActive: 0 } });
        await world.join(name, concertId);
        world.advanceClock(61);
        await world.configureQueue(concertId, { maxActive: 1 });
      },
    ],
    ['is paused', async (name) => world.join(name, await concert({ paused: true }))],
    ['has a maxActive of 0', async (name) => world.join(name, await concert({ maxActive: 0 }))],
    [
      'has all its passes in use',
      async (name) => {
        await world.joinMany(name, 3, await concert({ maxActive: 2 }));
      },
    ],
    [
      'has admitted its limit of the minute',
      async (name) => {
        await world.joinMany(name, 3, await concert({ admitPerMinute: 2 }));
      },
    ],
    ['opens later', async (name) => world.join(name, await concert({ opensAt: inMinutes(60) }))],
    [
      'waits for the public value of its draw',
      async (name) => {
        const concertId = await concert({ opensAt: inMinutes(60), drawSource: 'the lottery' });
        await world.join(name, concertId);
        await world.configureQueue(concertId, { opensAt: inMinutes(-1) });
        await world.admit(concertId);
      },
    ],
    [
      'has nobody left in it',
      async (name) => {
        const [joined] = await world.joinMany(name, 1, await concert({ maxActive: 0 }));
        if (joined) await world.services.queue.leave(joined.queueCaller.claims);
      },
    ],
  ])('if it %s', async (name, prepare) => {
    await prepare(name);
    expect(await countConnections()).toBeLessThanOrEqual(2);
  });

  const concert = (queue: Parameters<World['configureQueue']>[1]) => world.concert({ queue });
});

describe('a queue where somebody can be admitted is visited', () => {
  test('when a pass ends by itself', async () => {
    const concertId = await world.concert({ queue: { maxActive: 1, claimSeconds: 30 } });
    await world.joinMany('a pass ends', 2, concertId);
    await admitAllQueues(world.ctx);
    expect(await admitted(concertId)).toBe(1);
    world.advanceClock(31);
    await admitAllQueues(world.ctx);
    expect(await admitted(concertId)).toBe(2);
  });

  test('when the minute of the last admissions is over', async () => {
    const concertId = await world.concert({ queue: { admitPerMinute: 1 } });
    await world.joinMany('a minute ends', 2, concertId);
    world.advanceClock(59);
    await admitAllQueues(world.ctx);
    expect(await admitted(concertId)).toBe(1);
    world.advanceClock(2);
    await admitAllQueues(world.ctx);
    expect(await admitted(concertId)).toBe(2);
  });

  test('when the operators let more in', async () => {
    const concertId = await world.concert({ queue: { maxActive: 0 } });
    await world.join('let in', concertId);
    await admitAllQueues(world.ctx);
    expect(await admitted(concertId)).toBe(0);
    await world.configureQueue(concertId, { maxActive: 1 });
    await admitAllQueues(world.ctx);
    expect(await admitted(concertId)).toBe(1);
  });

  test('when the pre-queue is over, even if it is paused', async () => {
    const queue = { opensAt: inMinutes(60), paused: true };
    const concertId = await world.concert({ queue });
    await world.join('enters the draw', concertId);
    world.advanceClock(3_601);
    await admitAllQueues(world.ctx);
    const { rows } = await world.pool.query(
      'select frozen_at is not null as frozen from draw where concert_id = $1 order by round',
      [concertId],
    );
    expect(rows.map(({ frozen }) => frozen)).toEqual([true, false]);
  });
});

test('of many queues each is counted in one of some rounds, and one where somebody was admitted lately in all', async () => {
  const model = await world.concert({ queue: { maxActive: 1 } });
  let ids: string[] = [];
  await fillUnchecked(world.ownerUrl, async (pool) => {
    ids = await copyConcert(pool, model, 300);
    await fillQueues(pool, ids, 4);
  });
  await admitAllQueues(world.ctx);
  const countAdmitted = async () => {
    const { rows } = await world.pool.query(
      'select concert_id as id, admitted::int from queue where concert_id = any($1)',
      [ids],
    );
    return new Map(rows.map(({ id, admitted }) => [id, admitted]));
  };
  expect([...(await countAdmitted()).values()]).toEqual(Array(300).fill(1));
  const rounds = new AdmissionRounds();
  world.ctx.queue.admissionRounds = rounds;
  const [lately = ''] = ids;
  rounds.noteAdmitted(lately);
  rounds.noteCounted(300);
  const raise = (by: number) =>
    world.pool.query('update queue set max_active = 1 + $2 where concert_id = any($1)', [ids, by]);
  await raise(1);
  await admitAllQueues(world.ctx);
  const first = await countAdmitted();
  const visited = [...first.values()].filter((admitted) => admitted === 2).length;
  expect(visited).toBeGreaterThan(100);
  expect(visited).toBeLessThan(200);
  expect(first.get(lately)).toBe(2);
  await admitAllQueues(world.ctx);
  expect([...(await countAdmitted()).values()]).toEqual(Array(300).fill(2));
});
