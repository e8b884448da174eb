import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  copyConcert,
  fillQueue,
  fillQueues,
  fillUnchecked,
} from '../../../testing/long-queues/fill.ts';
import { createWorld, type World } from '../../../testing/world.ts';

/* A server that starts loads all queues where somebody waits, in a few statements. */

const QUEUES = 600;
const LONG = 120_000;

let world: World;
let queues: string[];
let long: string;
beforeAll(async () => {
  world = await createWorld();
  const model = await world.concert();
  await fillUnchecked(world.ownerUrl, async (pool) => {
    queues = await copyConcert(pool, model, QUEUES);
    await fillQueues(pool, queues, 3);
    [long = ''] = await copyConcert(pool, model, 1);
    await fillQueue(pool, { concertId: long, waiting: LONG, active: 5 });
    // The second of each has left.
    await pool.query('delete from queue_entry where concert_id = any($1) and number = 2', [queues]);
    await pool.query('update queue set left_waiting = 1 where concert_id = any($1)', [queues]);
  });
});
afterAll(() => world.close());

test('600 queues and one of 120,000 are loaded by 4 statements, and wait once to be visible', async () => {
  const { ctx } = world.realTimeServer();
  let statements = 0;
  const count = () => statements++;
  world.pool.on('acquire', count);
  await ctx.queue.replicas.loadAll(ctx);
  world.pool.off('acquire', count);
  // Which queues wait, three batches of up to 250, the long one, and what is new since.
  expect(statements).toBeLessThanOrEqual(6);
  expect(ctx.queue.replicas.ready).toBe(true);
  expect(ctx.queue.replicas.all).toHaveLength(QUEUES + 1);
  const loaded = new Map(ctx.queue.replicas.all.map((each) => [each.concertId, each]));
  for (const id of queues) {
    const replica = loaded.get(id);
    expect(replica?.waiting).toBe(2);
    expect(replica?.visible.positionOf(3)).toBe(2);
  }
  const replica = await ctx.queue.replicas.getUpToDate(ctx, long);
  expect(replica.waiting).toBe(LONG);
  expect(replica.visible.positionOf(6)).toBe(1);
  expect(replica.visible.positionOf(5 + LONG)).toBe(LONG);
});

test('what changes later is read for the queue that has changed, and for no other', async () => {
  const { ctx } = world.realTimeServer();
  await ctx.queue.replicas.loadAll(ctx);
  const rows: unknown[] = [];
  const read = ctx.sql.rows;
  const counting = {
    ...ctx,
    sql: {
      rows: async <Row>(...statement: Parameters<typeof read>) => {
        const answer = await read<Row>(...statement);
        rows.push(...answer);
        return answer;
      },
    },
  };
  await ctx.queue.replicas.refresh(counting);
  expect(rows.length).toBeLessThanOrEqual(1);
  const [changed = ''] = queues;
  const message = 'The doors open late';
  await world.pool.query('update queue set message = $2 where concert_id = $1', [changed, message]);
  rows.length = 0;
  await ctx.queue.replicas.refresh(counting);
  expect(rows).toHaveLength(1);
  expect((await ctx.queue.replicas.getOrLoad(ctx, changed)).row.message).toBe(message);
  const closes = new Date(Date.now() + 60_000);
  await world.pool.query('update concert set sales_close_at = $2 where id = $1', [changed, closes]);
  await ctx.queue.replicas.refresh(counting);
  expect((await ctx.queue.replicas.getOrLoad(ctx, changed)).row.sales_close_at).toBe(
    closes.getTime(),
  );
});
