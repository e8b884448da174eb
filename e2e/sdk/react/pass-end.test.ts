// @vitest-environment browser-parts

import { useQueue } from '@frontrow/sdk/react';
import { cleanup, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createFetchScript, refusal, textAnswer } from '../../testing/network/fetch-script.ts';
import { openPage, renderInApp } from '../../testing/react/page.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterEach(cleanup);
afterAll(() => sale.close());

const SHORT = { activeSeconds: 3, claimSeconds: 2 };

test('a page whose pass runs out shows ENDED, keeps its seats and asks for nothing; `enter` joins again', async () => {
  const script = createFetchScript();
  const client = await sale.client('runs out', { fetch: script.fetch });
  const { now } = await openPage(client, await sale.concert(3, SHORT));
  expect(now().queue).toMatchObject({ status: 'ACTIVE', reason: null });
  const { session } = now().queue;
  const { admittedAt, activeUntil: endedAt } = session ?? {};
  const ended = { status: 'ENDED', reason: 'EXPIRED', session, admittedAt, endedAt };
  await waitFor(() => expect(now().queue).toMatchObject(ended), WAIT);
  expect(now().map).toMatchObject({ error: null, seats: { length: 3 } });
  expect(now().seats.status).toBe('NONE');
  const refreshes = script.calls('concert.watchAvailability').length;
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(script.calls('concert.watchAvailability')).toHaveLength(refreshes);
  expect(script.calls('queue.join')).toHaveLength(1);

  now().queue.enter();
  await waitFor(() => expect(now().queue.status).toBe('ACTIVE'), WAIT);
  expect(now().queue.session).not.toBe(session);
  await waitFor(() => expect(now().map.seats).toHaveLength(3), WAIT);
  await now().seats.holdSeats(now().map.seats.slice(0, 1));
  await waitFor(() => expect(now().seats.status).toBe('HELD'), WAIT);
});

test('a payment ends the pass, and the page still shows it as paid', async () => {
  const client = await sale.client('pays');
  const { now } = await openPage(client, await sale.concert(3));
  await now().seats.holdSeats(now().map.seats.slice(0, 1));
  await now().seats.pay({ topUp: true });
  await waitFor(() => {
    expect(now().queue).toMatchObject({ status: 'ENDED', reason: 'PAID' });
    expect(now().seats.status).toBe('PAID');
  }, WAIT);
});

const [admittedAt, endedAt] = [new Date(0), new Date(60_000)];

test.each([
  ['CLOSED', null, null, refusal(412, 'QUEUE_CLOSED')],
  [
    ...(['EXPIRED', admittedAt, endedAt] as const),
    refusal(401, 'QUEUE_TOKEN_EXPIRED', { reason: 'EXPIRED', admittedAt, endedAt }),
  ],
  [
    ...(['LEFT', null, endedAt] as const),
    refusal(401, 'QUEUE_TOKEN_EXPIRED', { reason: 'LEFT', admittedAt: null, endedAt }),
  ],
  // A server of an earlier version.
  ['EXPIRED', null, null, refusal(401, 'QUEUE_TOKEN_EXPIRED', { reason: 'EXPIRED' })],
] as const)(
  'a user whose entry ended before the page saw a pass is told %s, from %s to %s',
  async (...told) => {
    const [reason, from, to, answer] = told;
    const script = createFetchScript();
    script.always('queue.watch', textAnswer(503, 'busy'));
    const client = await sale.client(`waits, ${reason} ${to}`, { fetch: script.fetch });
    const concertId = await sale.concert(2, { maxActive: 0 });
    const { result } = renderInApp(client, () => useQueue(concertId));
    await waitFor(() => expect(result.current.status).toBe('WAITING'), WAIT);
    script.always('queue.status', answer);
    const ended = { status: 'ENDED', reason, session: null, admittedAt: from, endedAt: to };
    await waitFor(() => expect(result.current).toMatchObject(ended), WAIT);
  },
);

test('a user who waits when the sale closes is told CLOSED', async () => {
  const { id } = await sale.operator.admin.createConcert.mutate({
    ...{ title: 'T', artist: 'A', venue: 'V' },
    salesOpenAt: new Date(Date.now() - 60_000),
    salesCloseAt: new Date(Date.now() + 4_000),
    queue: { maxActive: 0, pollAfterSeconds: 1 },
  });
  const { result } = renderInApp(await sale.client('waits to the end'), () => useQueue(id));
  await waitFor(() => expect(result.current.status).toBe('WAITING'), WAIT);
  const closed = { status: 'ENDED', reason: 'CLOSED', session: null, error: null };
  await waitFor(() => expect(result.current).toMatchObject(closed), WAIT);
});

test('seats that another tab gave up by leaving are not shown as held', async () => {
  const concertId = await sale.concert(3);
  const { now } = await openPage(await sale.client('gives up'), concertId);
  await now().seats.holdSeats(now().map.seats.slice(0, 1));
  await waitFor(() => expect(now().seats.status).toBe('HELD'), WAIT);
  await (await (await sale.client('gives up')).enter(concertId)).leave();
  await waitFor(() => {
    expect(now().queue).toMatchObject({ status: 'ENDED', reason: 'LEFT' });
    expect(now().seats).toMatchObject({ status: 'NONE', hold: null });
  }, WAIT);
});

test('seats that another tab paid for are shown as paid', async () => {
  const concertId = await sale.concert(3);
  const { now } = await openPage(await sale.client('pays elsewhere'), concertId);
  await now().seats.holdSeats(now().map.seats.slice(0, 1));
  const other = await (await sale.client('pays elsewhere')).enter(concertId);
  const [held] = await other.holds();
  const payment = await other.pay(held ?? '', { topUp: true });
  await waitFor(() => {
    expect(now().queue).toMatchObject({ status: 'ENDED', reason: 'PAID' });
    expect(now().seats).toMatchObject({ status: 'PAID', payment });
  }, WAIT);
});
