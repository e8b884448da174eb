import '../testing/dom.ts';
import { cleanup, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openPage } from '../testing/page.ts';
import { PATIENCE } from '../testing/patience.ts';
import { openSale, type Sale } from '../testing/sale.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale({ HOLD_SECONDS: '3' });
});
afterEach(cleanup);
afterAll(() => sale.close());

test('seats whose hold runs out are said to be free, and may be held again', async () => {
  const { now } = await openPage(await sale.client('forgets to pay'), await sale.concert(3));
  const first = await now().seats.holdSeats(now().map.seats.slice(0, 1));
  await waitFor(() => expect(now().seats.status).toBe('EXPIRED'), PATIENCE);
  expect(now().seats).toMatchObject({ secondsLeft: 0, hold: first, payment: null });
  await waitFor(() => expect(now().map.seats[0]?.status).toBe('AVAILABLE'), PATIENCE);
  const second = await now().seats.holdSeats(now().map.seats.slice(0, 1));
  expect(second.id).not.toBe(first.id);
  await waitFor(() => expect(now().seats).toMatchObject({ hold: second }), PATIENCE);
});
