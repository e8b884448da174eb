import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { consoleOfFile } from '../testing/console/console-of-file.ts';
import { faultsOf, look } from '../testing/storefront/look.ts';

const desk = consoleOfFile();

test('a house is drawn from a template, saved, and a date is made in it at the prices that were typed', async () => {
  const { sale } = desk();
  const page = await desk().enter('/charts');
  await page.getByRole('link', { name: 'New chart' }).click();
  await page.getByLabel('New from').selectOption({ label: 'Theatre' });
  await page.getByLabel('Name of the chart').fill('Theatre of Tests');
  for (const [category, price] of [
    ['Stalls', 132_000],
    ['Circle', 99_000],
    ['Boxes', 154_000],
  ] as const) {
    await page.getByLabel(`Price of ${category}`).fill(`${price}`);
  }
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save chart' }).click();
  await page.getByRole('heading', { name: 'Theatre of Tests' }).waitFor();
  const { items } = await sale.operator.admin.listCharts.query({ limit: 100 });
  const made = items.find(({ name }) => name === 'Theatre of Tests');
  expect(new URL(page.url()).pathname).toBe(`/charts/${made?.chartId}`);

  const concertId = await sale.concert(2);
  await page.goto(`/concerts/${concertId}/setup`);
  await page.getByText('Add a date', { exact: true }).click();
  await page.getByLabel('Starts').fill('2031-05-01T19:30');
  await page.getByLabel('House').selectOption({ value: made?.chartId ?? '' });
  await page.getByText('₩154,000').waitFor();
  await page.getByRole('button', { name: 'Add this date' }).click();
  await page.getByRole('row', { name: /1 May 19:30.* 981 0 0 981/ }).waitFor();
  const dates = (await sale.operator.admin.listPerformances.query({ concertId })).items;
  expect(dates.at(-1)?.sections.find(({ category }) => category === 'Circle')?.price).toBe(99_000);
});

test('a chart that is not saved is not lost by a press on a link', async () => {
  const page = await desk().enter('/charts/new');
  await page.getByLabel('New from').selectOption({ label: 'Club' });
  await page.getByText('Not saved yet').waitFor();
  await page.waitForTimeout(500);
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Go on drawing' }).click();
  await page.getByText('Not saved yet').waitFor();
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('button', { name: 'Leave without saving' }).click();
  await page.getByRole('heading', { name: 'People' }).waitFor();
});

test('places are taken off sale by a lasso, and put back; what is held stays held', async () => {
  const { sale } = desk();
  const concertId = await sale.concert(20);
  const [date] = (await sale.operator.admin.listPerformances.query({ concertId })).items;
  const performanceId = date?.performanceId ?? '';
  const session = await (await sale.client('Holds one')).enter(concertId);
  await session.hold({ places: [0] });
  const page = await desk().enter(`/concerts/${concertId}/dates/${performanceId}`);
  await page.getByRole('link', { name: 'Take places off sale' }).click();
  await page.getByRole('status').getByText('0 places chosen').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await drawAround(page);
  await page.getByRole('button', { name: 'Take 19 places off sale' }).click();
  await page.getByText('19 places changed.').waitFor();
  const stats = () => sale.operator.admin.salesStats.query({ concertId });
  expect((await stats()).now).toMatchObject({ available: 0, held: 1, blocked: 19 });
  await page.getByRole('button', { name: 'Choose the whole section' }).click();
  await page.getByRole('button', { name: 'Put 19 places back on sale' }).click();
  await expect.poll(async () => (await stats()).now).toMatchObject({ held: 1, blocked: 0 });
  await look(page, '선점되었거나 판매된 좌석은 그대로예요.');
});

/** With the mouse, around all that is drawn. */
async function drawAround(page: Page): Promise<void> {
  const box = await page.locator('.ce-main canvas').first().boundingBox();
  if (!box) throw new Error('there is no drawing');
  const [left, top] = [box.x + 4, box.y + 4];
  const [right, bottom] = [box.x + box.width - 4, box.y + box.height - 60];
  await page.mouse.move(left, top);
  await page.mouse.down();
  for (const [x, y] of [
    [right, top],
    [right, bottom],
    [left, bottom],
    [left, top],
  ] as const) {
    await page.mouse.move(x, y, { steps: 8 });
  }
  await page.mouse.up();
}
