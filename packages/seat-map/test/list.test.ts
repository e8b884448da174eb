import { expect, test } from 'vitest';
import { changes, hall } from '../testing/charts/small-charts.ts';
import { availabilityOf, venues } from '../testing/charts/venues.ts';
import { useMaps } from '../testing/page/use-maps.ts';

const maps = useMaps();

test('seats are chosen from a list by section, row and seat', async () => {
  const chart = venues.arena();
  const map = await maps.map({ chart, availability: availabilityOf(chart, { sold: 0.3 }) });
  await map.page.getByRole('button', { name: 'Choose from a list' }).click();
  const list = map.page.getByRole('region', { name: 'Choose from a list' });
  // What is closed is not in the document.
  expect(await list.getByRole('button').count()).toBe(chart.sections.length + 1);
  await list.getByRole('button', { name: /^Upper 3/ }).click();
  await list.getByRole('button', { name: /^Row C/ }).click();
  const seat = list.locator('.sm-seats button').first();
  expect(await seat.getAttribute('aria-label')).toMatch(
    /^Upper 3, row C, seat \d+, Upper tier, ₩99,000, available$/,
  );
  await seat.click();
  await map.settled();
  expect(await map.last('onSelect')).toMatchObject({
    quantity: 1,
    seats: [{ section: 'Upper 3', row: 'C' }],
  });
  expect(await list.locator('.sm-seats button').first().getAttribute('aria-pressed')).toBe('true');
  // The map goes there too.
  expect((await map.last('onView'))?.level).toBe('seats');
});

test('a standing area in the list opens the stepper', async () => {
  const map = await maps.map(hall([{ letters: 'AAAA' }], { standing: 9 }));
  await map.page.getByRole('button', { name: 'Choose from a list' }).click();
  await map.page.getByRole('button', { name: /^Floor · Standing/ }).click();
  await map.page.getByRole('button', { name: 'One more' }).click();
  expect((await map.selection()).general).toEqual([{ section: 'Floor', quantity: 1 }]);
});

test('the list follows what can be had, and keeps the focus', async () => {
  const map = await maps.map(hall([{ letters: 'AAAA' }]));
  await map.call('openList', true);
  await map.page.getByRole('button', { name: /^B/ }).click();
  await map.page.getByRole('button', { name: /^Row 1/ }).click();
  expect(await map.page.locator('.sm-seats button').count()).toBe(4);
  await map.page.locator('.sm-seats button').nth(2).focus();
  await map.apply(changes([[0, 'S']]));
  await map.page.waitForFunction(() => document.querySelectorAll('.sm-seats button').length === 3);
  expect(await map.page.evaluate(() => document.activeElement?.textContent)).toBe('3');
});

test('the list may stand in a place of the page', async () => {
  const map = await maps.page();
  const given = hall([{ letters: 'AAAA' }]);
  await map.page.evaluate(async (options) => {
    const list = document.querySelector<HTMLElement>('#beside');
    seatMapPage.open({ ...options, parts: { list: list ?? false } });
    await seatMapPage.map?.ready;
  }, given);
  const section = map.page.locator('#beside').getByRole('button');
  expect(await section.count()).toBe(1);
  // It looks as it does in the map: as high as a finger, over a background.
  expect((await section.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  const list = map.page.locator('#beside .sm-list');
  expect(await list.evaluate((node) => getComputedStyle(node).backgroundColor)).toBe(
    'rgb(250, 250, 249)',
  );
  await map.page.evaluate(() => seatMapPage.map?.destroy());
  expect(await map.page.locator('#beside').innerHTML()).toBe('');
});

test('what is chosen is said, and what others take is said at once', async () => {
  const map = await maps.map(hall([{ letters: 'AAAA' }]));
  const said = (role: string, text: string) =>
    map.page.waitForFunction(
      ([wanted, words]) => document.querySelector(`[role=${wanted}]`)?.textContent === words,
      [role, text] as const,
    );
  await map.click(0);
  await said('status', 'Chosen: B, row 1, seat 1. ₩132,000');
  await map.click(1);
  await said('status', 'Chosen: B, row 1, seats 1, 2. ₩264,000');
  await map.apply(changes([[1, 'H']]));
  await said('alert', 'Someone took B, row 1, seat 2. 3 beside it is free');
  // Nobody is told of seats that are not theirs.
  await map.apply(changes([[3, 'H']]));
  await map.click(0);
  await said('status', 'Nothing is chosen');
});
