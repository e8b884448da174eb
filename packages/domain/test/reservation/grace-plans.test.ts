import { afterAll, beforeAll, expect, test } from 'vitest';
import * as grace from '../../src/reservation/grace.sql.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const ID = "'01920000-0000-7000-8000-000000000001'";
const STATEMENTS: [string, string, string[]][] = [
  ['the passes', grace.PASSES_OF_GRACE.text, [ID, ID]],
  ['the hold', grace.LOCK_HOLD_OF_GRACE.text, [ID, ID]],
  ['the extension', grace.EXTEND_HOLD.text, [ID, '300', ID, 'null']],
  ['the end of the extension', grace.TAKE_BACK_EXTENSION.text, [ID, 'null']],
  ['what keeps the extension', grace.KEEP_EXTENSION.text, [ID]],
];

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Cond'?: string;
  'Recheck Cond'?: string;
  Plans?: Plan[];
}

/** The tables that a plan reads without a condition that an index answers. */
function wholeTables(plan: Plan): string[] {
  const { 'Relation Name': table, 'Index Cond': index, 'Recheck Cond': bitmap } = plan;
  const isScan = plan['Node Type'].endsWith('Scan');
  const own = isScan && table !== undefined && !(index ?? bitmap) ? [table] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(wholeTables)];
}

test.each(STATEMENTS)(
  'the statement of %s reads no table as a whole',
  async (...[, text, values]) => {
    const client = await world.pool.connect();
    try {
      await client.query('begin');
      // Small tables are read as a whole wherever that is possible at all.
      await client.query('set local enable_seqscan = off');
      await client.query(`prepare grace_plan as ${text}`);
      const explained = `explain (format json) execute grace_plan(${values.join()})`;
      const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(explained);
      expect(rows[0]?.['QUERY PLAN'].flatMap(({ Plan }) => wholeTables(Plan))).toEqual([]);
    } finally {
      await client.query('rollback');
      client.release(true);
    }
  },
);
