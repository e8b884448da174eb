// @vitest-environment browser-parts

import type { FrontrowClient } from '@frontrow/sdk';
import { type UseBalance, type UseTopUp, useBalance, useTopUp } from '@frontrow/sdk/react';
import { cleanup, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createFaultyNetwork } from '../../testing/network/faulty-network.ts';
import { type OpenPage, openPage, renderInApp } from '../../testing/react/page.ts';
import { createMemoryStorage } from '../../testing/sale/memory-storage.ts';
import { outcomeOf, paidOnce } from '../../testing/sale/outcome.ts';
import { openStripeSale, type StripeSale } from '../../testing/sale/stripe-sale.ts';
import { rejectionOf } from '../../testing/waiting/rejection-of.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

let sale: StripeSale;
beforeAll(async () => {
  sale = await openStripeSale();
});
afterEach(cleanup);
afterAll(() => sale.close());

/** Holds a seat and clicks on the button that pays. Returns the top-up that the payment waits for. */
async function clickPay({ now }: OpenPage): Promise<string> {
  await now().seats.holdSeats(now().map.seats.slice(0, 1));
  await waitFor(() => expect(now().seats.status).toBe('HELD'), WAIT);
  const refused = await rejectionOf(now().seats.pay({ topUp: true }));
  expect(refused).toMatchObject({ errorCode: 'TOPUP_ACTION_REQUIRED' });
  await waitFor(() => expect(now().seats.actionRequired).not.toBeNull(), WAIT);
  return now().seats.actionRequired?.topUpId ?? '';
}

const isPaid = ({ now }: OpenPage) =>
  waitFor(() => expect(now().seats).toMatchObject({ status: 'PAID', topUp: null }), WAIT);

describe('a page whose customer has to go to the provider', () => {
  test('shows where, and pays by itself once the top-up is credited', async () => {
    const network = createFaultyNetwork();
    const client = await sale.client('one window', { fetch: network.fetch });
    const page = await openPage(client, await sale.concert(2));
    const topUpId = await clickPay(page);
    const { seats } = page.now();
    expect(seats).toMatchObject({ status: 'HELD', error: null, isPending: false });
    expect(seats.actionRequired?.action?.url).toBe(sale.stripe.sessionOf(topUpId).url);
    expect(seats.secondsLeft).toBeGreaterThan(500);
    await sale.pay(topUpId);
    await isPaid(page);
    expect(page.now().seats).toMatchObject({ error: null, actionRequired: null });
    await waitFor(() => expect(page.now().wallet.balance?.amount).toBe(0), WAIT);
    expect(network.requests('payment.pay')).toBe(2);
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
  });

  test('goes on when it is loaded again, and leads to the provider until then', async () => {
    const storage = createMemoryStorage();
    const concertId = await sale.concert(2);
    const open = async () => openPage(await sale.client('comes back', { storage }), concertId);
    const before = await open();
    const topUpId = await clickPay(before);
    before.close();
    // The customer went back without paying.
    const page = await open();
    await waitFor(() => expect(page.now().seats.topUp?.status).toBe('REQUIRES_ACTION'), WAIT);
    const { url } = sale.stripe.sessionOf(topUpId);
    const actionRequired = { topUpId, action: { type: 'redirect', url } };
    expect(page.now().seats).toMatchObject({ status: 'HELD', actionRequired, error: null });
    await sale.pay(topUpId);
    await isPaid(page);
    expect(await outcomeOf(await sale.client('comes back'))).toEqual(paidOnce(1_000));
  });

  test('pays once, although two tabs carry it on', async () => {
    const storage = createMemoryStorage();
    const concertId = await sale.concert(2);
    const open = async () => openPage(await sale.client('copied tab', { storage }), concertId);
    const first = await open();
    const topUpId = await clickPay(first);
    const second = await open();
    await waitFor(() => expect(second.now().seats.actionRequired?.topUpId).toBe(topUpId), WAIT);
    await sale.pay(topUpId);
    await Promise.all([isPaid(first), isPaid(second)]);
    expect(first.now().seats.payment?.id).toBe(second.now().seats.payment?.id);
    expect(await outcomeOf(await sale.client('copied tab'))).toEqual(paidOnce(1_000));
  });

  test('can pay again if the customer never paid, and has the seats as long as before', async () => {
    const page = await openPage(await sale.client('second try'), await sale.concert(2));
    const topUpId = await clickPay(page);
    await sale.abandon(topUpId);
    await waitFor(() => expect(page.now().seats.topUp?.status).toBe('EXPIRED'), WAIT);
    await waitFor(() => expect(page.now().seats.secondsLeft).toBeLessThan(300), WAIT);
    expect(page.now().seats).toMatchObject({ status: 'HELD', actionRequired: null, error: null });
    await rejectionOf(page.now().seats.pay({ topUp: true }));
    await waitFor(() => expect(page.now().seats.topUp?.status).toBe('REQUIRES_ACTION'), WAIT);
    const next = page.now().seats.actionRequired?.topUpId ?? '';
    expect(next).not.toBe(topUpId);
    await sale.pay(next);
    await isPaid(page);
  });

  test('forgets the top-up with the seats', async () => {
    const page = await openPage(await sale.client('releases'), await sale.concert(2));
    const topUpId = await clickPay(page);
    await page.now().seats.release();
    await waitFor(() => expect(page.now().seats.status).toBe('NONE'), WAIT);
    await sale.pay(topUpId);
    expect(page.now().seats).toMatchObject({ topUp: null, actionRequired: null });
  });
});

