import { afterAll, beforeAll, expect, test } from 'vitest';
import { actionList } from '../../src/operator-log/operator-log.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

interface Plan {
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
}

test('the last actions on a concert are read without those on others, by the plan for any values', async () => {
  const { id: operatorId } = await world.user('operator');
  const { id: quiet } = await world.user('a quiet target');
  await world.ownerPool.query(
    `insert into operator_action (id, operator_id, action, target_id, details, created_at)
     select gen_random_uuid(), $1, 'redeemTicket', gen_random_uuid(), '{}', now() from generate_series(1, 50000)`,
    [operatorId],
  );
  await world.ownerPool.query('analyze operator_action');
  const client = await world.pool.connect();
  try {
    await client.query('begin');
    // What a prepared statement gets once it has been carried out several times.
    await client.query('set local plan_cache_mode = force_generic_plan');
    await client.query(`prepare action_plan as ${actionList(['targetId', 'since']).text}`);
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      `explain (analyze, buffers, format json) execute action_plan(51, '${quiet}', now() - interval '1 hour')`,
    );
    const [explained] = rows[0]?.['QUERY PLAN'] ?? [];
    const { 'Shared Hit Blocks': hit = 0, 'Shared Read Blocks': read = 0 } = explained?.Plan ?? {};
    // The log has more than 500 pages.
    expect(hit + read).toBeLessThan(20);
    expect(hit + read).toBeGreaterThan(0);
  } finally {
    await client.query('rollback');
    client.release(true);
  }
});
