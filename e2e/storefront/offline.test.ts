import { rmSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { signIn } from '../testing/storefront/buyer.ts';
import { look, lookAsItIs } from '../testing/storefront/look.ts';
import { nextBuild, renamed } from '../testing/storefront/next-build.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';
import { codes, ticketHolder } from '../testing/storefront/ticket-holder.ts';

const shop = shopOfFile(() => openStorefront());

/** A visitor who sees tickets, in a browser that has kept the site. */
async function buyerWithTickets(name: string): Promise<{ page: Page; context: BrowserContext }> {
  const { page } = await ticketHolder(shop(), name);
  await siteIsKept(page);
  return { page, context: page.context() };
}

const siteIsKept = (page: Page) =>
  page.evaluate('navigator.serviceWorker.ready.then(() => {})') as Promise<void>;

test('without a network a new tab shows the tickets with their codes and their age', async () => {
  const { page, context } = await buyerWithTickets('offline');
  const shown = await codes(page).first().innerHTML();
  const address = page.url();
  await context.setOffline(true);
  shop().serve(null);
  onTestFinished(() => shop().serve(shop().folder));
  const later = await context.newPage();
  await later.goto(address);
  await later.getByRole('heading', { name: "You're going" }).waitFor();
  await later.getByRole('heading', { name: 'Night of offline' }).waitFor();
  await codes(later).nth(1).waitFor();
  expect(await codes(later).count()).toBe(2);
  expect(await codes(later).first().innerHTML()).toBe(shown);
  await later.getByText(/^Kept on this device, as of \w+ \d+ \w+ \d\d:\d\d$/).waitFor();
  await look(later, /에 이 기기에 저장했어요$/, '인터넷이 끊겼어요. 순서는 서버에 남아 있어요.');
  // From the site's own address too, as whoever has forgotten the ticket's would go.
  const lost = await context.newPage();
  await lost.goto('/');
  await lost.getByRole('link', { name: 'Tickets', exact: true }).click();
  await lost.getByRole('link', { name: /Night of offline/ }).waitFor();
  await lookAsItIs(lost);
  await lost.getByRole('link', { name: /Night of offline/ }).click();
  await codes(lost).first().waitFor();
  // With a network again the server is asked, and the age goes.
  await context.setOffline(false);
  shop().serve(shop().folder);
  await later.reload();
  await codes(later).first().waitFor();
  await later.getByText(/^Kept on this device/).waitFor({ state: 'detached' });
  expect(shop().faults).toEqual([]);
});

test('a language that the browser has not kept needs a network: the page says so and keeps its own', async () => {
  const page = await shop().visit({ serviceWorkers: 'block' });
  const context = page.context();
  await page.goto('/');
  await page.getByRole('heading', { name: "What's on" }).waitFor();
  await context.setOffline(true);
  const korean = page.getByRole('button', { name: '한국어로 보기' });
  await korean.click();
  const said = page.getByText('Korean could not be loaded, so the page stays in English.');
  await said.waitFor();
  await lookAsItIs(page);
  await context.setOffline(false);
  await korean.click();
  await page.getByRole('heading', { name: '공연', exact: true }).waitFor();
  expect(await said.count()).toBe(0);
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Read in English' }).click();
  await page.getByRole('heading', { name: "What's on" }).waitFor();
  expect(shop().faults).toEqual([]);
});

test('a language that the browser has kept is there without a network', async () => {
  const page = await shop().visit();
  await page.goto('/');
  await siteIsKept(page);
  await page.reload();
  await page.getByRole('heading', { name: "What's on" }).waitFor();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: '한국어로 보기' }).click();
  await page.getByRole('heading', { name: '공연', exact: true }).waitFor();
});

const OTHERS: [how: string, leave: (page: Page) => Promise<unknown>][] = [
  [
    'the user has signed out',
    async (page) => {
      await page.goto('/reservations');
      await page.getByRole('link', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: "What's on" }).waitFor();
    },
  ],
  [
    'another user has signed in',
    async (page) => {
      await page.goto('/sign-in?next=/reservations');
      await signIn(page, 'somebody else');
    },
  ],
];

test.each(OTHERS)('nothing of a user is kept after %s', async (how, leave) => {
  const { page, context } = await buyerWithTickets(`before ${how}`);
  const address = page.url();
  const kept = () =>
    page.evaluate(
      `Object.entries(localStorage).filter(([key, value]) => (key + value).includes('tickets')).length`,
    );
  expect(await kept()).toBe(1);
  await leave(page);
  expect(await kept()).toBe(0);
  await context.setOffline(true);
  const later = await context.newPage();
  await later.goto(address);
  await later.getByRole('heading', { level: 1 }).waitFor();
  expect(await codes(later).count()).toBe(0);
});

test('only the page and files of the build are kept', async () => {
  const { page } = await buyerWithTickets('fresh');
  const paths = (await page.evaluate(`(async () => {
    const found = [];
    for (const name of await caches.keys())
      for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url));
    return found.map(({ origin, pathname }) => (origin === location.origin ? pathname : origin));
  })()`)) as string[];
  expect(paths).toContain('/');
  expect(paths.filter((path) => path !== '/' && !path.startsWith('/assets/'))).toEqual([]);
});

test('a new build is loaded at the next load, and kept for later', async () => {
  const { page, context } = await buyerWithTickets('update');
  const before = await scriptsOf(page);
  expect(before.every((path) => renamed(path) !== path)).toBe(true);
  const next = nextBuild(shop().folder);
  onTestFinished(() => {
    shop().serve(shop().folder);
    rmSync(next, { recursive: true, force: true });
  });
  shop().serve(next);
  await page.reload();
  await codes(page).first().waitFor();
  const after = await scriptsOf(page);
  expect(after.filter((path) => renamed(path) !== path)).toEqual([]);
  await expect
    .poll(() => page.evaluate(`caches.match('/', { cacheName: 'site-nextbuild' }).then(Boolean)`), {
      timeout: 30_000,
    })
    .toBe(true);
  await context.setOffline(true);
  const later = await context.newPage();
  await later.goto(page.url());
  await codes(later).first().waitFor();
  expect((await scriptsOf(later)).filter((path) => renamed(path) !== path)).toEqual([]);
  expect(shop().faults).toEqual([]);
});

/** The scripts that a page has loaded. */
const scriptsOf = (page: Page) =>
  page.evaluate(
    `performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((path) => /^\\/assets\\/.*\\.js$/.test(path))`,
  ) as Promise<string[]>;
