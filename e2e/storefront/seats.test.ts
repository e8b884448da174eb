import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import {
  chooseSeats,
  joinAs,
  joinAtSeats,
  openRow,
  seat,
  seatList,
} from '../testing/storefront/buyer.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

const shop = shopOfFile(() => openStorefront());

/** A visitor at the seats of the concert's only date, with the first row open in the list. */
async function buyerAtSeats(concertId: string, name: string) {
  const page = await shop().visit();
  await joinAtSeats(page, concertId, name);
  return page;
}

const party = (page: Page, people: string) =>
  page.getByLabel('How many people').selectOption(people);
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const held = (page: Page) => page.getByRole('heading', { name: /^Yours until/ });
const tray = (page: Page) => page.getByRole('region', { name: 'My seats' });

test('two buyers race for a seat: the loser sees it go, and keeps what is held', async () => {
  const concertId = await shop().sale.concert(6);
  const [winner, loser] = [
    await buyerAtSeats(concertId, 'winner'),
    await buyerAtSeats(concertId, 'loser'),
  ];
  for (const page of [winner, loser]) await party(page, '1');
  await seat(loser, 'A', 1).click();
  await button(loser, /Hold 1 seat /).click();
  await held(loser).waitFor();
  await loser.getByRole('link', { name: 'Choose again' }).click();
  await openRow(loser, 'S', 'A');
  await seat(loser, 'A', 3).click();
  await button(loser, 'Swap for 1 seat').waitFor();
  expect(await tray(loser).textContent()).toContain('You keep S row A · 1 until these are held');

  await seat(winner, 'A', 3).click();
  await button(winner, /Hold 1 seat /).click();
  await held(winner).waitFor();
  await loser.locator('.sm-notice', { hasText: 'Someone took S, row A, seat 3' }).waitFor();
  expect(await tray(loser).locator('del').textContent()).toBe('S row A · 3');
  await tray(loser).getByRole('link', { name: 'Go on to pay' }).waitFor();
  expect(await tray(loser).locator('.mark').textContent()).toBe('S row A · 1');
  await button(loser, /^Take [24]$/).click();
  await button(loser, 'Swap for 1 seat').click();
  await held(loser).waitFor();
  expect(await loser.getByText(/S row A seat [24]/).count()).toBe(1);
});

test('the best seats are held at once; other ones are swapped for them, and reloads keep them', async () => {
  const concertId = await shop().sale.concert(8);
  const page = await buyerAtSeats(concertId, 'best');
  await button(page, 'Best 2 for me').click();
  await tray(page).getByText('Row A, centre').waitFor();
  expect(await tray(page).locator('.mark').textContent()).toBe('S row A · 4, 5');
  await button(page, 'Other seats').click();
  await expect
    .poll(() => tray(page).locator('.mark').textContent())
    .toMatch(/S row A · (1, 2|7, 8)/);
  await page.reload();
  await tray(page).getByRole('link', { name: 'Go on to pay' }).click();
  await held(page).waitFor();
  expect(await page.getByText(/S row A seat \d/).count()).toBe(2);
});

test('where no other seats are side by side, the best ones stay and it is said', async () => {
  const page = await buyerAtSeats(await shop().sale.concert(3), 'only');
  await button(page, 'Best 2 for me').click();
  await button(page, 'Other seats').click();
  await tray(page).getByText('These stay yours.').waitFor();
  await tray(page).getByRole('link', { name: 'Go on to pay' }).waitFor();
});

test('a row without enough seats side by side says how many there are', async () => {
  const page = await buyerAtSeats(await shop().sale.concert(3), 'party');
  await party(page, '4');
  await seat(page, 'A', 1).click();
  await page.locator('.sm-notice', { hasText: '3 side by side is the most here' }).waitFor();
});

test('a seat that would be left alone is explained, and the choice moves by one', async () => {
  const { operator } = shop().sale;
  const concertId = await shop().sale.concert(6);
  const { items } = await operator.admin.listPerformances.query({ concertId });
  const { performanceId = '' } = items[0] ?? {};
  await operator.admin.updatePerformance.mutate({ performanceId, orphanRule: 'refuse' });
  const page = await buyerAtSeats(concertId, 'orphan');
  await page.getByLabel('How many people').selectOption({ label: 'One by one' });
  await seat(page, 'A', 2).click();
  await page.locator('.sm-notice', { hasText: 'One seat is left alone' }).waitFor();
  await tray(page).getByText('One seat would be left alone').waitFor();
  expect(await button(page, /^Hold 1 seat /).getAttribute('aria-disabled')).toBe('true');
  await button(page, 'Shift').click();
  await button(page, /^Hold 1 seat /).click();
  await held(page).waitFor();
});

test('standing places have a number of people, and no seats', async () => {
  const { operator } = shop().sale;
  const { id } = await operator.admin.createConcert.mutate({
    ...{ title: 'Club', artist: 'A', venue: 'V' },
    queue: { pollAfterSeconds: 1 },
  });
  const { chartId } = await operator.admin.createChart.mutate({
    name: 'club',
    chart: {
      ...{ width: 100, height: 100, focus: [50, 0] },
      sections: [
        {
          ...{ name: 'Pit', category: 'Standing', kind: 'GENERAL', capacity: 10 },
          outline: [
            [10, 10],
            [90, 10],
            [90, 90],
            [10, 90],
          ],
        },
      ],
    },
  });
  await operator.admin.createPerformance.mutate({
    ...{ concertId: id, chartId, prices: { Standing: 44_000 } },
    startsAt: new Date(Date.now() + 86_400_000),
  });
  const page = await shop().visit();
  await joinAs(page, id, 'stander');
  await chooseSeats(page);
  await page.locator('.sm-grid').tap();
  await button(page, 'One more').click();
  await button(page, 'One more').click();
  await tray(page).getByText('Pit · 2 standing').waitFor();
  await button(page, /Hold 2 seats/).click();
  await page.getByRole('link', { name: 'Choose again' }).click();
  await tray(page).getByText('Pit · 2 standing').waitFor();
  await tray(page).getByRole('link', { name: 'Go on to pay' }).click();
  await button(page, 'Add ₩88,000 and pay').click();
  await page.getByRole('heading', { name: "You're going" }).waitFor();
  await expect.poll(() => page.getByRole('img', { name: /The code of/ }).count()).toBe(2);
});

test('the map speaks Korean on a Korean page, and no policy is broken by it', async () => {
  const concertId = await shop().sale.concert(4);
  const page = await shop().visit({ locale: 'ko-KR' });
  await page.goto(`/concerts/${concertId}/queue`);
  await page.getByLabel('이름').fill('한국어');
  await page
    .getByRole('button', { name: /한국어/ })
    .last()
    .click();
  await page.getByRole('link', { name: '좌석 고르기' }).click();
  await page.getByRole('grid', { name: '좌석 배치도' }).waitFor();
  await button(page, '목록').click();
  await page.getByRole('region', { name: '목록에서 고르기' }).waitFor();
  expect(shop().faults).toEqual([]);
});

test('the list on a desktop is open beside the map', async () => {
  const concertId = await shop().sale.concert(4);
  const page = await shop().visit({
    ...{ isMobile: false, hasTouch: false, viewport: { width: 1440, height: 900 } },
  });
  await joinAs(page, concertId, 'desk');
  await chooseSeats(page);
  await seatList(page).waitFor();
  await openRow(page, 'S', 'A');
  await seat(page, 'A', 3).click();
  await button(page, /Hold 2 seats/).waitFor();
});
