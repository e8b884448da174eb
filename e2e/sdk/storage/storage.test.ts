import type { FrontrowClient, QueueTicket } from '@frontrow/sdk';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  answerLost,
  createFetchScript,
  requestDelayed,
  requestLost,
  sentButNeverSettles,
} from '../../testing/network/fetch-script.ts';
import { createMemoryStorage } from '../../testing/sale/memory-storage.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { rejectionOf } from '../../testing/waiting/rejection-of.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

const never = () => new Promise<never>(() => {});
const REASON = new Error('aborted by the test');

/** Joins the queue, or resumes the stored entry, and returns the ticket. */
async function join(client: FrontrowClient, concertId: string): Promise<QueueTicket> {
  for await (const ticket of client.positions(concertId)) return ticket;
  throw new Error('no ticket');
}

async function buySeat(client: FrontrowClient, concertId: string): Promise<string> {
  const session = await client.enter(concertId);
  const hold = await session.hold((await session.seats()).slice(0, 1));
  return (await session.pay(hold, { topUp: true })).status;
}

describe('a storage that never settles', () => {
  test('does not keep a call from being aborted', async () => {
    const get = vi.fn(never);
    const client = await sale.client('aborts', { storage: { ...createMemoryStorage(), get } });
    const controller = new AbortController();
    const error = rejectionOf(client.enter(await sale.concert(2), controller));
    await vi.waitFor(() => expect(get).toHaveBeenCalledOnce(), WAIT);
    controller.abort(REASON);
    expect(await error).toBe(REASON);
  });

  test('in `remove` does not stop a purchase', async () => {
    const storage = { ...createMemoryStorage(), remove: never };
    const client = await sale.client('remove hangs', { storage });
    expect(await buySeat(client, await sale.concert(2))).toBe('PAID');
  });

  test('in every method does not stop a purchase', async () => {
    const storage = { get: never, set: never, remove: never };
    const client = await sale.client('all hang', { storage });
    expect(await buySeat(client, await sale.concert(2))).toBe('PAID');
  });
});

test('a page reloaded after a payment gets a new pass', async () => {
  const concertId = await sale.concert(2);
  const storage = createMemoryStorage();
  const visit = async () => buySeat(await sale.client('reloads', { storage }), concertId);
  expect([await visit(), await visit()]).toEqual(['PAID', 'PAID']);
});

test('leaving after the payment of one of two holds releases the other', async () => {
  const concertId = await sale.concert(3);
  const client = await sale.client('pays one hold');
  const session = await client.enter(concertId);
  const [one, other] = await session.seats();
  const paid = await session.hold([one ?? '']);
  await session.hold([other ?? '']);
  await session.pay(paid, { topUp: true });
  await client.leave(concertId);
  expect(await session.holds()).toEqual([]);
  expect(await sale.queueCounts(concertId)).toMatchObject({ active: 0 });
});

describe('if two users sign in in the same tab', () => {
  test('each has a queue entry', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const storage = createMemoryStorage();
    const first = await join(await sale.client('first', { storage }), concertId);
    const second = await join(await sale.client('second', { storage }), concertId);
    expect([first.position, second.position]).toEqual([1, 2]);
    expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 2 });
  });

  test('leaving ends only the entry of the user who leaves', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const storage = createMemoryStorage();
    await join(await sale.client('leaves', { storage }), concertId);
    await join(await sale.client('stays', { storage }), concertId);
    await (await sale.client('leaves', { storage })).leave(concertId);
    expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 1, left: 1 });
    const { position } = await join(await sale.client('stays'), concertId);
    expect(position).toBe(1);
  });
});

describe('after a join without an answer', () => {
  test('because the answer was lost, leaving ends the entry', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const script = createFetchScript();
    const client = await sale.client('answer lost', { fetch: script.fetch, retrySeconds: 0 });
    script.next('queue.join', answerLost);
    await rejectionOf(client.enter(concertId));
    expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 1 });
    await client.leave(concertId);
    expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 0, left: 1 });
  });

  test('because it was aborted, leaving ends the entry', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const script = createFetchScript();
    const client = await sale.client('aborted join', { fetch: script.fetch });
    script.next('queue.join', sentButNeverSettles);
    const controller = new AbortController();
    const error = rejectionOf(client.enter(concertId, controller));
    await vi.waitFor(
      async () => expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 1 }),
      WAIT,
    );
    controller.abort(REASON);
    expect(await error).toBe(REASON);
    await client.leave(concertId);
    expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 0, left: 1 });
  });

  test('because the request was lost, leaving succeeds without an entry', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const script = createFetchScript();
    const client = await sale.client('request lost', { fetch: script.fetch, retrySeconds: 0 });
    script.next('queue.join', requestLost);
    await rejectionOf(client.enter(concertId));
    await client.leave(concertId);
    expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 0 });
  });
});

describe('a user who leaves and enters at once', () => {
  test('has a new, valid pass', async () => {
    const concertId = await sale.concert(2);
    const script = createFetchScript();
    const client = await sale.client('leaves and enters', { fetch: script.fetch });
    const before = await client.enter(concertId);
    script.next('queue.leave', requestDelayed(300));
    const leaving = before.leave();
    const session = await client.enter(concertId);
    await leaving;
    expect(session.queueToken).not.toBe(before.queueToken);
    expect(await session.dates()).toHaveLength(1);
    expect(await sale.queueCounts(concertId)).toMatchObject({ active: 1, left: 1 });
  });

  test('has an entry, although `leave` was called twice', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const script = createFetchScript();
    const storage = createMemoryStorage();
    const client = await sale.client('leaves twice', { storage, fetch: script.fetch });
    await join(client, concertId);
    script.next('queue.leave', (...call) => fetch(...call), requestDelayed(500));
    const leaving = [client.leave(concertId), client.leave(concertId)];
    await join(client, concertId);
    await Promise.all(leaving);
    expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 1 });
    await (await sale.client('leaves twice', { storage })).leave(concertId);
    expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 0 });
  });

  test('is at the end of the queue', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const script = createFetchScript();
    const client = await sale.client('joins again', { fetch: script.fetch });
    await join(client, concertId);
    await join(await sale.client('other user'), concertId);
    script.next('queue.leave', requestDelayed(300));
    const leaving = client.leave(concertId);
    expect(await join(client, concertId)).toMatchObject({ position: 2 });
    await leaving;
  });
});

test('two simultaneous calls to enter share one pass', async () => {
  const concertId = await sale.concert(2);
  const storage = createMemoryStorage();
  const enter = async () => (await sale.client('has two tabs', { storage })).enter(concertId);
  for (const session of await Promise.all([enter(), enter()])) {
    expect(await session.dates()).toHaveLength(1);
  }
  expect(await sale.queueCounts(concertId)).toMatchObject({ active: 1 });
});
