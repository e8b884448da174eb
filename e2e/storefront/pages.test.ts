import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { siteFolder } from '@frontrow/storefront/build/site-folder';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { chooseSeats, joinAs, openRow, seat, signIn } from '../testing/storefront/buyer.ts';
import { faultsOf } from '../testing/storefront/look.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

const shop = shopOfFile(() => openStorefront());

test('axe finds nothing on any page, in light and dark', async () => {
  const concertId = await shop().sale.concert(6, { maxActive: 0 });
  const page = await shop().visit({ colorScheme: 'light' });
  const found: Record<string, string[]> = {};
  const look = async (name: string) => {
    found[name] = await faultsOf(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    found[`${name}, dark`] = await faultsOf(page);
    await page.emulateMedia({ colorScheme: 'light' });
  };
  await page.goto('/');
  await page
    .getByText(/On sale · from/)
    .first()
    .waitFor();
  await look('list');
  await page.goto(`/concerts/${concertId}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await look('concert');
  await page.goto('/nothing-here');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await look('no page');
  await page.goto(`/concerts/${concertId}/queue`);
  await page.getByLabel('Name').waitFor();
  await look('sign-in');
  await signIn(page, 'axe');
  await page.getByRole('heading', { name: 'You are next' }).waitFor();
  await look('waiting');
  await page.getByRole('button', { name: 'Leave the line' }).click();
  await look('leaving');
  await shop().sale.operator.admin.configureQueue.mutate({ concertId, maxActive: 3 });
  await page.getByRole('heading', { name: "It's your turn" }).waitFor();
  await look('turn');
  await chooseSeats(page);
  await openRow(page, 'S', 'A');
  await seat(page, 'A', 2).click();
  await look('seats');
  await page.getByRole('button', { name: /Hold 2 seats/ }).click();
  await page.getByRole('heading', { name: /^Yours until/ }).waitFor();
  await look('checkout');
  await page.getByRole('button', { name: /Add .* and pay/ }).click();
  await page
    .getByRole('img', { name: /The code of/ })
    .first()
    .waitFor();
  await look('tickets');
  await page.goto('/reservations');
  await page.getByText('Paid · show the tickets').waitFor();
  await look('reservations');
  await page.goto('/wallet');
  await page.getByText('+₩2,000').waitFor();
  await look('wallet');
  expect(Object.entries(found).filter(([, faults]) => faults.length > 0)).toEqual([]);
  expect(shop().faults).toEqual([]);
});

const PHONE = {};
const DESKTOP = { isMobile: false, hasTouch: false, viewport: { width: 1440, height: 900 } };

test.each([
  ['on a phone', PHONE],
  ['on a desktop', DESKTOP],
])('axe finds nothing on the seat page in any of its states: %s', async (where, options) => {
  const { operator } = shop().sale;
  const concertId = await shop().sale.concert(8);
  const { items } = await operator.admin.listPerformances.query({ concertId });
  const { performanceId = '' } = items[0] ?? {};
  await operator.admin.updatePerformance.mutate({ performanceId, orphanRule: 'refuse' });
  const page = await shop().visit(options);
  const found: Record<string, string[]> = {};
  const look = async (name: string) => {
    found[name] = await faultsOf(page);
  };
  await joinAs(page, concertId, `states ${where}`);
  await chooseSeats(page);
  await page.locator('.sm-legend').waitFor();
  await look('nothing chosen');
  await openRow(page, 'S', 'A');
  await look('list');
  await seat(page, 'A', 4).click();
  await page.getByRole('button', { name: /Hold 2 seats/ }).waitFor();
  await look('chosen');
  await seat(page, 'A', 4).click();
  await page.getByLabel('How many people').selectOption({ label: 'One by one' });
  await seat(page, 'A', 2).click();
  await page.locator('.sm-notice').waitFor();
  await look('a seat left alone');
  await page.getByRole('button', { name: 'Shift' }).click();
  const rival = await (await shop().sale.client(`rival ${where}`)).enter(concertId);
  await page.getByRole('button', { name: /^Hold 1 seat / }).waitFor();
  const chosen = await page
    .getByRole('region', { name: 'My seats' })
    .locator('.mark')
    .textContent();
  await rival.hold({ places: [Number(chosen?.split('· ')[1]) - 1] }, { performanceId });
  await page.locator('.sm-notice', { hasText: 'Someone took' }).waitFor();
  await look('a seat gone');
  await page.getByLabel('How many people').selectOption('2');
  await page.getByRole('button', { name: 'Best 2 for me' }).click();
  await page.getByRole('link', { name: 'Go on to pay' }).waitFor();
  await look('held');
  expect(Object.entries(found).filter(([, faults]) => faults.length > 0)).toEqual([]);
});

test('Korean: by the browser, by choice, and after a reload', async () => {
  const page = await shop().visit({ locale: 'ko-KR' });
  await page.goto('/');
  await page.getByRole('heading', { name: '공연', exact: true }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('ko');
  await page.getByRole('button', { name: 'Read in English' }).click();
  await page.getByRole('heading', { name: "What's on" }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: "What's on" }).waitFor();
});

/** Without a service worker, which answers from what it has kept. */
const UNKEPT = { serviceWorkers: 'block' as const };

/**
 * Notes the files of fonts that a page asks the server for, without their hashes. The browser's cache is off, from which
 * it takes fonts that no text needs.
 */
async function watchFonts(page: Page): Promise<string[]> {
  const names: string[] = [];
  await page.route('**/*.woff2', async (route) => {
    names.push(/([^/]+?)(-[0-9a-f]{12})?-\w+\.woff2$/.exec(route.request().url())?.[1] ?? '');
    await route.continue();
  });
  return names;
}

/** Waits for the page's heading, for the list of the fonts for titles, which comes after it, and for all fonts in use. */
async function drawn(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.evaluate(`(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    while (document.fonts.size < 90) await frame();
    for (let n = 0; n < 3; n++) await frame();
    await document.fonts.ready;
  })()`);
}

const ENGLISH_FONTS = ['inter-currency', 'inter-latin-wght-normal'];

test('each language loads its own font and not the other one', async () => {
  for (const [locale, fonts] of [
    ['en-GB', ENGLISH_FONTS],
    ['ko-KR', ['pretendard']],
  ] as const) {
    const page = await shop().visit({ ...UNKEPT, locale });
    const loaded = await watchFonts(page);
    await page.goto('/nothing-here');
    await drawn(page);
    expect(loaded.sort()).toEqual(fonts);
  }
});

test('after a change to English and a reload no Korean font is loaded', async () => {
  const page = await shop().visit({ ...UNKEPT, locale: 'ko-KR' });
  const loaded = await watchFonts(page);
  await page.goto('/nothing-here');
  await drawn(page);
  await page.getByRole('button', { name: 'Read in English' }).click();
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  loaded.length = 0;
  await page.reload();
  await drawn(page);
  expect(loaded.sort()).toEqual(ENGLISH_FONTS);
});

test('prices load no Korean font', async () => {
  const concertId = await shop().sale.concert(2);
  const page = await shop().visit(UNKEPT);
  const loaded = await watchFonts(page);
  await page.goto(`/concerts/${concertId}`);
  await page.getByText('₩1,000').waitFor();
  await drawn(page);
  expect(loaded.sort()).toEqual(ENGLISH_FONTS);
});

test('the keyboard alone leads from the list to the ticket', async () => {
  const concertId = await shop().sale.concert(4);
  await shop().sale.operator.admin.updateConcert.mutate({ concertId, title: 'By keyboard' });
  const page = await shop().visit({ isMobile: false, hasTouch: false });
  const focused = () =>
    page.evaluate(
      `(() => { const at = document.activeElement; return at.getAttribute('aria-label') ?? at.textContent; })()`,
    ) as Promise<string>;
  /** Presses Tab until the focus is on something with that name. */
  const tabTo = async (name: RegExp) => {
    await expect
      .poll(
        async () => {
          await page.keyboard.press('Tab');
          return focused();
        },
        { timeout: 30_000, interval: 20 },
      )
      .toMatch(name);
  };
  const go = async (name: RegExp) => {
    await tabTo(name);
    await page.keyboard.press('Enter');
  };
  await page.goto('/?q=By keyboard');
  await page.getByRole('heading', { name: 'By keyboard' }).waitFor();
  await go(/By keyboard/);
  await page.getByRole('heading', { level: 1, name: 'By keyboard' }).waitFor();
  await expect.poll(focused).toBe('By keyboard');
  await go(/^Join the line/);
  await page.getByLabel('Name').waitFor();
  await expect.poll(focused).toBe('Sign in');
  await page.keyboard.press('Tab');
  await page.keyboard.type('keys');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: "It's your turn" }).waitFor();
  await go(/^Choose seats/);
  await page.locator('.sm-legend').waitFor();
  await go(/^List$/);
  await go(/^S₩/);
  await go(/^Row A/);
  await go(/, row A, seat 2,/);
  await go(/^Hold 2 seats/);
  await page.getByRole('heading', { name: /^Yours until/ }).waitFor();
  await go(/^Add .* and pay/);
  await page.getByRole('heading', { name: "You're going" }).waitFor();
  await expect.poll(focused).toBe("You're going");
});

test('the home page loads under 130 kB of script', async () => {
  const page = await shop().visit();
  await page.goto('/');
  await page
    .getByText(/On sale · from/)
    .first()
    .waitFor();
  const names = (await page.evaluate(
    `performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((name) => name.endsWith('.js'))`,
  )) as string[];
  const folder = await siteFolder();
  const sizes = [...new Set(names)].map(
    (name) => brotliCompressSync(readFileSync(join(folder, name))).length,
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(130_000);
  expect(readdirSync(join(folder, 'assets')).some((name) => name.endsWith('.js.br'))).toBe(true);
});
