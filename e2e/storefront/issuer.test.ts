import { expect, test } from 'vitest';
import { type IssuerSale, openIssuerSale } from '../testing/sale/issuer-sale.ts';
import { chooseSeats, openRow, seat } from '../testing/storefront/buyer.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';
import { codes } from '../testing/storefront/ticket-holder.ts';

const shop = shopOfFile(() => openStorefront<IssuerSale>({}, openIssuerSale));

test('a visitor with the token of an external issuer buys, without an account made before', async () => {
  const concertId = await shop().sale.concert(4);
  const page = await shop().visit();
  // What a page that comes back from the issuer does by `signIn.set`.
  const accessToken = await shop().sale.tokenOf('auth0|mina');
  const signedIn = JSON.stringify({ accessToken, user: { id: 'auth0|mina', name: 'Mina' } });
  await page.goto('/');
  await page.evaluate(`localStorage.setItem('frontrow.sign-in', ${JSON.stringify(signedIn)})`);
  await page.goto(`/concerts/${concertId}/queue`);
  await chooseSeats(page);
  await openRow(page, 'S', 'A');
  await seat(page, 'A', 2).click();
  await page.getByRole('button', { name: /Hold 2 seats/ }).click();
  await page.getByRole('button', { name: /Add .* and pay/ }).click();
  await codes(page).first().waitFor();
  await page.getByRole('link', { name: 'Tickets', exact: true }).click();
  await page.getByText('Signed in as Mina').waitFor();
  const { items } = await shop().sale.operator.admin.findUsers.query({ externalId: 'auth0|mina' });
  expect(items).toHaveLength(1);
});

test('with an external issuer the page for sign-in by name says so', async () => {
  const page = await shop().visit();
  await page.goto('/reservations');
  await page.getByLabel('Name').fill('Mina');
  await page.getByRole('button', { name: 'Go on as Mina' }).click();
  await page.getByText(/Signing in by name is off here/).waitFor();
});
