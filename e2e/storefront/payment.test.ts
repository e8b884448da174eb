import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openStripeSale, type StripeSale } from '../testing/sale/stripe-sale.ts';
import {
  chooseSeats,
  joinAs,
  joinAtSeats,
  openRow,
  seat,
  signIn,
} from '../testing/storefront/buyer.ts';
import { look } from '../testing/storefront/look.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

const shop = shopOfFile(() => openStorefront<StripeSale>({}, openStripeSale));

/** A visitor at the checkout with two seats, who pressed the button that adds what is missing and pays. */
async function buyerAtProvider(name: string): Promise<Page> {
  const concertId = await shop().sale.concert(4);
  const page = await shop().visit();
  await joinAtSeats(page, concertId, name);
  await seat(page, 'A', 2).click();
  await page.getByRole('button', { name: /Hold 2 seats/ }).click();
  await page.getByRole('button', { name: 'Add ₩2,000 and pay' }).click();
  await page.getByText(/If you are not back by \d\d:\d\d, the seats go/).waitFor();
  if (name === 'paid') {
    await look(
      page,
      /^결제 사이트로 가요. \d\d:\d\d까지 못 돌아오면 좌석은 풀리고 돈은 지갑에 남아요.$/,
      '결제 사이트에서 ₩2,000 결제하기',
    );
  }
  await page
    .getByRole('link', { name: /Pay ₩2,000 at the payment site|Go to the payment site/ })
    .click();
  await page.getByRole('button', { name: 'Pay', exact: true }).waitFor();
  return page;
}

const lastSession = () => shop().sale.stripe.sessions.at(-1)?.id ?? '';

test('paid: the visitor comes back, and the payment goes on by itself', async () => {
  const page = await buyerAtProvider('paid');
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await page.getByRole('heading', { name: "You're going" }).waitFor();
  await expect.poll(() => page.getByRole('img', { name: /The code of/ }).count()).toBe(2);
});

