import type { FrontrowClient, QueueTicket } from '@frontrow/sdk';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createFetchScript } from '../../testing/network/fetch-script.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

let sale: Sale;
const activeIn = async (concertId: string) =>
  (await sale.operator.admin.queueStats.query({ concertId })).active;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

test('the pass is claimed even if the positions are read slowly', async () => {
  const concertId = await sale.concert(2, { maxActive: 1, claimSeconds: 15 });
  const inside = await (await sale.client('pass holder')).enter(concertId);
  const script = createFetchScript();
  const client = await sale.client('reads slowly', { fetch: script.fetch });
  const behind = (await sale.client('next user')).positions(concertId);
  const seen: QueueTicket['status'][] = [];
  let hasLeft = false;
  for await (const { status } of client.positions(concertId)) {
    if (status !== seen.at(-1)) seen.push(status);
    if (status === 'ACTIVE') break;
    if (hasLeft) continue;
    hasLeft = true;
    await behind.next();
    await inside.leave();
    await vi.waitFor(async () => expect(await activeIn(concertId)).toBe(1), WAIT);
    // The pass is claimed although the loop has not asked for the next ticket.
    const asked = script.calls('queue.status').length;
    await vi.waitFor(
      () => expect(script.calls('queue.status').length).toBeGreaterThan(asked),
      WAIT,
    );
  }
  await behind.return(undefined);
  expect(seen).toEqual(['WAITING', 'ACTIVE']);
  const { active, expired } = await sale.operator.admin.queueStats.query({ concertId });
  expect({ active, expired }).toEqual({ active: 1, expired: 0 });
});

interface Participant {
  client: FrontrowClient;
  seen: QueueTicket[];
}

/** Enters, and leaves once the draw has given every participant a number. */
async function enterAndLeave(
  participant: Participant,
  all: Participant[],
  concertId: string,
): Promise<void> {
  const onPosition = (ticket: QueueTicket) => void participant.seen.push(ticket);
  const session = await participant.client.enter(concertId, { onPosition });
  await vi.waitFor(() => {
    for (const { seen } of all) expect(seen.at(-1)?.status).not.toBe('PREQUEUE');
  }, WAIT);
  await session.leave();
}

test('an entry is followed from the pre-queue through the draw to the admission', async () => {
  const concertId = await sale.concert(2, { maxActive: 1, claimSeconds: 20 });
  const names = ['first', 'second', 'third'];
  const participants: Participant[] = [];
  for (const name of names) participants.push({ client: await sale.client(name), seen: [] });
  const opensAt = new Date(Date.now() + 4_000);
  await sale.operator.admin.configureQueue.mutate({ concertId, opensAt });
  await Promise.all(participants.map((one) => enterAndLeave(one, participants, concertId)));
  for (const { seen } of participants) {
    expect(seen[0]).toMatchObject({ status: 'PREQUEUE', position: null });
    expect(seen.at(-1)).toMatchObject({ status: 'ACTIVE', position: null });
    const positions = seen.filter(({ status }) => status === 'WAITING').map((one) => one.position);
    expect(positions).toEqual(positions.toSorted().toReversed());
  }
  const waited = participants.filter(({ seen }) => seen.some(({ status }) => status === 'WAITING'));
  expect(waited.length).toBeGreaterThan(1);
});
