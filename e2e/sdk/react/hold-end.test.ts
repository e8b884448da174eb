// @vitest-environment browser-parts

import { cleanup, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openPage } from '../../testing/react/page.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale({ HOLD_SECONDS: '3' });
});
afterEach(cleanup);
afterAll(() => sale.close());

test('a page shows a hold as expired when the server does, and not before', async () => {
  const { now } = await openPage(await sale.client('watches the clock'), await sale.concert(3));
  const { id: reservationId } = await now().seats.holdSeats(now().map.seats.slice(0, 1));
  await waitFor(() => expect(now().seats.status).toBe('EXPIRED'), WAIT);
  const { status } =
    (await now().queue.session?.api.reservation.get.query({ reservationId })) ?? {};
  expect(status).toBe('EXPIRED');
});

test('after a hold has expired, its seats are available and can be held again', async () => {
  const { now } = await openPage(await sale.client('does not pay'), await sale.concert(3));
  const first = await now().seats.holdSeats(now().map.seats.slice(0, 1));
  await waitFor(() => expect(now().seats.status).toBe('EXPIRED'), WAIT);
  expect(now().seats).toMatchObject({ secondsLeft: 0, hold: first, payment: null });
  await waitFor(() => expect(now().map.seats[0]?.status).toBe('AVAILABLE'), WAIT);
  const second = await now().seats.holdSeats(now().map.seats.slice(0, 1));
  expect(second.id).not.toBe(first.id);
  await waitFor(() => expect(now().seats).toMatchObject({ hold: second }), WAIT);
});
