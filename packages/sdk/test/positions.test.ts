import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { FrontrowClient, QueueTicket } from '../src/index.ts';
import { PATIENCE } from '../testing/patience.ts';
import { rigged } from '../testing/rigged.ts';
import { openSale, type Sale } from '../testing/sale.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

test('however slowly the positions are read, the turn is not missed', async () => {
  const concertId = await sale.concert(2, { maxActive: 1, claimSeconds: 2 });
  const inside = await (await sale.client('has the pass')).enter(concertId);
  const rig = rigged();
  const client = await sale.client('reads slowly', { fetch: rig.fetch });
  const nextInLine = (await sale.client('is behind')).positions(concertId);
  const seen: QueueTicket['status'][] = [];
  for await (const { status } of client.positions(concertId)) {
    seen.push(status);
    if (status === 'ACTIVE') break;
    await nextInLine.next();
    const asked = rig.calls('queue.status').length;
    await inside.leave();
    // It is claimed while nobody reads.
    await vi.waitFor(
      () => expect(rig.calls('queue.status').length).toBeGreaterThan(asked),
      PATIENCE,
    );
  }
  await nextInLine.return(undefined);
  expect(seen).toEqual(['WAITING', 'ACTIVE']);
  const { active, expired } = await sale.operator.admin.queueStats.query({ concertId });
  expect({ active, expired }).toEqual({ active: 1, expired: 0 });
});

interface Bird {
  client: FrontrowClient;
  seen: QueueTicket[];
}

/** Follows a place to the end, and makes room for the next once all have been drawn. */
async function follow(bird: Bird, all: Bird[], concertId: string): Promise<void> {
  const onPosition = (ticket: QueueTicket) => void bird.seen.push(ticket);
  const session = await bird.client.enter(concertId, { onPosition });
  await vi.waitFor(() => {
    for (const { seen } of all) expect(seen.at(-1)?.status).not.toBe('PREQUEUE');
  }, PATIENCE);
  await session.leave();
}

test('a draw is followed from before the opening to the turn', async () => {
  const concertId = await sale.concert(2, { maxActive: 1, claimSeconds: 20 });
  const names = ['an early bird', 'an earlier bird', 'the earliest bird'];
  const birds: Bird[] = [];
  for (const name of names) birds.push({ client: await sale.client(name), seen: [] });
  const opensAt = new Date(Date.now() + 4_000);
  await sale.operator.admin.configureQueue.mutate({ concertId, opensAt });
  await Promise.all(birds.map((bird) => follow(bird, birds, concertId)));
  for (const { seen } of birds) {
    expect(seen[0]).toMatchObject({ status: 'PREQUEUE', position: null });
    expect(seen.at(-1)).toMatchObject({ status: 'ACTIVE', position: null });
    const positions = seen.filter(({ status }) => status === 'WAITING').map((one) => one.position);
    expect(positions).toEqual(positions.toSorted().toReversed());
  }
  const waited = birds.filter(({ seen }) => seen.some(({ status }) => status === 'WAITING'));
  expect(waited.length).toBeGreaterThan(1);
});
