import { expect, test } from 'vitest';
import { HIDE } from '../testing/storefront/line.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

const shop = shopOfFile(() => openStorefront());

test('the list shows dates and prices with one call', async () => {
  const { operator } = shop().sale;
  const { id: concertId } = await operator.admin.createConcert.mutate({
    ...{ title: 'Two nights', artist: 'A', venue: 'Pier' },
  });
  await shop().sale.concert(1);
  for (const startsAt of ['2031-12-05T09:00:00Z', '2031-12-06T09:00:00Z']) {
    await operator.admin.createPerformance.mutate({
      ...{ concertId, startsAt: new Date(startsAt), timezone: 'Asia/Seoul' },
      sections: [
        { name: 'Near', rows: 1, seatsPerRow: 1, price: 99_000 },
        { name: 'Far', rows: 1, seatsPerRow: 1, price: 44_000 },
      ],
    });
  }
  const page = await shop().visit();
  const calls: string[] = [];
  page.on('request', (request) => {
    const procedure = /\/trpc\/([\w.,]+)/.exec(request.url())?.[1];
    if (procedure && request.method() !== 'OPTIONS') calls.push(procedure);
  });
  await page.goto('/');
  const card = page.getByRole('link', { name: 'Two nights' });
  await card.getByText('On sale · from ₩44,000').waitFor();
  expect(await card.textContent()).toContain('5–6 Dec · Pier');
  expect(calls).toEqual(['concert.list']);
});

const SHOW = `
  Object.defineProperty(document, 'hidden', { value: false, configurable: true });
  Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));`;

test('the page of a concert shows what operators change, as long as somebody looks at it', async () => {
  const { sale } = shop();
  const { admin } = sale.operator;
  const concertId = await sale.concert(2);
  const page = await shop().visit();
  await page.clock.install();
  await page.goto(`/concerts/${concertId}`);
  const title = (name: string) => page.getByRole('heading', { level: 1, name, exact: true });
  await title('T').waitFor();
  await admin.updateConcert.mutate({ concertId, title: 'Another hall' });
  // An answer may be 3 seconds old.
  await expect
    .poll(async () => {
      await page.clock.fastForward(30_000);
      return title('Another hall').isVisible();
    })
    .toBe(true);
  const calls: string[] = [];
  page.on('request', (request) => calls.push(request.url()));
  await page.evaluate(HIDE);
  await admin.updateConcert.mutate({ concertId, salesCloseAt: new Date() });
  for (let n = 0; n < 3; n++) await page.clock.fastForward(60_000);
  expect(calls.filter((url) => url.includes('concert.get'))).toEqual([]);
  await expect
    .poll(async () => {
      await page.evaluate(HIDE);
      await page.evaluate(SHOW);
      return page.getByText('Sales are closed').isVisible();
    })
    .toBe(true);
});
