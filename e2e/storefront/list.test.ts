import { expect, test } from 'vitest';
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
