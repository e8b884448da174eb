import { afterAll, beforeAll, expect, test } from 'vitest';
import { purgeQueueEntries } from '../../src/queue/purge/purge.ts';
import { holderOf, poll } from '../../testing/token-holder.ts';
import { admitAll, createWorld, type Joined, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

const RETENTION = { retentionSeconds: 3_600, batch: 2 };

/** A sale that closes in 100 seconds: the first has a pass, the others wait. */
async function saleOf(prefix: string, count: number) {
  const salesCloseAt = new Date(world.now.getTime() + 100_000);
  const sale = await world.concertWithSeats({ salesCloseAt, queue: { maxActive: 1 } });
  const joined = await world.joinMany(prefix, count, sale.concertId);
  for (const { queueCaller } of joined) await world.services.queue.claim(queueCaller.claims);
  return { ...sale, joined };
}

async function moveClose(concertId: string, seconds: number): Promise<void> {
  const at = new Date(world.now.getTime() + seconds * 1000);
  await world.pool.query('update concert set sales_close_at = $2 where id = $1', [concertId, at]);
  await world.ctx.queue.replicas.readLatest(world.ctx);
}

const nth = (joined: Joined[], n: number): Joined => joined[n] ?? fail();
const codeOf = async (call: Promise<unknown>) => (await refusalOf(call)).code;

test('after salesCloseAt nobody is admitted, and every call of those who wait answers QUEUE_CLOSED, without a job', async () => {
  const { concertId, performanceId, seatIds, joined } = await saleOf('closed', 3);
  const [pass, waits] = [nth(joined, 0), nth(joined, 1)];
  const { queueCaller } = waits;
  world.advanceClock(99.999);
  expect(await world.stateOf(waits)).toBe(1);
  world.advanceClock(0.001);
  // At once the rows decide, and later the replica: both say the same.
  for (const seconds of [0.1, 0.5, 5]) {
    expect(await codeOf(poll(world.services, queueCaller.claims))).toBe('QUEUE_CLOSED');
    const dates = world.services.concert.dates(holderOf(queueCaller), concertId);
    expect(await codeOf(dates)).toBe('QUEUE_CLOSED');
    const wanted = { performanceId, seatIds: seatIds.slice(0, 1) };
    const hold = world.services.reservation.hold(queueCaller, wanted);
    expect(await codeOf(hold)).toBe('QUEUE_CLOSED');
    expect(await codeOf(world.services.queue.leave(queueCaller.claims))).toBe('QUEUE_CLOSED');
    expect(await codeOf(world.join('closed 1', concertId))).toBe('QUEUE_CLOSED');
    expect(await codeOf(world.join('comes too late', concertId))).toBe('QUEUE_CLOSED');
    world.advanceClock(seconds);
  }
  expect(await world.stateOf(pass)).toBe('ACTIVE');
  expect((await world.join('closed 0', concertId)).ticket.status).toBe('ACTIVE');
  await world.services.queue.leave(pass.queueCaller.claims);
  expect(await world.admit(concertId)).toBe(0);
  const stats = await world.services.admin.queueStats(concertId);
  expect(stats).toMatchObject({ prequeue: 0, waiting: 0, active: 0, left: 3 });
});

test('a later salesCloseAt brings the entries that it had ended back, in their order and before later joins', async () => {
  const { concertId, joined } = await saleOf('reopened', 4);
  await world.services.queue.leave(nth(joined, 1).queueCaller.claims);
  world.advanceClock(200);
  expect(await world.stateOf(nth(joined, 2))).toBe('QUEUE_CLOSED');
  const other = world.server();
  await moveClose(concertId, 1_000);
  const again = await world.join('reopened 2', concertId);
  expect(again.ticket.position).toBe(1);
  expect((await world.join('after the reopening', concertId)).ticket.position).toBe(3);
  expect(await Promise.all(joined.map(world.stateOf))).toEqual([
    ...['ACTIVE', 'QUEUE_TOKEN_EXPIRED', 1, 2],
  ]);
  expect(await poll(other.services, nth(joined, 3).queueCaller.claims)).toMatchObject({
    position: 2,
  });
  await world.services.queue.leave(nth(joined, 0).queueCaller.claims);
  await world.admit(concertId);
  expect(await world.stateOf(nth(joined, 2))).toBe('ACTIVE');
  expect(await world.stateOf(nth(joined, 3))).toBe(1);
  expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });
});

