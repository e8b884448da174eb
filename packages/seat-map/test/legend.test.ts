import { expect, test } from 'vitest';
import { hallOfCategories } from '../testing/charts/small-charts.ts';
import type { MapPage } from '../testing/page/map-page.ts';
import { useMaps } from '../testing/page/use-maps.ts';

const maps = useMaps();
const PHONE = { viewport: { width: 390, height: 844 } };

/** The filters whose whole text is in sight. */
const inSight = (map: MapPage): Promise<string[]> =>
  map.page.evaluate(`(() => {
    const legend = document.querySelector('.sm-legend').getBoundingClientRect();
    return [...document.querySelectorAll('.sm-legend button')].filter((button) => {
      const { left, right, top, bottom } = button.getBoundingClientRect();
      const isWhole = button.scrollWidth <= button.clientWidth && button.scrollHeight <= button.clientHeight;
      return isWhole && left >= 0 && right <= Math.min(legend.right, innerWidth) && top >= legend.top && bottom <= legend.bottom;
    }).map(({ firstChild }) => firstChild.nextSibling.textContent);
  })()`) as Promise<string[]>;

const names = (count: number) => Array.from({ length: count }, (_, n) => `Category ${n + 1}`);

test('on a phone eight categories are all in sight after one press, and share a line before', async () => {
  const map = await maps.map(hallOfCategories(8), PHONE);
  expect((await inSight(map)).length).toBeLessThan(3);
  const opener = map.page.getByRole('button', { name: 'Filters: 8' });
  const closed = await map.page.locator('.sm-filters').boundingBox();
  expect(closed?.height).toBeLessThanOrEqual(92);
  await opener.click();
  expect(await inSight(map)).toEqual(names(8));
  expect(await opener.getAttribute('aria-expanded')).toBe('true');
  await map.page.getByRole('button', { name: /^Category 8/ }).click();
  expect(await map.last('onFilter')).toMatchObject({ categories: ['Category 8'] });
  await opener.click();
  expect(await map.page.locator('.sm-filters').boundingBox()).toEqual(closed);
});

test('three categories need no press more, and a wide page shows eight at once', async () => {
  const few = await maps.map(hallOfCategories(3), PHONE);
  expect(await few.page.getByRole('button', { name: /^Filters/ }).count()).toBe(0);
  const wide = await maps.map(hallOfCategories(8), { viewport: { width: 1200, height: 900 } });
  expect(await inSight(wide)).toEqual(names(8));
  expect(await wide.page.getByRole('button', { name: /^Filters/ }).isVisible()).toBe(false);
});

test.each(['light', 'dark'] as const)(
  'eight categories have eight colours in the %s',
  async (colorScheme) => {
    const map = await maps.map(hallOfCategories(8), { ...PHONE, colorScheme });
    const colours =
      await map.page.evaluate(`[...document.querySelectorAll('.sm-legend canvas')].map((canvas) =>
    canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data.join())`);
    expect(new Set(colours as string[]).size).toBe(8);
  },
);
