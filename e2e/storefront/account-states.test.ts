import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { signIn } from '../testing/storefront/buyer.ts';
import { onlyDate } from '../testing/storefront/line.ts';
import { look } from '../testing/storefront/look.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

/** A hold begins in its last minute. */
const shop = shopOfFile(() => openStorefront({ HOLD_SECONDS: '59' }));

const codes = (page: Page) => page.getByRole('img', { name: /The code of/ });

/** Pays for two seats as that user; returns the payment's id. */
async function buy(name: string): Promise<string> {
  const { sale } = shop();
  const concertId = await sale.concert(4);
  const session = await (await sale.client(name)).enter(concertId);
  const performanceId = await onlyDate(sale, concertId);
  const hold = await session.hold({ places: [0, 1] }, { performanceId });
  return (await session.pay(hold, { topUp: true })).id;
}

async function openAs(name: string, path: string): Promise<Page> {
  const page = await shop().visit();
  await page.goto(path);
  await signIn(page, name);
  return page;
}

test('a ticket that was used or refunded has no code, and the money is in the wallet', async () => {
  const { sale } = shop();
  const paymentId = await buy('guest');
  const client = await sale.client('guest');
  const [ticket] = (await client.payment.tickets.query({ paymentId })).items;
  await sale.operator.admin.redeemTicket.mutate({ code: ticket?.code ?? '' });
  const page = await openAs('guest', `/tickets/${paymentId}`);
  await codes(page).first().waitFor();
  expect(await codes(page).count()).toBe(1);
  await look(page, /입장했어요/, '예매했어요');
  const refunded = await buy('refunded');
  await sale.operator.admin.refund.mutate({ paymentId: refunded });
  const other = await openAs('refunded', `/tickets/${refunded}`);
  await other.getByRole('heading', { name: 'These were refunded' }).waitFor();
  expect(await codes(other).count()).toBe(0);
  await look(other, '환불한 티켓이에요');
  await other.goto('/reservations');
  await other.getByText('Refunded to your wallet').waitFor();
  await look(other, '지갑으로 환불됐어요');
  await other.goto('/wallet');
  await other.getByText(/^Refund/).waitFor();
  await look(other, /^환불/, '₩2,000');
});

test('in the last minute the checkout says so, and the list of reservations has the clock', async () => {
  const { sale } = shop();
  const concertId = await sale.concert(4);
  const session = await (await sale.client('last')).enter(concertId);
  await session.hold({ places: [0, 1] }, { performanceId: await onlyDate(sale, concertId) });
  const page = await openAs('last', `/concerts/${concertId}/checkout`);
  await page.getByRole('heading', { name: '1 minute left' }).waitFor();
  await look(page, '1분 남았어요', '₩2,000 채우고 결제하기');
  await page.goto('/reservations');
  await page.getByText('Yours for').waitFor();
  await look(page, '내 자리');
});

test('nothing there: no tickets, no match in the list, no such concert or payment', async () => {
  const page = await openAs('nobody', '/reservations');
  await page.getByText('You have no tickets yet.').waitFor();
  await look(page, '아직 티켓이 없어요.');
  await page.goto('/?q=zzz');
  await page.getByText('No concert matches “zzz”').waitFor();
  await look(page, '‘zzz’에 맞는 공연이 없어요');
  const missing = '01920000-0000-7000-8000-000000000000';
  await page.goto(`/concerts/${missing}`);
  await page.getByRole('heading', { name: 'There is no such concert' }).waitFor();
  await look(page, '그런 공연이 없어요', '오래된 링크일 수 있어요. 공연은 모두 목록에 있어요.');
  await page.goto(`/concerts/${missing}/queue`);
  await page.getByRole('heading', { name: 'There is no such concert' }).waitFor();
  await page.goto(`/tickets/${missing}`);
  await page.getByRole('heading', { name: 'There is no such payment' }).waitFor();
  await look(page, '그런 결제가 없어요');
});

test('a sign-in that is over is told with the way back, and one by name that is off here, too', async () => {
  const { sale } = shop();
  const concertId = await sale.concert(2, { maxActive: 0 });
  const line = `/concerts/${concertId}/queue`;
  const page = await openAs('over', line);
  await page.getByRole('heading', { name: 'You are next' }).waitFor();
  await page.evaluate(`for (const storage of [sessionStorage, localStorage]) {
    const kept = JSON.parse(storage.getItem('frontrow.sign-in'));
    storage.setItem('frontrow.sign-in', JSON.stringify({ ...kept, accessToken: 'over' }));
  }`);
  await page.reload();
  await page.getByRole('heading', { name: 'You are not signed in any more' }).waitFor();
  await look(page, '로그인이 풀렸어요', '순서와 좌석은 그대로예요. 로그인하고 계속하세요.');
  await page.getByRole('link', { name: 'Sign in' }).click();
  // A server with an issuer of its own does not have the procedure.
  await page.route('**/trpc/session.devSignIn*', (route) =>
    route.continue({ url: route.request().url().replace('devSignIn', 'nothing') }),
  );
  await page.getByLabel('Name').fill('over');
  await page.getByRole('button', { name: 'Go on as over' }).click();
  await page.getByText('Signing in by name is off here.').waitFor();
  await look(page, '여기서는 이름으로 로그인할 수 없어요. 계정을 만든 곳에서 로그인해 주세요.');
  await page.unrouteAll();
  await signIn(page, 'over');
  await page.getByRole('heading', { name: 'You are next' }).waitFor();
  expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 1 });
});