test('a salesCloseAt that is moved into the past ends the entries at once, but not the pass of one just admitted', async () => {
  const { concertId, joined } = await saleOf('moved', 3);
  await world.services.queue.leave(nth(joined, 0).queueCaller.claims);
  expect(await admitAll(world.ctx, concertId)).toBe(1);
  await moveClose(concertId, -10);
  expect(await world.stateOf(nth(joined, 1))).toBe('ACTIVE');
  expect(await world.stateOf(nth(joined, 2))).toBe('QUEUE_CLOSED');
});

test('entrants of a draw that waits for its public value end with the sale, and come back with it', async () => {
  const opensAt = new Date(world.now.getTime() + 50_000);
  const salesCloseAt = new Date(world.now.getTime() + 100_000);
  const queue = { opensAt, maxActive: 1, drawSource: 'a beacon' };
  const concertId = await world.concert({ salesCloseAt, queue });
  const joined = await world.joinMany('drawn', 3, concertId);
  world.advanceClock(60);
  await world.admit(concertId);
  expect(await Promise.all(joined.map(world.stateOf))).toEqual([
    ...['PREQUEUE', 'PREQUEUE', 'PREQUEUE'],
  ]);
  world.advanceClock(60);
  expect(new Set(await Promise.all(joined.map(world.stateOf)))).toEqual(new Set(['QUEUE_CLOSED']));
  const operator = await world.caller('operator', 'operator');
  await world.services.admin.publishDrawValue(operator, { concertId, value: 'drawn later' });
  expect(await world.admit(concertId)).toBe(0);
  await moveClose(concertId, 1_000);
  await world.admit(concertId);
  const states = await Promise.all(joined.map(world.stateOf));
  expect(states.map(String).sort()).toEqual(['1', '2', 'ACTIVE']);
});

test('entries that the close ended are purged after the retention; then a later salesCloseAt does not bring them back', async () => {
  const { concertId, joined } = await saleOf('purged', 4);
  const claims = nth(joined, 3).queueCaller.claims;
  world.advanceClock(100 + 3_599);
  await purgeQueueEntries(world.ctx, RETENTION);
  expect(await codeOf(poll(world.services, claims))).toBe('QUEUE_CLOSED');
  world.advanceClock(1);
  await purgeQueueEntries(world.ctx, RETENTION);
  const stats = await world.services.admin.queueStats(concertId);
  expect(stats).toMatchObject({ waiting: 0, left: 3 });
  await moveClose(concertId, 1_000);
  world.advanceClock(1);
  expect(await refusalOf(poll(world.services, claims))).toEqual({
    code: 'QUEUE_TOKEN_EXPIRED',
    details: { reason: null, admittedAt: null, endedAt: null },
  });
  expect(await world.services.admin.queueStats(concertId)).toMatchObject({ waiting: 0, left: 3 });
  await world.join('purged 1', concertId);
  const second = await world.join('purged 2', concertId);
  expect(second.ticket).toMatchObject({ position: 1, waiting: 1 });
  const other = world.server();
  expect(await poll(other.services, second.queueCaller.claims)).toMatchObject({ position: 1 });
  expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });
});

test('a user who is deleted after the close does not come back with a later salesCloseAt', async () => {
  const { concertId, joined } = await saleOf('deleted', 3);
  world.advanceClock(200);
  const operator = await world.caller('operator', 'operator');
  const { userId } = nth(joined, 1).queueCaller.caller;
  await world.services.admin.deleteUser(operator, { userId });
  await moveClose(concertId, 1_000);
  expect(await world.stateOf(nth(joined, 2))).toBe(1);
});

function fail(): never {
  throw new Error('the test expects more users in the queue');
}
