/** Compiled, but never run: the entries beside the client, without React and tRPC. */

import { createFrontrowClient, type Entry } from '@frontrow/sdk';
import { type DrawVerdict, drawPages, verifyDraw } from '@frontrow/sdk/draw';
import { createFakeApi, type FakeApi, refusal } from '@frontrow/sdk/testing';

export const api: FakeApi = createFakeApi({ now: new Date() });
const client = createFrontrowClient({ url: 'https://a.example', auth: null, fetch: api.fetch });

export async function entries(): Promise<Entry[]> {
  const all: Entry[] = [];
  for await (const entry of client.balance.history.all()) all.push(entry);
  for await (const { title } of client.concert.list.all({ limit: 5 })) title.toUpperCase();
  // @ts-expect-error this query has no pages
  client.balance.get.all();
  // @ts-expect-error an unknown status
  client.reservation.list.all({ status: 'LOST' });
  return all;
}

export const verdict = (concertId: string): Promise<DrawVerdict> =>
  verifyDraw(drawPages(client, { concertId }), { seedHash: 'ab', entrant: null });

export function script(): unknown[] {
  api.on('balance.get', { amount: 1, currency: 'KRW' });
  api.on('balance.charge', ({ input }) => ({ ...input, currency: 'KRW', entryId: 'e' }));
  api.once('reservation.hold', refusal('HOLD_LIMIT_EXCEEDED', { limit: 4 }));
  api.refuse('queue.join', 'QUEUE_CLOSED');
  // @ts-expect-error an unknown procedure
  api.on('concert.sing', {});
  // @ts-expect-error the answer of another procedure
  api.on('balance.get', { items: [] });
  // @ts-expect-error missing details
  api.refuse('reservation.hold', 'HOLD_LIMIT_EXCEEDED');
  // @ts-expect-error an unknown code
  refusal('NO_SUCH_CODE');
  api.setTicket({ status: 'WAITING', position: 3 });
  return api.calls('reservation.hold').map(({ input }) => input.performanceId);
}