interface Wallet {
  wallet: UseBalance;
  topUp: UseTopUp;
}

const openWallet = (client: FrontrowClient, topUpId: string | null) =>
  renderInApp(client, (): Wallet => ({ wallet: useBalance(), topUp: useTopUp(topUpId) })).result;

describe('a page that follows a top-up', () => {
  test('shows it until it is credited, and then the new balance', async () => {
    const network = createFaultyNetwork();
    const client = await sale.client('tops up', { fetch: network.fetch });
    const started = openWallet(client, null);
    await waitFor(() => expect(started.current.wallet.balance?.amount).toBe(0), WAIT);
    expect(started.current.topUp).toMatchObject({ topUp: null, status: null, isLoading: false });
    const { id, action } = await started.current.wallet.startTopUp(5_000);
    expect(action?.url).toContain(sale.stripe.url);

    const page = openWallet(client, id);
    await waitFor(() => expect(page.current.topUp.status).toBe('REQUIRES_ACTION'), WAIT);
    await sale.pay(id);
    network.fail('balance.topUp', 'answer lost');
    await waitFor(() => expect(page.current.topUp.status).toBe('CREDITED'), WAIT);
    await waitFor(() => expect(page.current.wallet.balance?.amount).toBe(5_000), WAIT);
    expect(started.current.wallet.balance?.amount).toBe(0);
  });

  test('can cancel it', async () => {
    const client = await sale.client('cancels');
    const { id } = await client.balance.startTopUp.mutate({ amount: 5_000 });
    const page = openWallet(client, id);
    await waitFor(() => expect(page.current.topUp.status).toBe('REQUIRES_ACTION'), WAIT);
    expect(await page.current.topUp.cancel()).toMatchObject({ status: 'CANCELLED' });
    await waitFor(() => expect(page.current.topUp.status).toBe('CANCELLED'), WAIT);
    expect(page.current.topUp).toMatchObject({ topUp: { action: null }, error: null });
  });

  test('is told what a charge needs, and charges once however often it is clicked', async () => {
    const client = await sale.client('clicks twice');
    const page = openWallet(client, null);
    const charge = () => rejectionOf(page.current.wallet.charge(3_000));
    await charge();
    await waitFor(() => expect(page.current.wallet.actionRequired).not.toBeNull(), WAIT);
    const { topUpId } = page.current.wallet.actionRequired ?? { topUpId: '' };
    expect(page.current.wallet.error).toBeNull();
    expect(await charge()).toMatchObject({ details: { topUpId } });
    await sale.pay(topUpId);
    await client.waitForTopUp(topUpId);
    expect(await page.current.wallet.charge(3_000)).toMatchObject({ amount: 3_000 });
    await waitFor(() => expect(page.current.wallet.balance?.amount).toBe(3_000), WAIT);
  });

  test('shows the error for one of another user, and asks no more', async () => {
    const { id } = await (await sale.client('owner')).balance.startTopUp.mutate({ amount: 1_000 });
    const network = createFaultyNetwork();
    const page = openWallet(await sale.client('stranger', { fetch: network.fetch }), id);
    await waitFor(() => expect(page.current.topUp.error).not.toBeNull(), WAIT);
    expect(page.current.topUp.error).toMatchObject({ errorCode: 'TOPUP_NOT_FOUND' });
    const asked = network.requests('balance.topUp');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(network.requests('balance.topUp')).toBe(asked);
  });
});
