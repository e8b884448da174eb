import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { startProxy, type TcpProxy } from '../testing/network/tcp-proxy.ts';
import { openSale } from '../testing/sale/sale.ts';
import { joinAs, joinAtSeats, openRow, seat } from '../testing/storefront/buyer.ts';
import { admit, fullConcert, onlyDate } from '../testing/storefront/line.ts';
import { look, lookAsItIs } from '../testing/storefront/look.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

let proxy: TcpProxy;
/** Between the browser and the server is a network that a test cuts. */
const shop = shopOfFile(() =>
  openStorefront({ RATE_LIMIT: 'on' }, openSale, async (apiUrl) => {
    proxy = await startProxy(apiUrl);
    return proxy.url;
  }),
);
afterAll(() => proxy?.close());

const AWAY = /^Can't reach us for \d+ s\. We keep trying; your place is kept on the server\.$/;
const AWAY_KOREAN = /^\d+초째 연결이 안 돼요. 계속 다시 해 볼게요. 순서는 서버에 남아 있어요.$/;
const OFFLINE = 'You are offline. Your place is kept on the server.';

const held = (page: Page) => page.getByRole('heading', { name: /^Yours until/ });

/** A visitor at the seats of the concert's only date. */
async function buyerAtSeats(
  concertId: string,
  name: string,
  options?: BrowserContextOptions,
): Promise<Page> {
  const page = await shop().visit(options);
  await joinAtSeats(page, concertId, name);
  return page;
}

test('the server away while one waits: the place stays on the page, and the turn comes once it is back', async () => {
  const { concertId } = await fullConcert(shop().sale, 1);
  const page = await shop().visit();
  await joinAs(page, concertId, 'waits');
  await page.getByRole('heading', { name: /Ahead of you\s*1/ }).waitFor();
  proxy.cut();
  await page.getByText(AWAY).waitFor();
  await look(page, AWAY_KOREAN);
  await page.getByRole('heading', { name: /Ahead of you\s*1/ }).waitFor();
  // A reload finds the pages, and no server: it waits for the answer, and joins nothing anew.
  await page.reload();
  await page.getByText(AWAY).waitFor();
  await admit(shop().sale, concertId, 2);
  proxy.restore();
  await page.getByRole('heading', { name: "It's your turn" }).waitFor();
  await page.getByText(AWAY).waitFor({ state: 'hidden' });
  expect(await shop().sale.queueCounts(concertId)).toMatchObject({ waiting: 0, active: 2 });
});

test('seats and checkout, offline and with the server away: nothing is lost, and the page goes on by itself', async () => {
  const { sale } = shop();
  const concertId = await sale.concert(6);
  const page = await buyerAtSeats(concertId, 'chooses');
  await seat(page, 'A', 1).click();
  await page.getByRole('button', { name: /^Hold 2 seats/ }).waitFor();
  // Both languages are loaded before the network goes.
  await look(page, /^2석 잡기/);
  await page.context().setOffline(true);
  await page.getByText(OFFLINE).waitFor();
  await look(page, '인터넷이 끊겼어요. 순서는 서버에 남아 있어요.', /^2석 잡기/);
  const rival = await (await sale.client('rival')).enter(concertId);
  await rival.hold({ places: [0] }, { performanceId: await onlyDate(sale, concertId) });
  await page.context().setOffline(false);
  await page.locator('.sm-notice', { hasText: 'Someone took' }).waitFor();

  await openRow(page, 'S', 'A');
  await seat(page, 'A', 5).click();
  // Pressed while the server is away, the button does its work once it is back.
  proxy.cut();
  await page.getByRole('button', { name: /^Hold 2 seats/ }).click();
  await page.getByText(AWAY).waitFor();
  proxy.restore();
  await held(page).waitFor();
  await page.getByRole('button', { name: 'Add ₩2,000 and pay' }).waitFor();
  await page.context().setOffline(true);
  await page.getByText(OFFLINE).waitFor();
  await held(page).waitFor();
  await page.context().setOffline(false);
  proxy.cut();
  await page.getByRole('button', { name: 'Add ₩2,000 and pay' }).click();
  await page.getByText('Finding out whether it was paid').waitFor();
  proxy.restore();
  await page.getByRole('heading', { name: "You're going" }).waitFor();
  const { items } = await (await sale.client('chooses')).payment.list.query({});
  expect(items).toHaveLength(1);
  expect(shop().faults).toEqual([]);
});

test('calls that come too fast wait, the page says for how long, and goes on by itself', async () => {
  const page = await buyerAtSeats(await shop().sale.concert(4), 'fast');
  await page.getByRole('button', { name: '한국어로 보기' }).click();
  await page.route(
    '**/trpc/reservation.holdBest*',
    async (route) => {
      const { authorization = '' } = route.request().headers();
      while ((await secondsUntilFree(authorization)) < 5);
      await route.continue();
    },
    { times: 1 },
  );
  await page.getByRole('button', { name: '좋은 2석 잡아 주기' }).click();
  await page.getByText(/^너무 빨라요. \d+초 뒤에 저절로 계속돼요.$/).waitFor();
  await lookAsItIs(page);
  await page.getByRole('link', { name: '결제하러 가기' }).waitFor();
});

/**
 * Calls until the server takes no more; returns after how many seconds it does again. In batches: one by one,
 * a busy machine takes most of the limit's 10 seconds for 400 calls.
 */
async function secondsUntilFree(authorization: string): Promise<number> {
  const url = `${shop().sale.live.server.url}/trpc/${Array(100).fill('session.me')}?batch=1`;
  for (;;) {
    const answer = await fetch(url, { headers: { authorization } });
    await answer.text();
    const seconds = answer.headers.get('retry-after');
    if (seconds !== null) return Number(seconds);
  }
}

test('a page that does not open says so, and opens once it can', async () => {
  // A service worker has the files of the pages already.
  const options = { serviceWorkers: 'block' as const };
  const page = await buyerAtSeats(await shop().sale.concert(4), 'broken', options);
  await page.route('**/assets/checkout-page*', (route) => route.abort());
  await page.getByRole('button', { name: 'Best 2 for me' }).click();
  await page.getByRole('link', { name: 'Go on to pay' }).click();
  await page.getByRole('heading', { name: 'This page did not open' }).waitFor();
  await look(page, '화면을 열지 못했어요', '저희 문제예요. 순서와 좌석은 서버에 남아 있어요.');
  // The same at the first load, where it is loaded before anything is drawn.
  await page.reload();
  await page.getByRole('heading', { name: 'This page did not open' }).waitFor();
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Load again' }).click();
  await held(page).waitFor();
});
