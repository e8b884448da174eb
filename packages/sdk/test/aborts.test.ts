import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { FrontrowClient, Session } from '../src/index.ts';
import type { Hold } from '../src/session/hold.ts';
import { caught } from '../testing/caught.ts';
import { PATIENCE } from '../testing/patience.ts';
import { type Rigged, rigged, swallowed } from '../testing/rigged.ts';
import { openSale, type Sale } from '../testing/sale.ts';

interface Visit {
  rig: Rigged;
  client: FrontrowClient;
  session: Session;
  hold: Hold;
  /** A concert that nobody is in line for. */
  elsewhere: string;
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

/** Somebody who holds a seat. */
async function visitOf(name: string): Promise<Visit> {
  const rig = rigged();
  const client = await sale.client(name, { fetch: rig.fetch });
  const session = await client.enter(await sale.concert(4));
  const hold = await session.hold((await session.seats()).slice(0, 1));
  return { rig, client, session, hold, elsewhere: await sale.concert(4) };
}

async function readOn(tickets: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of tickets);
}

type Abortable = { signal: AbortSignal };
type Step = [
  name: string,
  procedure: string,
  call: (own: Visit, on: Abortable) => Promise<unknown>,
];

const STEPS: Step[] = [
  ['session.dates', 'concert.dates', ({ session }, on) => session.dates(on)],
  ['session.seats', 'concert.seats', ({ session }, on) => session.seats(on)],
  ['session.seatMap', 'concert.seatMap', ({ session }, on) => session.seatMap(on)],
  ['session.hold', 'reservation.hold', ({ session, hold }, on) => session.hold(hold.seats, on)],
  ['session.holds', 'reservation.list', ({ session }, on) => session.holds(on)],
  ['session.pay', 'payment.pay', ({ session, hold }, on) => session.pay(hold, on)],
  ['session.release', 'reservation.release', ({ session, hold }, on) => session.release(hold, on)],
  [
    'session.tickets',
    'payment.tickets',
    ({ session, hold }, on) => session.tickets({ id: hold.id }, on),
  ],
  ['session.leave', 'queue.leave', ({ session }, on) => session.leave(on)],
  ['client.leave', 'queue.leave', ({ client, session }, on) => client.leave(session.concertId, on)],
  ['client.enter', 'queue.join', ({ client, elsewhere }, on) => client.enter(elsewhere, on)],
  [
    'client.enter, with a place',
    'queue.status',
    ({ client, session }, on) => client.enter(session.concertId, on),
  ],
  [
    'client.positions',
    'queue.join',
    ({ client, elsewhere }, on) => readOn(client.positions(elsewhere, on)),
  ],
  [
    'client.balance.get',
    'balance.get',
    ({ client }, on) => client.balance.get.query(undefined, on),
  ],
];

const REASON = new Error('changed my mind');

const expectNoListeners = (signal: AbortSignal) =>
  vi.waitFor(() => expect(getEventListeners(signal, 'abort')).toEqual([]), PATIENCE);

describe('a call that nobody answers', () => {
  test.each(STEPS)('%s ends at an abort, with its reason', async (name, procedure, call) => {
    const visit = await visitOf(`stops ${name}`);
    visit.rig.always(procedure, swallowed);
    const before = visit.rig.calls(procedure).length;
    const controller = new AbortController();
    const error = caught(call(visit, controller));
    await vi.waitFor(
      () => expect(visit.rig.calls(procedure).length).toBeGreaterThan(before),
      PATIENCE,
    );
    controller.abort(REASON);
    expect(await error).toBe(REASON);
    await expectNoListeners(controller.signal);
  });
});

test.each(STEPS)('%s after an abort is refused with its reason', async (name, _, call) => {
  const visit = await visitOf(`never begins ${name}`);
  const signal = AbortSignal.abort(REASON);
  expect(await caught(call(visit, { signal }))).toBe(REASON);
  await expectNoListeners(signal);
});

test('a wait that is told nothing any more ends at an abort, with its reason', async () => {
  const rig = rigged();
  const client = await sale.client('waits', { fetch: rig.fetch });
  for (const procedure of ['queue.watch', 'queue.status']) rig.always(procedure, swallowed);
  const controller = new AbortController();
  const { signal } = controller;
  const concertId = await sale.concert(2, { maxActive: 0 });
  const error = caught(client.enter(concertId, { signal }));
  await vi.waitFor(() => expect(rig.calls('queue.status')).toHaveLength(1), PATIENCE);
  controller.abort(REASON);
  expect(await error).toBe(REASON);
  await expectNoListeners(signal);
});

test('a signal that was never used has no listeners after a whole journey', async () => {
  const { signal } = new AbortController();
  const client = await sale.client('goes all the way');
  const session = await client.enter(await sale.concert(2), { signal });
  const hold = await session.hold(await session.seats({ signal }), { signal });
  await session.tickets(await session.pay(hold, { topUp: true, signal }), { signal });
  await session.leave({ signal });
  await expectNoListeners(signal);
});
