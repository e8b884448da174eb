import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { DatabaseClock } from '../../src/kernel/clock.ts';
import type { Logger } from '../../src/kernel/logger.ts';
import { admitAllQueues } from '../../src/queue/admission/admit.ts';
import type { QueueContext } from '../../src/queue/queue-context.ts';
import type { QueueTokenClaims } from '../../src/queue/token/queue-token.ts';
import { bindServices, type Services } from '../../src/services.ts';
import { letClockStep } from '../../testing/clock/stepping-clock.ts';
import { poll } from '../../testing/token-holder.ts';
import { createWorld, type World } from '../../testing/world.ts';

const HOUR = 3_600;

let world: World;
let step: (seconds: number) => Promise<void>;
beforeAll(async () => {
  world = await createWorld({}, 40);
  // Before the first connection.
  step = await letClockStep(world.ownerPool, world.pool);
});
afterAll(() => world.close());

interface Server {
  ctx: QueueContext;
  services: Services;
  /** The steps that were logged, in seconds. */
  logged: number[];
}

function startServer(): Server {
  const logged: number[] = [];
  const error = ({ seconds }: { seconds?: number }, message: string) => {
    if (seconds !== undefined && message.includes('clock')) logged.push(seconds);
  };
  const log = { info() {}, warn() {}, error } as unknown as Logger;
  const ctx = { ...world.realTimeServer().ctx, log };
  return { ctx, services: bindServices(ctx), logged };
}

async function join({ services }: Server, name: string, concertId: string) {
  const { token } = await services.queue.join(await world.caller(name), { concertId });
  const claims = services.queue.verifyToken(token);
  if (!claims) throw new Error('the token does not open');
  return { ...claims, positionCeiling: null };
}

async function joinAll(server: Server, names: string[], concertId: string) {
  const all: QueueTokenClaims[] = [];
  for (const name of names) all.push(await join(server, name, concertId));
  return all;
}

const positions = ({ services }: Server, all: QueueTokenClaims[]) =>
  Promise.all(all.map(async (claims) => (await poll(services, claims)).position));

const admitted = async (concertId: string): Promise<number[]> => {
  const { rows } = await world.pool.query<{ number: string }>(
    'select number from admission where concert_id = $1 order by admitted_at, id',
    [concertId],
  );
  return rows.map(({ number }) => Number(number));
};

const failedChecks = async (concertId: string) => {
  const { checks } = await audit(world.ctx, { concertId });
  return checks.filter(({ ok }) => !ok);
};

describe.each([
  ['back', -HOUR],
  ['forward', HOUR],
])('while the clock of the database steps %s by an hour', (direction, seconds) => {
  let servers: Server[];
  beforeEach(() => {
    servers = [startServer(), startServer()];
  });

  test('polls are answered, positions stay, and the queue goes on', async () => {
    const concertId = await world.concert({ queue: { maxActive: 0 } });
    const [a, b] = servers as [Server, Server];
    const all = await joinAll(
      a,
      [1, 2, 3].map((n) => `stays ${direction} ${n}`),
      concertId,
    );
    const [, , last] = all as [QueueTokenClaims, QueueTokenClaims, QueueTokenClaims];
    for (const server of servers) {
      await vi.waitUntil(async () => (await positions(server, all))[2] === 3, { timeout: 60_000 });
    }
    await step(seconds);
    for (const server of servers) expect(await positions(server, all)).toEqual([1, 2, 3]);
    const late = await join(b, `comes later ${direction}`, concertId);
    await a.services.queue.leave(all[0] as QueueTokenClaims);
    for (const server of servers) {
      await vi.waitUntil(async () => (await positions(server, [last]))[0] === 2, {
        timeout: 60_000,
      });
      expect(await positions(server, [last, late])).toEqual([2, 3]);
    }
    for (const { logged, ctx } of servers) {
      expect(logged.map((each) => Math.round(each / 10) * 10)).toEqual([seconds]);
      expect(ctx.clock.steps).toMatchObject({ [direction]: 1 });
    }
    const fresh = startServer();
    expect(await positions(fresh, [last, late])).toEqual([2, 3]);
  });

  test('a change just before the step is shown', async () => {
    const concertId = await world.concert({ queue: { maxActive: 0 } });
    const [a, b] = servers as [Server, Server];
    const [first, second] = (await joinAll(
      a,
      [1, 2].map((n) => `just before ${direction} ${n}`),
      concertId,
    )) as [QueueTokenClaims, QueueTokenClaims];
    for (const server of servers) {
      await vi.waitUntil(async () => (await positions(server, [second]))[0] === 2, {
        timeout: 60_000,
      });
    }
    const leaving = a.services.queue.leave(first);
    await vi.waitUntil(async () => {
      const { rows } = await world.pool.query(
        'select left_waiting as n from queue where concert_id = $1',
        [concertId],
      );
      return Number(rows[0].n) === 1;
    });
    await step(seconds);
    await leaving;
    for (const server of [a, b]) {
      await vi.waitUntil(async () => (await positions(server, [second]))[0] === 1, {
        timeout: 60_000,
      });
    }
  });
});

