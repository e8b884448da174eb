import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { joinAs, openRow, seat, signIn } from '../testing/storefront/buyer.ts';
import { admit, fullConcert } from '../testing/storefront/line.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

const shop = shopOfFile(() => openStorefront());

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name });
const ahead = (page: Page, people: number) =>
  heading(page, new RegExp(`^Ahead of you\\s*${people}\\b`));

/** Chooses and holds two seats, from the page of the turn. */
async function holdTwo(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Choose seats' }).click();
  await openRow(page, 'S', 'A');
  await seat(page, 'A', 2).click();
  await page.getByRole('button', { name: /^Hold 2 seats/ }).click();
  await heading(page, /^Yours until/).waitFor();
}

/** Signs another user in, in this tab, on the way to the address. */
async function become(page: Page, name: string, next: string): Promise<void> {
  await page.goto(`/sign-in?next=${next}`);
  await signIn(page, name);
}

test('two tabs of one visitor are at the same step: waiting, turn, hold, paid', async () => {
  const { sale } = shop();
  const { concertId } = await fullConcert(sale, 1);
  const first = await shop().visit();
  await joinAs(first, concertId, 'two tabs');
  const second = await first.context().newPage();
  await second.goto(`/concerts/${concertId}/queue`);
  for (const page of [first, second]) await ahead(page, 1).waitFor();
  expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 2 });
  await admit(sale, concertId, 2);
  for (const page of [first, second]) await heading(page, "It's your turn").waitFor();
  await second.getByRole('link', { name: 'Choose seats' }).click();
  await openRow(second, 'S', 'A');
  await seat(second, 'A', 1).waitFor();
  await holdTwo(first);
  // What one tab holds the other one sees as its own; it cannot take more than one person may.
  await second.reload();
  await second.getByRole('link', { name: 'Go on to pay' }).click();
  await heading(second, /^Yours until/).waitFor();
  expect(await sale.queueCounts(concertId)).toMatchObject({ active: 2 });
  await second.getByRole('button', { name: /^Add .* and pay/ }).click();
  for (const page of [second, first]) await heading(page, "You're going").waitFor();
  const client = await sale.client('two tabs');
  expect((await client.payment.list.query({})).items).toHaveLength(1);
});

test('a reload at each step shows the same step: line, turn, dates, choice, hold, tickets', async () => {
  const { sale } = shop();
  const { concertId } = await fullConcert(sale, 1);
  await sale.operator.admin.createPerformance.mutate({
    concertId,
    startsAt: new Date(Date.now() + 2 * 86_400_000),
    sections: [{ name: 'S', rows: 1, seatsPerRow: 5, price: 1_000 }],
  });
  const page = await shop().visit();
  const shown = async (step: ReturnType<typeof heading>) => {
    await step.waitFor();
    await page.reload();
    await step.waitFor();
  };
  await page.goto(`/concerts/${concertId}/queue`);
  await shown(heading(page, 'Sign in'));
  await signIn(page, 'reloads');
  await shown(ahead(page, 1));
  await admit(sale, concertId, 2);
  await shown(heading(page, "It's your turn"));
  await page.getByRole('link', { name: 'Choose seats' }).click();
  await shown(heading(page, 'Choose a date'));
  await page.getByRole('link', { name: /5 seats/ }).click();
  await shown(heading(page, 'Choose seats'));
  await openRow(page, 'S', 'A');
  await seat(page, 'A', 2).click();
  await page.getByRole('button', { name: /^Hold 2 seats/ }).click();
  await shown(heading(page, /^Yours until/));
  await page.getByRole('button', { name: /^Add .* and pay/ }).click();
  await shown(heading(page, "You're going"));
  // Back leads to the turn that is used up, and joins nothing.
  await page.goBack();
  await page.getByText('Your seats are paid. This turn is used up.').waitFor();
  expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 0, active: 1 });
});

test('another user in the same tab begins anew at each step, and the first one goes on where they were', async () => {
  const { sale } = shop();
  const { concertId } = await fullConcert(sale, 1);
  const line = `/concerts/${concertId}/queue`;
  const page = await shop().visit();
  await joinAs(page, concertId, 'Jun');
  await ahead(page, 1).waitFor();
  await become(page, 'Sora', line);
  await page.getByText('You are now Sora. Jun keeps the place in line.').waitFor();
  await ahead(page, 2).waitFor();
  await become(page, 'Jun', line);
  await ahead(page, 1).waitFor();
  await admit(sale, concertId, 2);
  await heading(page, "It's your turn").waitFor();
  // At the turn: it stays Jun's, and Sora still waits.
  await become(page, 'Sora', line);
  await heading(page, 'You are next').waitFor();
  await become(page, 'Jun', line);
  await heading(page, "It's your turn").waitFor();
  await holdTwo(page);
  // With seats held: neither they nor the page are Sora's.
  await become(page, 'Sora', `/concerts/${concertId}/checkout`);
  await heading(page, 'You are next').waitFor();
  await page.goto('/reservations');
  await page.getByText('You have no tickets yet.').waitFor();
  await become(page, 'Jun', `/concerts/${concertId}/checkout`);
  await heading(page, /^Yours until/).waitFor();
  await page.getByRole('button', { name: /^Add .* and pay/ }).click();
  await heading(page, "You're going").waitFor();
  // With tickets: Sora sees none of them, nor Jun's money.
  const tickets = new URL(page.url()).pathname;
  await become(page, 'Sora', tickets);
  await heading(page, 'There is no such payment').waitFor();
  await page.goto('/wallet');
  await page.getByText('Nothing yet.').waitFor();
  await become(page, 'Jun', tickets);
  await heading(page, "You're going").waitFor();
  expect(shop().faults).toEqual([]);
});