test('back without paying: the page and the seats are as before, and the way to pay is still open', async () => {
  const page = await buyerAtProvider('cancelled');
  await page.getByText('Back').click();
  await page.getByText('You came back without paying. Nothing is lost.').waitFor();
  await look(page, '결제하지 않고 돌아왔어요. 사라진 것은 없어요.');
  await page.getByRole('heading', { name: /^Yours until/ }).waitFor();
  await page.getByRole('link', { name: /Pay ₩2,000 at the payment site/ }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await page.getByRole('heading', { name: "You're going" }).waitFor();
});

test('processing, then paid: the page says that it may be closed, and goes on', async () => {
  const page = await buyerAtProvider('later');
  await page.getByRole('button', { name: 'Pay later' }).click();
  await page.getByText('Checking your payment').waitFor();
  await page.getByText(/You may close this page/).waitFor();
  await look(
    page,
    '결제를 확인하고 있어요',
    /^닫아도 괜찮아요. 좌석은 \d\d:\d\d까지 내 자리예요.$/,
  );
  await page.reload();
  await page.getByText('Checking your payment').waitFor();
  await shop().sale.stripe.customer.laterPaymentSucceeds(lastSession());
  await page.getByRole('heading', { name: "You're going" }).waitFor();
});

test('declined: nothing was charged, the seats are kept, and another try pays', async () => {
  const page = await buyerAtProvider('declined');
  await page.getByRole('button', { name: 'Pay later' }).click();
  await page.getByText('Checking your payment').waitFor();
  await shop().sale.stripe.customer.laterPaymentFails(lastSession());
  await page.getByText(/^Not approved\. Seats are yours until \d\d:\d\d\.$/).waitFor();
  await look(page, /^결제가 안 됐어요. 좌석은 \d\d:\d\d까지 내 자리예요.$/);
  await page.getByRole('button', { name: 'Add ₩2,000 and pay' }).click();
  await page.getByRole('link', { name: /at the payment site|Go to the payment site/ }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await page.getByRole('heading', { name: "You're going" }).waitFor();
});

test('unknown: no answer came, and the page finds out whether it was paid', async () => {
  const concertId = await shop().sale.concert(4);
  const page = await shop().visit();
  await joinAs(page, concertId, 'unknown');
  const client = await shop().sale.client('unknown');
  const { id: topUpId } = await client.balance.startTopUp.mutate({ amount: 5_000 });
  await shop().sale.pay(topUpId);
  await expect
    .poll(async () => (await client.balance.topUp.query({ topUpId })).status)
    .toBe('CREDITED');
  await chooseSeats(page);
  await openRow(page, 'S', 'A');
  await seat(page, 'A', 2).click();
  await page.getByRole('button', { name: /Hold 2 seats/ }).click();
  // The payment is made, and from then on no answer comes.
  let isPaid = false;
  await page.route('**/trpc/**', async (route) => {
    const isPayment = route.request().url().includes('payment.pay');
    if (isPayment && !isPaid) await route.fetch();
    isPaid ||= isPayment;
    await (isPaid ? route.abort() : route.continue());
  });
  await page.getByRole('button', { name: 'Pay ₩2,000' }).click();
  await page.getByText('Finding out whether it was paid').waitFor();
  await look(page, '결제됐는지 확인하고 있어요', '다시 누르지 않아도 돼요. 결제는 한 번만 돼요.');
  await page.unrouteAll();
  await page.getByRole('heading', { name: "You're going" }).waitFor();
  expect((await client.balance.get.query()).amount).toBe(3_000);
});

test('the wallet takes money at the payment site, and shows it in its history', async () => {
  const page = await shop().visit();
  await page.goto('/sign-in?next=/wallet');
  await page.getByLabel('Name').fill('wallet');
  await page.getByRole('button', { name: 'Go on as wallet' }).click();
  await page.getByText('Nothing yet.').waitFor();
  await look(page, '아직 없어요.', '₩0');
  await page.getByRole('button', { name: '₩50,000' }).click();
  await page.getByRole('button', { name: 'Add ₩50,000' }).click();
  await page.getByRole('link', { name: 'Go to the payment site' }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await page.getByText('₩50,000 is in your wallet.').waitFor();
  await look(page, '₩50,000은 지갑에 있어요.');
  await page.getByText('+₩50,000').waitFor();
});

test('the wallet lists what is not finished first, to be paid or cancelled', async () => {
  const { sale, url } = shop();
  const { balance } = await sale.client('unfinished');
  const begin = (amount: number) =>
    balance.startTopUp.mutate({ amount, returnUrl: `${url}/wallet` });
  const older = await begin(20_000);
  await sale.pay(await begin(5_000));
  await expect.poll(async () => (await balance.get.query()).amount).toBe(5_000);
  const newer = await begin(7_000);
  const page = await shop().visit();
  await page.goto('/sign-in?next=/wallet');
  await signIn(page, 'unfinished');
  const rows = page.getByRole('main').getByRole('listitem');
  await rows.nth(2).waitFor();
  expect(await rows.allTextContents()).toEqual([
    expect.stringMatching(/^Not paid yet.*₩7,000Pay ₩7,000 at the payment siteCancel it$/),
    expect.stringMatching(/^Not paid yet.*₩20,000Pay ₩20,000 at the payment siteCancel it$/),
    expect.stringMatching(/^Added.*\+₩5,000/),
  ]);
  await look(page, '아직 결제하지 않았어요', '결제 사이트에서 ₩7,000 결제하기', '취소하기');
  await rows.first().getByRole('button', { name: 'Cancel it' }).click();
  await rows.first().getByText('Cancelled. Nothing was charged.').waitFor();
  await look(page, '취소했어요. 결제된 금액은 없어요.');
  expect((await balance.topUp.query({ topUpId: newer.id })).status).toBe('CANCELLED');

  await page.getByRole('link', { name: 'Pay ₩20,000 at the payment site' }).click();
  await page.getByRole('button', { name: 'Pay later' }).click();
  await page.getByText('The payment is being checked. You may close this page.').waitFor();
  await look(page, '결제를 확인하고 있어요. 이 페이지는 닫아도 괜찮아요.');
  expect(await page.getByRole('button', { name: 'Cancel it' }).count()).toBe(0);
  await sale.stripe.customer.laterPaymentSucceeds(sale.stripe.sessionOf(older.id).id);
  await page.getByText('+₩20,000').waitFor();
  await expect.poll(() => rows.count()).toBe(2);
});