describe('when the clock of the database steps back', () => {
  test('passes stay, and the limit of the minute binds for a minute and no longer', async () => {
    const concertId = await world.concert({ queue: { maxActive: 100, admitPerMinute: 2 } });
    const server = startServer();
    const all = await joinAll(
      server,
      [1, 2, 3, 4, 5].map((n) => `minute ${n}`),
      concertId,
    );
    const passes = all.slice(0, 2).map((claims) => ({ ...claims, admitted: true }));
    expect(await admitted(concertId)).toEqual([1, 2]);
    await step(-HOUR);
    for (const pass of passes) {
      expect(await poll(server.services, pass)).toMatchObject({ status: 'ACTIVE' });
    }
    await admitAllQueues(server.ctx);
    await step(50);
    await admitAllQueues(server.ctx);
    expect(await admitted(concertId)).toEqual([1, 2]);
    await step(15);
    await admitAllQueues(server.ctx);
    expect(await admitted(concertId)).toEqual([1, 2, 3, 4]);
    await step(50);
    await admitAllQueues(server.ctx);
    expect(await admitted(concertId)).toHaveLength(4);
    await step(15);
    await admitAllQueues(server.ctx);
    expect(await admitted(concertId)).toEqual([1, 2, 3, 4, 5]);
    expect(await failedChecks(concertId)).toEqual([]);
  });

  test('passes that ended before it do not count twice in the audit', async () => {
    const concertId = await world.concert({ queue: { maxActive: 1 } });
    const server = startServer();
    const [first, second] = (await joinAll(server, ['ended 1', 'ended 2'], concertId)) as [
      QueueTokenClaims,
      QueueTokenClaims,
    ];
    await step(30);
    await world.pool.query('update queue set paused = true where concert_id = $1', [concertId]);
    await server.services.queue.leave({ ...first, admitted: true });
    await step(-HOUR);
    await world.pool.query('update queue set paused = false where concert_id = $1', [concertId]);
    await admitAllQueues(server.ctx);
    expect(await admitted(concertId)).toEqual([1, 2]);
    expect(await poll(server.services, { ...second, admitted: true })).toMatchObject({
      status: 'ACTIVE',
    });
    expect(await failedChecks(concertId)).toEqual([]);
  });
});

describe('the clock that a process follows', () => {
  const read = (clock: DatabaseClock, time: number, took = 2) => {
    const answered = performance.now();
    clock.addReading(time, { asked: answered - took, answered });
  };

  test('takes slow answers for no step', () => {
    const clock = new DatabaseClock();
    for (const took of [400, 2, 900, 30])
      read(clock, 1_000_000 + performance.now() - took / 4, took);
    expect(clock.steps).toEqual({ back: 0, forward: 0, sum: 0 });
  });

  test('follows a step with the first reading after it, and ignores answers from before', () => {
    const clock = new DatabaseClock();
    read(clock, 1_000_000 + performance.now());
    const asked = performance.now() - 50;
    read(clock, 400_000 + performance.now());
    clock.addReading(1_000_000 + asked, { asked, answered: performance.now() });
    expect(clock.now() - performance.now()).toBeCloseTo(400_000, -3);
    expect(clock.steps.back).toBe(1);
    expect(clock.steps.forward).toBe(0);
  });

  test('who sleeps until a time sleeps no longer because of a step', async () => {
    const clock = new DatabaseClock();
    read(clock, 1_000_000 + performance.now());
    const sleeping = clock.sleepUntil(clock.now() + 100);
    read(clock, 400_000 + performance.now());
    await sleeping;
    expect(clock.now() - performance.now()).toBeLessThan(1_000_000);
  });
});
