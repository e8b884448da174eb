import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Statement } from '../../src/kernel/database/sql.ts';
import type { Logger } from '../../src/kernel/logger.ts';
import { admitAllQueues } from '../../src/queue/admission/admit.ts';
import { refreshSupplies } from '../../src/queue/availability/refresh-supplies.ts';
import type { QueueContext } from '../../src/queue/queue-context.ts';
import { estimateWaits } from '../../src/queue/replica/estimate-waits.ts';
import type { QueueTokenClaims } from '../../src/queue/token/queue-token.ts';
import { updateWatches, watchQueue } from '../../src/queue/watch/watch.ts';
import { bindServices, type Services } from '../../src/services.ts';
import { poll } from '../../testing/token-holder.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

const stopping: AbortController[] = [];
afterEach(() => {
  for (const each of stopping.splice(0)) each.abort();
});

interface Server {
  ctx: QueueContext;
  services: Services;
  /** What was logged of concerts that fail. */
  logged: { message: string; concertId: unknown }[];
}

type Rows = QueueContext['sql']['rows'];

/** Another server in real time. `through` may answer a statement in place of the database. */
function startServer(
  through?: (statement: Statement, values: readonly unknown[]) => Promise<void>,
): Server {
  const logged: Server['logged'] = [];
  const write = ({ concertId }: { concertId?: unknown }, message: string) => {
    if (concertId !== undefined) logged.push({ message, concertId });
  };
  const log = { info: write, warn: write, error: write } as unknown as Logger;
  const { ctx } = world.realTimeServer();
  const rows: Rows = async (statement, values) => {
    await through?.(statement, values);
    return world.ctx.sql.rows(statement, values);
  };
  const own = { ...ctx, log, sql: { rows } };
  return { ctx: own, services: bindServices(own), logged };
}

/** Joins a queue that admits nobody, as a new user of each name. */
async function joinAll({ services }: Server, names: string[], concertId: string) {
  const all: QueueTokenClaims[] = [];
  for (const name of names) {
    const { token } = await services.queue.join(await world.caller(name), { concertId });
    const claims = services.queue.verifyToken(token);
    if (!claims) throw new Error('the token does not open');
    all.push({ ...claims, positionCeiling: null });
  }
  return all;
}

/** Watches, and keeps the last position that was told. */
async function watch({ ctx }: Server, claims: QueueTokenClaims) {
  const abort = new AbortController();
  stopping.push(abort);
  const told: (number | null)[] = [];
  const tickets = watchQueue(ctx, claims, abort.signal);
  const follow = async () => {
    for await (const { position } of tickets) told.push(position);
  };
  follow().catch(() => {});
  await vi.waitUntil(() => told.length > 0, { timeout: 60_000 });
  return told;
}

/** As the loops of a server do, until the condition holds. */
async function runUntil({ ctx }: Server, condition: () => boolean): Promise<void> {
  await vi.waitUntil(
    async () => {
      await ctx.queue.replicas.refresh(ctx);
      await estimateWaits(ctx);
      await refreshSupplies(ctx);
      await updateWatches(ctx);
      await admitAllQueues(ctx);
      return condition();
    },
    { timeout: 120_000, interval: 20 },
  );
}

const breakQueue = (concertId: string) =>
  world.pool.query('update queue set last_number = 9007199254740000 where concert_id = $1', [
    concertId,
  ]);
const repairQueue = (concertId: string) =>
  world.pool.query(
    `update queue set last_number = (select max(number) from queue_entry where concert_id = $1)
     where concert_id = $1`,
    [concertId],
  );
const errorsOf = ({ logged }: Server, id: string) =>
  logged.filter(({ message, concertId }) => message.startsWith('failed') && concertId === id);

describe('a concert whose queue cannot be loaded', () => {
  test('fails alone: a server starts, and polls and watches of the others go on', async () => {
    const first = startServer();
    const [broken, sound] = [
      await world.concert({ queue: { maxActive: 0 } }),
      await world.concert({ queue: { maxActive: 0, pollAfterSeconds: 1 } }),
    ];
    const [lost] = await joinAll(first, ['in the broken queue'], broken);
    const [leaves, stays] = await joinAll(first, ['leaves', 'stays'], sound);
    if (!lost || !leaves || !stays) throw new Error('nobody joined');
    await breakQueue(broken);
    const server = startServer();
    await server.ctx.queue.replicas.loadAll(server.ctx);
    expect(server.ctx.queue.replicas.ready).toBe(true);
    expect(await poll(server.services, stays)).toMatchObject({ position: 2 });
    const told = await watch(server, stays);
    await first.services.queue.leave(leaves);
    await runUntil(server, () => told.at(-1) === 1);
    await expect(poll(server.services, lost)).rejects.toThrow('cannot be');
    expect(errorsOf(server, broken)).toHaveLength(1);
    expect(server.ctx.queue.failures.failing).toEqual([['load', 1]]);
    await repairQueue(broken);
    expect(await poll(server.services, lost)).toMatchObject({ position: 1 });
    expect(server.ctx.queue.failures.failing).toEqual([['load', 0]]);
  });

  test('is watched again once it is repaired; its failures are logged once and counted', async () => {
    const server = startServer();
    const [broken, sound] = [
      await world.concert({ queue: { maxActive: 0, pollAfterSeconds: 1 } }),
      await world.concert({ queue: { maxActive: 0, pollAfterSeconds: 1 } }),
    ];
    const [a, b] = await joinAll(server, ['broken a', 'broken b'], broken);
    const [c, d] = await joinAll(server, ['sound c', 'sound d'], sound);
    if (!a || !b || !c || !d) throw new Error('nobody joined');
    const told = { broken: await watch(server, b), sound: await watch(server, d) };
    await breakQueue(broken);
    // The server loads it again, as if it had missed changes.
    await world.pool.query('update queue set seq = seq + 5 where concert_id = $1', [broken]);
    const failures = () => server.ctx.queue.failures.counts.get('watch') ?? 0;
    await runUntil(server, () => failures() >= 2);
    await server.services.queue.leave(c);
    await runUntil(server, () => told.sound.at(-1) === 1);
    expect(errorsOf(server, broken).length).toBeLessThanOrEqual(2);
    expect(errorsOf(server, sound)).toEqual([]);
    await repairQueue(broken);
    await server.services.queue.leave(a);
    await runUntil(server, () => told.broken.at(-1) === 1);
    expect(server.ctx.queue.failures.failing.every(([, concerts]) => concerts === 0)).toBe(true);
  });

  test('and takes long to fail holds up no other', async () => {
    const hangs = new Set<string>();
    const end = Promise.withResolvers<void>();
    const server = startServer(async ({ name }, values) => {
      const ids = values[0];
      if (name === 'replica-load' && Array.isArray(ids) && hangs.has(ids[0])) await end.promise;
    });
    const [slow, quick] = [
      await world.concert({ queue: { maxActive: 0, pollAfterSeconds: 1 } }),
      await world.concert({ queue: { maxActive: 0, pollAfterSeconds: 1 } }),
    ];
    const [a] = await joinAll(server, ['slow a'], slow);
    const [c, d] = await joinAll(server, ['quick c', 'quick d'], quick);
    if (!a || !c || !d) throw new Error('nobody joined');
    await watch(server, a);
    const told = await watch(server, d);
    hangs.add(slow);
    await world.pool.query('update queue set seq = seq + 5 where concert_id = $1', [slow]);
    await runUntil(server, () => true);
    await server.services.queue.leave(c);
    await runUntil(server, () => told.at(-1) === 1);
    end.resolve();
    await sleep(0);
  });
});
