import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openHouse } from '../testing/sale/house.ts';
import { chooseSeats, joinAs, joinAtSeats, openRow, seat } from '../testing/storefront/buyer.ts';
import { onlyDate } from '../testing/storefront/line.ts';
import { look, lookAsItIs } from '../testing/storefront/look.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

const shop = shopOfFile(() => openStorefront());

/** A visitor at the seats of the concert's only date, with the first row open in the list. */
async function buyerAtSeats(concertId: string, name: string): Promise<Page> {
  const page = await shop().visit();
  await joinAtSeats(page, concertId, name);
  return page;
}

const party = (page: Page, people: string) =>
  page.getByLabel('How many people').selectOption({ label: people });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const tray = (page: Page) => page.getByRole('region', { name: 'My seats' });

/** Lets somebody else hold that place at the moment when the page's next hold is on its way. */
async function overtake(page: Page, concertId: string, place: number): Promise<void> {
  const rival = await (await shop().sale.client(`rival ${place} ${concertId}`)).enter(concertId);
  const performanceId = await onlyDate(shop().sale, concertId);
  await page.route(
    '**/trpc/reservation.hold*',
    async (route) => {
      await rival.hold({ places: [place] }, { performanceId });
      await route.continue();
    },
    { times: 1 },
  );
}

test('a refused hold takes nothing, and a refused swap keeps the old seats', async () => {
  const concertId = await shop().sale.concert(8);
  const page = await buyerAtSeats(concertId, 'overtaken');
  await party(page, '1 person');
  await seat(page, 'A', 1).click();
  await overtake(page, concertId, 0);
  await button(page, /^Hold 1 seat /).click();
  await page.locator('.sm-notice', { hasText: 'Someone took S, row A, seat 1' }).waitFor();
  await tray(page).locator('del').waitFor();
  await lookAsItIs(page);
  await openRow(page, 'S', 'A');
  await seat(page, 'A', 3).click();
  await button(page, /^Hold 1 seat /).click();
  await page.getByRole('heading', { name: /^Yours until/ }).waitFor();
  await page.getByRole('link', { name: 'Choose again' }).click();
  await openRow(page, 'S', 'A');
  await seat(page, 'A', 5).click();
  await button(page, 'Swap for 1 seat').waitFor();
  await look(page, '1석으로 바꾸기', /^새 좌석을 잡을 때까지 S A열 3번/);
  await overtake(page, concertId, 4);
  await button(page, 'Swap for 1 seat').click();
  await page.locator('.sm-notice', { hasText: 'Someone took S, row A, seat 5' }).waitFor();
  await tray(page).getByRole('link', { name: 'Go on to pay' }).click();
  await page.getByText('S row A seat 3').waitFor();
});

test('one person can have so many seats: the map says it, and the server where some are paid already', async () => {
  const { sale } = shop();
  const concertId = await sale.concert(8);
  const page = await buyerAtSeats(concertId, 'greedy');
  await party(page, 'One by one');
  for (const number of [1, 2, 3, 4, 5]) await seat(page, 'A', number).click();
  await page.locator('.sm-notice', { hasText: '4 seats is the most for one person' }).waitFor();
  await look(page, /4석/);

  const before = await (await sale.client('came back')).enter(concertId);
  const performanceId = await onlyDate(sale, concertId);
  await before.pay(await before.hold({ places: [5, 6, 7] }, { performanceId }), { topUp: true });
  const again = await buyerAtSeats(concertId, 'came back');
  await seat(again, 'A', 1).click();
  await button(again, /^Hold 2 seats/).click();
  await tray(again).getByText('One person can have 4 seats here.').waitFor();
  await look(again, '한 사람이 4석까지 가질 수 있어요.');
});

test('where no seats are side by side, the best ones apart are one press away', async () => {
  const { sale } = shop();
  const concertId = await sale.concert(5);
  const performanceId = await onlyDate(sale, concertId);
  for (const place of [1, 3]) {
    const rival = await (await sale.client(`apart ${place}`)).enter(concertId);
    await rival.hold({ places: [place] }, { performanceId });
  }
  const page = await buyerAtSeats(concertId, 'apart');
  await party(page, '3 people');
  await button(page, 'Best 3 for me').click();
  await tray(page).getByText('1 side by side is the most that is left.').waitFor();
  await look(page, '지금은 나란히 1석까지 남아 있어요.', '나눠 앉기');
  await button(page, 'Sit apart').click();
  await tray(page).getByRole('link', { name: 'Go on to pay' }).waitFor();
  expect(await tray(page).locator('.mark').textContent()).toBe('S row A · 1, 3, 5');
});

test('standing places: the stepper, and what is held', async () => {
  const { concertId } = await openHouse(shop().sale.operator, { seats: 4, standing: 6 });
  const page = await shop().visit();
  await joinAs(page, concertId, 'stander');
  await chooseSeats(page);
  await page.locator('.sm-grid').waitFor();
  await button(page, 'List').click();
  await button(page, /^Floor/).click();
  await button(page, 'One more').click();
  await look(page, /^Floor · 스탠딩 1명$/);
  await button(page, /^Hold 1 seat /).click();
  await page.getByText(/^Floor, standing \d$/).waitFor();
  await look(page, /^Floor 스탠딩 \d번$/);
});

test('dates: one that is held out stays with the reason, and without any date the page says so', async () => {
  const { sale } = shop();
  const { admin } = sale.operator;
  const concertId = await sale.concert(2);
  const first = await onlyDate(sale, concertId);
  const { performanceId: second } = await admin.createPerformance.mutate({
    concertId,
    startsAt: new Date(Date.now() + 2 * 86_400_000),
    sections: [{ name: 'S', rows: 1, seatsPerRow: 4, price: 1_000 }],
  });
  const rival = await (await sale.client('whole house')).enter(concertId);
  await rival.hold({ places: [0, 1] }, { performanceId: first });
  const page = await shop().visit();
  await joinAs(page, concertId, 'dates');
  await page.getByRole('link', { name: 'Choose seats' }).click();
  await page.getByRole('heading', { name: 'Choose a date' }).waitFor();
  await page.getByText('All held or sold; unpaid seats come back').waitFor();
  await look(
    page,
    '날짜 고르기',
    '지금은 모두 잡혔거나 팔렸어요. 결제하지 않은 좌석은 다시 나와요',
  );
  expect(await page.getByRole('link', { name: /4 seats/ }).count()).toBe(1);
  for (const performanceId of [first, second]) {
    await admin.cancelPerformance.mutate({ performanceId, reason: 'Snow' });
  }
  await page.reload();
  await page.getByText('No date can be booked now').waitFor();
  await look(page, '지금 예매할 수 있는 날짜가 없어요', '결제된 금액은 없어요.');
});
