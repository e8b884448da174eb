import { expect, test } from 'vitest';
import { openRow, seat, signIn } from '../testing/storefront/buyer.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

const shop = shopOfFile(() => openStorefront());

test('a visitor buys: list, sign-in, line, turn, date, seats, hold, payment, tickets', async () => {
  const { operator } = shop().sale;
  const { id } = await operator.admin.createConcert.mutate({
    ...{ title: 'Night Bus', artist: 'The Last Stop', venue: 'River Hall' },
    queue: { pollAfterSeconds: 1, maxActive: 0 },
  });
  for (const days of [10, 11]) {
    await operator.admin.createPerformance.mutate({
      concertId: id,
      startsAt: new Date(Date.now() + days * 86_400_000),
      timezone: 'Asia/Seoul',
      sections: [{ name: 'Floor', rows: 2, seatsPerRow: 6, price: 50_000 }],
    });
  }
  const page = await shop().visit();
  await page.goto('/');
  await page.getByRole('link', { name: /Night Bus/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Night Bus' }).waitFor();
  await page.getByRole('link', { name: 'Join the line' }).click();
  await signIn(page, 'Mina');

  await page.getByRole('heading', { name: 'You are next' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'You are next' }).waitFor();
  expect(await shop().sale.queueCounts(id)).toMatchObject({ waiting: 1, active: 0 });
  await operator.admin.configureQueue.mutate({ concertId: id, maxActive: 1 });

  await page.getByRole('heading', { name: "It's your turn" }).waitFor();
  expect(await page.title()).toContain('● Your turn');
  await page.getByRole('link', { name: 'Choose seats' }).click();
  await page.getByRole('heading', { name: 'Choose a date' }).waitFor();
  await page
    .getByRole('link', { name: /12 seats/ })
    .first()
    .click();
  await openRow(page, 'Floor', 'A');
  await seat(page, 'A', 3).click();
  await page.getByRole('button', { name: 'Hold 2 seats · 5 min' }).click();

  await page.getByRole('heading', { name: /^Yours until/ }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: /^Yours until/ }).waitFor();
  await page.getByText('Floor row A seat 3').waitFor();
  await page.getByRole('button', { name: 'Add ₩100,000 and pay' }).click();

  await page.getByRole('heading', { name: "You're going" }).waitFor();
  await expect.poll(() => page.getByRole('img', { name: /The code of/ }).count()).toBe(2);
  await page.reload();
  await page
    .getByRole('img', { name: /The code of/ })
    .first()
    .waitFor();
  await page.getByRole('link', { name: 'Tickets', exact: true }).click();
  await page.getByText('Paid · show the tickets').waitFor();
  await page.getByRole('link', { name: 'Wallet' }).click();
  await page.getByText('−₩100,000').waitFor();
  expect(page.url()).not.toContain('token');
  expect(shop().faults).toEqual([]);
});
