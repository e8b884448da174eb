import { test } from 'vitest';
import { openStripeSale, type StripeSale } from '../testing/sale/stripe-sale.ts';
import { joinAtSeats, seat } from '../testing/storefront/buyer.ts';
import { look } from '../testing/storefront/look.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

/** Holds end while the page is looked at, and a top-up hardly makes them longer. */
const SHORT = { HOLD_SECONDS: '12', PAYMENT_GRACE_SECONDS: '1' };
const shop = shopOfFile(() => openStorefront<StripeSale>(SHORT, openStripeSale));

async function buyerWithHold(name: string) {
  const concertId = await shop().sale.concert(4);
  const page = await shop().visit();
  await joinAtSeats(page, concertId, name);
  await seat(page, 'A', 2).click();
  await page.getByRole('button', { name: /Hold 2 seats/ }).click();
  return { page, concertId };
}

test('a hold that runs out on screen says so, and the same seats can be had again', async () => {
  const { page } = await buyerWithHold('slow');
  await page.getByRole('heading', { name: '1 minute left' }).waitFor();
  await page.getByRole('heading', { name: 'Your hold ended' }).waitFor();
  await look(page, '잡은 시간이 끝났어요', '결제된 금액은 없어요. 좌석은 풀렸어요.');
  await page.getByRole('button', { name: 'Same seats again' }).click();
  await page.getByRole('heading', { name: '1 minute left' }).waitFor();
  await page.getByRole('heading', { name: 'Your hold ended' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'You hold no seats' }).waitFor();
  await look(page, '잡은 좌석이 없어요', '결제된 금액은 없어요. 내 차례는 계속돼요.');
});

test('too late: the seats are released, and the money is in the wallet', async () => {
  const { page, concertId } = await buyerWithHold('too late');
  await page.getByRole('button', { name: 'Add ₩2,000 and pay' }).click();
  await page.getByRole('link', { name: /payment site/ }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).waitFor();
  const { operator } = shop().sale;
  for (;;) {
    const { items } = await operator.admin.listReservations.query({ status: 'EXPIRED', concertId });
    if (items.length > 0) break;
    await page.waitForTimeout(500);
  }
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await page.getByText('₩2,000 is in your wallet.').waitFor();
  await page.getByRole('heading', { name: 'Seats released' }).waitFor();
  await look(page, '좌석이 풀렸어요', '₩2,000은 지갑에 있어요.');
});
