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

test('a call reads the rows of the last two minutes, not those of the sale', async () => {
  const { concertId, performanceId } = await world.concertWithSeats();
  const { id: userId } = await world.user('buyer');
  const sales = { concertId, performanceId, userId, count: SALES, before: world.now };
  await insertPastSales(world.ownerPool, { ...sales, seconds: 10 * DAY });
  const since = new Date(world.now.getTime() - 120_000);
  const { rows } = await world.pool.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
    `explain (analyze, buffers, format json) ${EVENTS.text}`,
    [concertId, since, world.now],
  );
  const [plan] = rows[0]?.['QUERY PLAN'] ?? [];
  expect(plan && wholeTables(plan.Plan)).toEqual([]);
  // The four tables have more than 1,000 pages. Ten index scans read a few pages each.
  const { Plan: root } = plan ?? { Plan: undefined };
  const pages = (root?.['Shared Hit Blocks'] ?? 0) + (root?.['Shared Read Blocks'] ?? 0);
  expect(pages).toBeGreaterThan(10);
  expect(pages).toBeLessThan(150);
});

test('the second call counts the rows of the last two minutes only, and says the same', async () => {
  const { concertId, performanceId } = await world.concertWithSeats();
  const { id: userId } = await world.user('another buyer');
  const sales = { concertId, performanceId, userId, count: 5_000, before: world.now };
  await insertPastSales(world.ownerPool, { ...sales, seconds: DAY });
  const since: unknown[] = [];
  const { ctx } = world;
  const rows: typeof ctx.sql.rows = (statement, values) => {
    if (statement.name === EVENTS.name) since.push(values[1]);
    return ctx.sql.rows(statement, values);
  };
  const { salesStats } = bindServices({ ...ctx, sql: { ...ctx.sql, rows } }).admin;
  const input = { concertId, minutes: 1_440 };
  const first = await salesStats(input);
  expect(await salesStats(input)).toEqual(first);
  const minute = Math.floor(world.now.getTime() / 60_000) * 60_000;
  expect(since).toEqual([new Date(minute - 1_439 * 60_000), new Date(minute - 60_000)]);
  const sum = first.series.reduce((total, { paid }) => total + paid, 0);
  expect(sum).toBeGreaterThan(4_990);
});
