import { startDatabaseProxy } from '@frontrow/database/testing/database-proxy';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '../../src/kernel/database/transaction.ts';
import { ClaimedPasses } from '../../src/queue/pass/claimed-passes.ts';
import { claim } from '../../src/queue/pass/pass.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
let proxy: Awaited<ReturnType<typeof startDatabaseProxy>>;
beforeAll(async () => {
  world = await createWorld({}, 10, {
    through: async (url) => {
      proxy = await startDatabaseProxy(url);
      return proxy.url;
    },
  });
});
afterAll(async () => {
  await world.close();
  await proxy.close();
});

const claims = () => proxy.takeMessages().filter((name) => name === 'queue-claim').length;
const claimedAt = async (entryId: string) => {
  const { rows } = await world.pool.query('select claimed_at from queue_entry where id = $1', [
    entryId,
  ]);
  return rows[0].claimed_at;
};

test('only the first call with a pass makes a statement that claims it, on each server', async () => {
  const concertId = await world.concert();
  const { claims: token } = await world.queueCaller('claims', concertId);
  const other = world.server();
  proxy.takeMessages();
  for (let n = 0; n < 3; n++) await world.services.queue.claim(token);
  expect(claims()).toBe(1);
  const first = await claimedAt(token.entryId);
  expect(first).not.toBeNull();
  for (let n = 0; n < 3; n++) await other.services.queue.claim(token);
  expect(claims()).toBe(1);
  expect(await claimedAt(token.entryId)).toEqual(first);
});

test('an entry that waits is claimed by the first call after its admission', async () => {
  const concertId = await world.concert({ queue: { paused: true } });
  const { claims: token } = await world.queueCaller('waits', concertId);
  await world.services.queue.claim(token);
  expect(await claimedAt(token.entryId)).toBeNull();
  await world.configureQueue(concertId, { paused: false });
  await world.admit(concertId);
  await world.services.queue.claim(token);
  expect(await claimedAt(token.entryId)).not.toBeNull();
});

test('a claim that is rolled back is made again', async () => {
  const concertId = await world.concert();
  const { claims: token } = await world.queueCaller('rolled back', concertId);
  const rolledBack = inTransaction(world.ctx, async (tx) => {
    await claim(tx, token);
    throw new Error('rolled back');
  });
  await expect(rolledBack).rejects.toThrow('rolled back');
  expect(await claimedAt(token.entryId)).toBeNull();
  await world.services.queue.claim(token);
  expect(await claimedAt(token.entryId)).not.toBeNull();
});

test('the memory of claimed passes is bounded, and forgets the first ones', () => {
  const memory = new ClaimedPasses();
  for (let n = 0; n <= 100_000; n++) memory.note(`${n}`);
  expect([memory.has('0'), memory.has('1'), memory.has('100000')]).toEqual([false, true, true]);
});
