import { afterAll, beforeAll, expect, test } from 'vitest';
import { EVENTS } from '../../src/sales-stats/sales-stats.sql.ts';
import { bindServices } from '../../src/services.ts';
import { insertPastSales } from '../../testing/past-sales.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const DAY = 86_400;
const SALES = 20_000;

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Cond'?: string;
  'Recheck Cond'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: Plan[];
}

/** The tables that a plan reads without an index condition on the time. */
function wholeTables(plan: Plan): string[] {
  const { 'Relation Name': table, 'Index Cond': index, 'Recheck Cond': bitmap } = plan;
  const hasTime = /(_at|expires_at) >= /.test(index ?? bitmap ?? '');
  const own = table !== undefined && !hasTime ? [table] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(wholeTables)];
}

test('a statement reads the rows of its span by index, not those of the sale', async () => {
  const { concertId, performanceId } = await world.concertWithSeats();
  const { id: userId } = await world.user('buyer');
  const sales = { concertId, performanceId, userId, count: SALES, before: world.now };
  await insertPastSales(world.ownerPool, { ...sales, seconds: 10 * DAY });
  const since = new Date(world.now.getTime() - 120_000);
  const { rows } = await world.pool.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
    `explain (analyze, buffers, format json) ${EVENTS.text}`,
    [concertId, since, new Date('9999-12-31T23:59:59Z'), world.now],
  );
  const [plan] = rows[0]?.['QUERY PLAN'] ?? [];
  expect(plan && wholeTables(plan.Plan)).toEqual([]);
  // The four tables have more than 1,000 pages. Ten index scans read a few pages each.
  const { Plan: root } = plan ?? { Plan: undefined };
  const pages = (root?.['Shared Hit Blocks'] ?? 0) + (root?.['Shared Read Blocks'] ?? 0);
  expect(pages).toBeGreaterThan(10);
  expect(pages).toBeLessThan(150);
});

test('the second call counts the last two minutes and one other, and says the same', async () => {
  const { concertId, performanceId } = await world.concertWithSeats();
  const { id: userId } = await world.user('another buyer');
  const sales = { concertId, performanceId, userId, count: 5_000, before: world.now };
  await insertPastSales(world.ownerPool, { ...sales, seconds: DAY });
  const spans: unknown[][] = [];
  const { ctx } = world;
  const rows: typeof ctx.sql.rows = (statement, values) => {
    if (statement.name === EVENTS.name) spans.push(values.slice(1, 3));
    return ctx.sql.rows(statement, values);
  };
  const { salesStats } = bindServices({ ...ctx, sql: { ...ctx.sql, rows } }).admin;
  const input = { concertId, minutes: 1_440 };
  const first = await salesStats(input);
  const current = Math.floor(world.now.getTime() / 60_000) * 60_000;
  const minute = (n: number) => new Date(current + n * 60_000);
  const end = new Date('9999-12-31T23:59:59.999Z');
  // Ten minutes at a time.
  expect(spans.splice(0)).toEqual(
    Array.from({ length: 144 }, (_, n) => {
      const from = 10 * n - 1_439;
      return [minute(from), n === 143 ? end : minute(from + 10)];
    }),
  );
  for (const again of [-1_439, -1_438, -1_437]) {
    expect(await salesStats(input)).toEqual(first);
    expect(spans.splice(0)).toEqual([
      [minute(again), minute(again + 1)],
      [minute(-1), end],
    ]);
  }
  const sum = first.series.reduce((total, { paid }) => total + paid, 0);
  expect(sum).toBeGreaterThan(4_990);
});
