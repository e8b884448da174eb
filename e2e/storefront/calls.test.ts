import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { chooseSeats, openRow, seat, signIn } from '../testing/storefront/buyer.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';
import { codes } from '../testing/storefront/ticket-holder.ts';

const shop = shopOfFile(() => openStorefront());

/** The queries that a page has sent since the last look, each with its input; without polls, which are meant to repeat. */
function queriesOf(page: Page): () => string[] {
  let seen: string[] = [];
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    const procedure = /^\/trpc\/(.+)/.exec(pathname)?.[1];
    if (!procedure || procedure === 'queue.status' || request.method() !== 'GET') return;
    seen.push(`${procedure} ${searchParams.get('input') ?? ''}`);
  });
  return () => {
    const found = seen;
    seen = [];
    return found;
  };
}

test('no page asks for the same thing twice, loaded or reached from the page before', async () => {
  const concertId = await shop().sale.concert(4);
  const page = await shop().visit();
  const queries = queriesOf(page);
  const asked: Record<string, string[]> = {};
  const look = (name: string) => {
    asked[name] = queries();
  };
  await page.goto('/');
  await page.getByText('On sale · from').first().waitFor();
  look('list');
  await page.goto(`/concerts/${concertId}`);
  await page.getByRole('link', { name: 'Join the line' }).click();
  look('concert');
  await signIn(page, 'asks');
  await page.getByRole('heading', { name: "It's your turn" }).waitFor();
  look('turn');
  await chooseSeats(page);
  await openRow(page, 'S', 'A');
  await seat(page, 'A', 2).click();
  look('seats, by way of the dates');
  await page.getByRole('button', { name: /Hold 2 seats/ }).click();
  await page.getByRole('heading', { name: /^Yours until/ }).waitFor();
  await page.getByRole('button', { name: /Add .* and pay/ }).waitFor();
  look('checkout');
  await page.reload();
  await page.getByRole('button', { name: /Add .* and pay/ }).waitFor();
  look('checkout, loaded');
  await page.getByRole('button', { name: /Add .* and pay/ }).click();
  await codes(page).first().waitFor();
  look('tickets');
  await page.reload();
  await page.getByRole('heading', { name: 'T', exact: true }).waitFor();
  await codes(page).first().waitFor();
  look('tickets, loaded');
  await page.goto('/reservations');
  await page.getByText('Paid · show the tickets').waitFor();
  look('reservations');
  await page.getByRole('link', { name: 'Wallet' }).click();
  await page.getByText('+₩2,000').waitFor();
  look('wallet');
  await page.reload();
  await page.getByText('+₩2,000').waitFor();
  look('wallet, loaded');
  const twice = Object.entries(asked).flatMap(([name, calls]) =>
    calls.filter((call, n) => calls.indexOf(call) !== n).map((call) => `${name}: ${call}`),
  );
  expect(twice).toEqual([]);
  expect(Object.values(asked).flat().length).toBeGreaterThan(20);
});
