import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import type { FrontrowClient, Hold, Session } from '@frontrow/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  createFetchScript,
  type FetchScript,
  neverSettles,
} from '../../testing/network/fetch-script.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { rejectionOf } from '../../testing/waiting/rejection-of.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

/** An admitted user with a hold. */
interface Visit {
  script: FetchScript;
  client: FrontrowClient;
  session: Session;
  hold: Hold;
  /** A concert whose queue the user has not joined. */
  otherConcertId: string;
}

let sale: Sale;
const unhandled = vi.fn();
beforeAll(async () => {
  process.on('unhandledRejection', unhandled);
  sale = await openSale();
});
afterEach(async () => {
  await turn();
  expect(unhandled).not.toHaveBeenCalled();
});
afterAll(async () => {
  process.off('unhandledRejection', unhandled);
  await sale.close();
});

/** Admits a user, who holds a seat. */
async function visitOf(name: string): Promise<Visit> {
  const script = createFetchScript();
  const client = await sale.client(name, { fetch: script.fetch });
  const session = await client.enter(await sale.concert(4));
  const hold = await session.hold((await session.seats()).slice(0, 1));
  return { script, client, session, hold, otherConcertId: await sale.concert(4) };
}

async function readAll(tickets: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of tickets);
}

type Abortable = { signal: AbortSignal };
type Step = [
  name: string,
  procedure: string,
  call: (visit: Visit, on: Abortable) => Promise<unknown>,
];

const STEPS: Step[] = [
  ['session.dates', 'concert.dates', ({ session }, on) => session.dates(on)],
  ['session.seats', 'concert.seats', ({ session }, on) => session.seats(on)],
  ['session.seatMap', 'concert.seatMap', ({ session }, on) => session.seatMap(on)],
  ['session.hold', 'reservation.hold', ({ session, hold }, on) => session.hold(hold.seats, on)],
  ['session.holds', 'reservation.list', ({ session }, on) => session.holds(on)],
  ['session.pay', 'payment.pay', ({ session, hold }, on) => session.pay(hold, on)],
  ['session.release', 'reservation.release', ({ session, hold }, on) => session.release(hold, on)],
  ['session.tickets', 'payment.tickets', ({ session, hold }, on) => session.tickets(hold.id, on)],
  ['session.leave', 'queue.leave', ({ session }, on) => session.leave(on)],
  ['client.leave', 'queue.leave', ({ client, session }, on) => client.leave(session.concertId, on)],
  [
    'client.enter',
    'queue.join',
    ({ client, otherConcertId }, on) => client.enter(otherConcertId, on),
  ],
  [
    'client.enter with a live entry',
    'queue.status',
    ({ client, session }, on) => client.enter(session.concertId, on),
  ],
  [
    'client.positions',
    'queue.join',
    ({ client, otherConcertId }, on) => readAll(client.positions(otherConcertId, on)),
  ],
  [
    'client.balance.get',
    'balance.get',
    ({ client }, on) => client.balance.get.query(undefined, on),
  ],
];

const REASON = new Error('aborted by the test');

const expectNoListeners = (signal: AbortSignal) =>
  vi.waitFor(() => expect(getEventListeners(signal, 'abort')).toEqual([]), WAIT);

describe('a call without an answer', () => {
  test.each(STEPS)('%s rejects at an abort, with its reason', async (name, procedure, call) => {
    const visit = await visitOf(`aborts ${name}`);
    visit.script.always(procedure, neverSettles);
    const before = visit.script.calls(procedure).length;
    const controller = new AbortController();
    const error = rejectionOf(call(visit, controller));
    await vi.waitFor(
      () => expect(visit.script.calls(procedure).length).toBeGreaterThan(before),
      WAIT,
    );
    controller.abort(REASON);
    expect(await error).toBe(REASON);
    await expectNoListeners(controller.signal);
  });
});

test.each(STEPS)('%s after an abort rejects with its reason', async (name, _, call) => {
  const visit = await visitOf(`aborted before ${name}`);
  const signal = AbortSignal.abort(REASON);
  expect(await rejectionOf(call(visit, { signal }))).toBe(REASON);
  await expectNoListeners(signal);
});

test('a wait without stream and polls rejects at an abort, with its reason', async () => {
  const script = createFetchScript();
  const client = await sale.client('waits', { fetch: script.fetch });
  for (const procedure of ['queue.watch', 'queue.status']) script.always(procedure, neverSettles);
  const controller = new AbortController();
  const { signal } = controller;
  const concertId = await sale.concert(2, { maxActive: 0 });
  const error = rejectionOf(client.enter(concertId, { signal }));
  await vi.waitFor(() => expect(script.calls('queue.status')).toHaveLength(1), WAIT);
  controller.abort(REASON);
  expect(await error).toBe(REASON);
  await expectNoListeners(signal);
});

test('after a whole purchase no listeners are left on an unused signal', async () => {
  const { signal } = new AbortController();
  const client = await sale.client('purchase');
  const session = await client.enter(await sale.concert(2), { signal });
  const hold = await session.hold(await session.seats({ signal }), { signal });
  await session.tickets(await session.pay(hold, { topUp: true, signal }), { signal });
  await session.leave({ signal });
  await expectNoListeners(signal);
});
