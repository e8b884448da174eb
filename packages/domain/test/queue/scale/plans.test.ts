import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../../src/kernel/context.ts';
import { admitAllQueues } from '../../../src/queue/admission/admit.ts';
import { refreshSupplies } from '../../../src/queue/availability/refresh-supplies.ts';
import { advanceDraws } from '../../../src/queue/draw/advance-draws.ts';
import { packDrawLists } from '../../../src/queue/draw/pack-lists.ts';
import { deleteOldChanges } from '../../../src/queue/lock/queue-lock.ts';
import { purgeQueueEntries } from '../../../src/queue/purge/purge.ts';
import { estimateWaits } from '../../../src/queue/replica/estimate-waits.ts';
import { updateWatches, watchQueue } from '../../../src/queue/watch/watch.ts';
import { purgeReservations } from '../../../src/reservation/purge-reservations.ts';
import { copyConcert, fillQueue, fillUnchecked } from '../../../testing/long-queues/fill.ts';
import { collectPlans, type Executed, explainAll } from '../../../testing/long-queues/plans.ts';
import { poll } from '../../../testing/token-holder.ts';
import { createWorld, type World } from '../../../testing/world.ts';

/*
 * 300,000 entries wait in one queue and nobody in 2,000 others. The statements that run by themselves, and those of
 * polls, must read a small part of that, whatever the planner believes.
 */
const WAITING = 300_000;
const IDLE = 2_000;
/** Blocks of 8 KB. The entries have more than 6,000, their indexes as many, and 2,000 queues 100. */
const MOST_BLOCKS = 1_000;
/** The purge, which runs every few seconds, looks at the oldest entry of each queue. */
const MOST_BLOCKS_OF_JOBS = 3 * IDLE;
const LARGE = ['queue_entry', 'admission', 'queue_change'];
/** More rounds than the planner makes plans for the values in. */
const ROUNDS = 7;

let world: World;
let executed: Executed[];
let short: string;
const callers: [Caller, Caller][] = [];

beforeAll(async () => {
  world = await createWorld({}, 4);
  // Before the first connection.
  await explainAll(world.ownerPool);
  executed = collectPlans(world.pool);
  const long = await world.concert({ queue: { maxActive: 500 } });
  short = await world.concert({ queue: { maxActive: 1 } });
  for (let n = 0; n < 2 * ROUNDS; n++) {
    callers.push([await world.caller(`first ${n}`), await world.caller(`second ${n}`)]);
  }
  await fillUnchecked(world.ownerUrl, async (pool: Pool) => {
    await copyConcert(pool, long, IDLE);
    await fillQueue(pool, { concertId: long, waiting: WAITING, active: 500, ended: 20_000 });
  });
});
afterAll(() => world.close());

/** What every server does by itself, and what users who wait ask for. */
async function runServer(): Promise<void> {
  const { ctx, services } = world.realTimeServer();
  const join = async (caller: Caller) => {
    const { token } = await services.queue.join(caller, { concertId: short });
    const claims = services.queue.verifyToken(token);
    if (!claims) throw new Error('the token does not open');
    return claims;
  };
  const [first, second] = callers.pop() ?? [];
  if (!first || !second) throw new Error('there are too few users');
  await ctx.queue.replicas.loadAll(ctx);
  const active = await join(first);
  await poll(services, { ...active, admitted: true });
  const stream = new AbortController();
  const pass = watchQueue(ctx, { ...active, admitted: true }, stream.signal);
  await pass.next();
  await updateWatches(ctx);
  stream.abort();
  const waiting = await join(second);
  await poll(services, waiting);
  await admitAllQueues(ctx);
  await advanceDraws(ctx);
  await ctx.queue.replicas.refresh(ctx);
  for (const { concertId } of ctx.queue.replicas.all) {
    await ctx.queue.replicas.getUpToDate(ctx, concertId);
  }
  await estimateWaits(ctx);
  await refreshSupplies(ctx);
  await deleteOldChanges(ctx);
  await services.queue.leave(waiting);
  await services.queue.leave(active);
}

async function runJob(): Promise<void> {
  const { ctx } = world.realTimeServer();
  const sweep = { retentionSeconds: 7 * 86_400, batch: 500 };
  const bounds = { rows: 10_000, seconds: 60 };
  await purgeQueueEntries(ctx, sweep);
  await purgeReservations(ctx, { ...sweep, bounds });
  await packDrawLists(ctx, { afterSeconds: 7 * 86_400, batch: 500, bounds });
}

/** The statements that were run, with what they read. */
async function collect(run: () => Promise<void>): Promise<Executed[]> {
  executed.length = 0;
  for (let n = 0; n < ROUNDS; n++) await run();
  return [...executed];
}

/** A load reads the queue that it loads. */
const isLoad = ({ text }: Executed) => text.includes('left_arrivals');

describe.each(['has not seen', 'has counted'])('300,000 waiting that the planner %s', (state) => {
  beforeAll(async () => {
    if (state === 'has counted') await world.ownerPool.query('analyze');
  });

  test.each([
    { name: 'loop, join, poll or leave', run: runServer, most: MOST_BLOCKS, atLeast: 24 },
    { name: 'purge', run: runJob, most: MOST_BLOCKS_OF_JOBS, atLeast: 3 },
  ])('no statement of a $name reads what does not concern it', async ({ run, most, atLeast }) => {
    const statements = await collect(run);
    const texts = new Set(statements.map(({ text }) => text));
    expect(texts.size).toBeGreaterThanOrEqual(atLeast);
    const whole = statements.filter(({ wholeTables }) =>
      wholeTables.some((name) => LARGE.includes(name)),
    );
    expect(new Set(whole.map(({ text }) => text))).toEqual(new Set());
    const large = statements.filter((each) => each.blocks > most && !isLoad(each));
    expect(new Map(large.map(({ text, blocks }) => [text, blocks]))).toEqual(new Map());
  });
});
