import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { FrontrowClient, QueueTicket } from '../src/index.ts';
import { caught } from '../testing/caught.ts';
import { PATIENCE } from '../testing/patience.ts';
import { late, lost, rigged, unheard, unsent } from '../testing/rigged.ts';
import { openSale, type Sale } from '../testing/sale.ts';
import { createShelf } from '../testing/shelf.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

const never = () => new Promise<never>(() => {});
const REASON = new Error('changed my mind');

/** Takes a place, and goes away without leaving it. */
async function takePlace(client: FrontrowClient, concertId: string): Promise<QueueTicket> {
  for await (const ticket of client.positions(concertId)) return ticket;
  throw new Error('no ticket');
}

async function payOne(client: FrontrowClient, concertId: string): Promise<string> {
  const session = await client.enter(concertId);
  const hold = await session.hold((await session.seats()).slice(0, 1));
  return (await session.pay(hold, { topUp: true })).status;
}

const inLine = async (concertId: string) => {
  const { waiting, active, left } = await sale.operator.admin.queueStats.query({ concertId });
  return { waiting, active, left };
};

describe('a storage that hangs', () => {
  test('is waited for no longer than the caller likes', async () => {
    const get = vi.fn(never);
    const client = await sale.client('waits for it', { storage: { ...createShelf(), get } });
    const controller = new AbortController();
    const error = caught(client.enter(await sale.concert(2), controller));
    await vi.waitFor(() => expect(get).toHaveBeenCalledOnce(), PATIENCE);
    controller.abort(REASON);
    expect(await error).toBe(REASON);
  });

  test('keeps nobody from being told of their payment', async () => {
    const storage = { ...createShelf(), remove: never };
    const client = await sale.client('pays all the same', { storage });
    expect(await payOne(client, await sale.concert(2))).toBe('PAID');
  });

  test('at everything stops no journey', async () => {
    const storage = { get: never, set: never, remove: never };
    const client = await sale.client('has no luck', { storage });
    expect(await payOne(client, await sale.concert(2))).toBe('PAID');
  });
});

test('whoever has paid and loads the page again takes a new pass', async () => {
  const concertId = await sale.concert(2);
  const storage = createShelf();
  const visit = async () => payOne(await sale.client('comes back', { storage }), concertId);
  expect([await visit(), await visit()]).toEqual(['PAID', 'PAID']);
});

test('whoever has paid for one of two holds can leave the other', async () => {
  const concertId = await sale.concert(3);
  const client = await sale.client('pays half');
  const session = await client.enter(concertId);
  const [one, other] = await session.seats();
  const paid = await session.hold([one ?? '']);
  await session.hold([other ?? '']);
  await session.pay(paid, { topUp: true });
  await client.leave(concertId);
  expect(await session.holds()).toEqual([]);
  expect(await inLine(concertId)).toMatchObject({ active: 0 });
});

describe('where another user signs in in the same tab', () => {
  test('each has a place of their own', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const storage = createShelf();
    const first = await takePlace(await sale.client('first', { storage }), concertId);
    const second = await takePlace(await sale.client('second', { storage }), concertId);
    expect([first.position, second.position]).toEqual([1, 2]);
    expect(await inLine(concertId)).toMatchObject({ waiting: 2 });
  });

  test('who leaves gives up their own place alone', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const storage = createShelf();
    // The second waits in another tab already.
    await takePlace(await sale.client('leaves'), concertId);
    await takePlace(await sale.client('stays'), concertId);
    await takePlace(await sale.client('stays', { storage }), concertId);
    await (await sale.client('leaves', { storage })).leave(concertId);
    expect(await inLine(concertId)).toMatchObject({ waiting: 1, left: 1 });
    const { position } = await takePlace(await sale.client('stays'), concertId);
    expect(position).toBe(1);
  });
});

describe('a place whose join was not answered', () => {
  test('because the answer was lost, is left', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const rig = rigged();
    const client = await sale.client('was lost', { fetch: rig.fetch, retrySeconds: 0 });
    rig.next('queue.join', lost);
    await caught(client.enter(concertId));
    expect(await inLine(concertId)).toMatchObject({ waiting: 1 });
    await client.leave(concertId);
    expect(await inLine(concertId)).toMatchObject({ waiting: 0, left: 1 });
  });

  test('because it was given up, is left', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const rig = rigged();
    const client = await sale.client('gave up', { fetch: rig.fetch });
    rig.next('queue.join', unheard);
    const controller = new AbortController();
    const error = caught(client.enter(concertId, controller));
    await vi.waitFor(
      async () => expect(await inLine(concertId)).toMatchObject({ waiting: 1 }),
      PATIENCE,
    );
    controller.abort(REASON);
    expect(await error).toBe(REASON);
    await client.leave(concertId);
    expect(await inLine(concertId)).toMatchObject({ waiting: 0, left: 1 });
  });

  test('and that there never was, is none to leave', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const rig = rigged();
    const client = await sale.client('never came', { fetch: rig.fetch, retrySeconds: 0 });
    rig.next('queue.join', unsent);
    await caught(client.enter(concertId));
    await client.leave(concertId);
    expect(await inLine(concertId)).toMatchObject({ waiting: 0 });
  });
});

describe('whoever leaves and enters at once', () => {
  test('has a new pass that works', async () => {
    const concertId = await sale.concert(2);
    const rig = rigged();
    const client = await sale.client('starts anew', { fetch: rig.fetch });
    const before = await client.enter(concertId);
    rig.next('queue.leave', late(300));
    const leaving = before.leave();
    const session = await client.enter(concertId);
    await leaving;
    expect(session.queueToken).not.toBe(before.queueToken);
    expect(await session.dates()).toHaveLength(1);
    expect(await inLine(concertId)).toMatchObject({ active: 1, left: 1 });
  });

  test('is there, though they left twice', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const rig = rigged();
    const storage = createShelf();
    const client = await sale.client('leaves twice', { storage, fetch: rig.fetch });
    await takePlace(client, concertId);
    rig.next('queue.leave', (...call) => fetch(...call), late(500));
    const leaving = [client.leave(concertId), client.leave(concertId)];
    await takePlace(client, concertId);
    await Promise.all(leaving);
    expect(await inLine(concertId)).toMatchObject({ waiting: 1 });
    await (await sale.client('leaves twice', { storage })).leave(concertId);
    expect(await inLine(concertId)).toMatchObject({ waiting: 0 });
  });

  test('is at the end of the line', async () => {
    const concertId = await sale.concert(2, { maxActive: 0 });
    const rig = rigged();
    const client = await sale.client('goes behind', { fetch: rig.fetch });
    await takePlace(client, concertId);
    await takePlace(await sale.client('was behind'), concertId);
    rig.next('queue.leave', late(300));
    const leaving = client.leave(concertId);
    expect(await takePlace(client, concertId)).toMatchObject({ position: 2 });
    await leaving;
  });
});

test('whoever enters twice at once has one pass, which works for both', async () => {
  const concertId = await sale.concert(2);
  const storage = createShelf();
  const enter = async () => (await sale.client('has two tabs', { storage })).enter(concertId);
  for (const session of await Promise.all([enter(), enter()])) {
    expect(await session.dates()).toHaveLength(1);
  }
  expect(await inLine(concertId)).toMatchObject({ active: 1 });
});
