import { until } from '@frontrow/embedded/testing/until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Statement } from '../../../src/kernel/database/sql.ts';
import { refreshSupplies } from '../../../src/queue/availability/refresh-supplies.ts';
import { estimateWaits } from '../../../src/queue/replica/estimate-waits.ts';
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
  // What is newer than the oldest transaction of all databases may be unseen, so it is read again.
  const { rows } = await world.pool.query('select pg_current_xact_id()::text as id');
  await until('no older transaction is open', async () => {
    const { rows: found } = await world.pool.query(
      'select pg_snapshot_xmin(pg_current_snapshot()) > $1::text::xid8 as is_over',
      [rows[0].id],
    );
    return found[0].is_over;
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
  const read = ctx.sql.rows;
  /** Of each statement the concerts that it named, and those of its rows. */
  const statements: { named: number; rows: (string | null)[] }[] = [];
  const counting = {
    ...ctx,
    sql: {
      rows: async <Row>(statement: Statement, values: readonly unknown[]) => {
        const answer = await read<Row>(statement, values);
        const rows = answer as unknown as { concert_id: string | null }[];
        const named = String(values[0])
          .split(',')
          .filter((id) => id !== '{}').length;
        statements.push({ named, rows: rows.map(({ concert_id: id }) => id) });
        return answer;
      },
    },
  };
  const refresh = async () => {
    statements.length = 0;
    await ctx.queue.replicas.refresh(counting);
    return statements;
  };
  expect(await refresh()).toEqual([{ named: 0, rows: [null] }]);
  const [changed = ''] = queues;
  const message = 'The doors open late';
  await world.pool.query('update queue set message = $2 where concert_id = $1', [changed, message]);
  expect(await refresh()).toEqual([
    { named: 0, rows: [null] },
    { named: 1, rows: [changed] },
  ]);
  expect((await ctx.queue.replicas.getOrLoad(ctx, changed)).row.message).toBe(message);
  const closes = new Date(Date.now() + 60_000);
  await world.pool.query('update concert set sales_close_at = $2 where id = $1', [changed, closes]);
  // A queue that has changed lately is named at once.
  expect(await refresh()).toEqual([{ named: 1, rows: [changed] }]);
  expect((await ctx.queue.replicas.getOrLoad(ctx, changed)).row.sales_close_at).toBe(
    closes.getTime(),
  );
});

test('waits and what is left are observed where somebody has asked, and for no other queue', async () => {
  const { ctx } = world.realTimeServer();
  await ctx.queue.replicas.loadAll(ctx);
  const observe = async () => {
    let statements = 0;
    const count = () => statements++;
    world.pool.on('acquire', count);
    await estimateWaits(ctx);
    await refreshSupplies(ctx);
    world.pool.off('acquire', count);
    return statements;
  };
  expect(await observe()).toBe(0);
  const [, , , asked = ''] = queues;
  await ctx.queue.replicas.getUpToDate(ctx, asked);
  expect(await observe()).toBeGreaterThanOrEqual(2);
  expect(ctx.queue.supplies.peek(ctx, asked)).not.toBeNull();
  expect(ctx.queue.supplies.peek(ctx, long)).toBeNull();
});

test('what is committed between the two statements of a read is read by the next one', async () => {
  const { ctx } = world.realTimeServer();
  await ctx.queue.replicas.loadAll(ctx);
  await ctx.queue.replicas.refresh(ctx);
  const read = ctx.sql.rows;
  const [, first = '', second = ''] = queues;
  const messageOf = async (id: string) => (await ctx.queue.replicas.getOrLoad(ctx, id)).row.message;
  const change = async (id: string, message: string) => {
    const { rows } = await world.pool.query(
      `update queue set message = $2 where concert_id = $1
       returning (extract(epoch from clock_timestamp()) * 1000)::float8 as at`,
      [id, message],
    );
    return rows[0].at as number;
  };
  let changedAt = 0;
  let statements = 0;
  const between = {
    ...ctx,
    sql: {
      rows: async <Row>(statement: Statement, values: readonly unknown[]) => {
        const answer = await read<Row>(statement, values);
        statements++;
        if (statements === 1) changedAt = await change(second, 'meanwhile');
        return answer;
      },
    },
  };
  await change(first, 'before');
  const { asOf: before } = await ctx.queue.replicas.getOrLoad(ctx, second);
  await ctx.queue.replicas.refresh(between);
  expect(statements).toBe(2);
  expect([await messageOf(first), await messageOf(second)]).toEqual(['before', null]);
  const { asOf: after } = await ctx.queue.replicas.getOrLoad(ctx, second);
  expect(after).toBeGreaterThan(before);
  // It must not say that it has what it was not read for.
  expect(after).toBeLessThan(changedAt);
  await ctx.queue.replicas.refresh(between);
  expect(await messageOf(second)).toBe('meanwhile');
});
