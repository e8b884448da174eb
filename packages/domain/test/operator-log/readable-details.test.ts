import superjson from 'superjson';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** Stores details as earlier versions did, which did not look at the keys. */
async function store(details: string): Promise<void> {
  const operator = await world.caller('operator', 'operator');
  await world.pool.query(
    `insert into operator_action (id, operator_id, action, target_id, details, created_at)
     values ($1, $2, 'createJob', $2, $3, now())`,
    [world.ctx.newId(), operator.userId, details],
  );
}

test('rows with keys that superjson refuses are shown, with the key renamed, beside all others', async () => {
  await store('{"job": "a"}');
  await store('{"jobData": {"constructor": 1, "list": [{"__proto__": {"prototype": 2}}]}}');
  await store('{"constructor": 1, "constructor_": 2, "__proto__": {"a": 1}}');
  await store(`{"jobData": ${'['.repeat(2_000)}${']'.repeat(2_000)}}`);
  const page = await world.services.admin.actions({ limit: 4 });
  const { json } = superjson.serialize(page) as unknown as {
    json: { items: { details: Record<string, unknown> }[] };
  };
  const [deep, renamed, nested, plain] = json.items.map(({ details }) => details);
  expect(plain).toEqual({ job: 'a' });
  expect(nested).toEqual({
    jobData: { constructor_: 1, list: [{ __proto___: { prototype_: 2 } }] },
  });
  expect(renamed).toEqual({ constructor__: 1, constructor_: 2, __proto___: { a: 1 } });
  expect(JSON.stringify(deep)).toContain('nested too deeply to be shown');
});
