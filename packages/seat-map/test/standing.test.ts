import { expect, test } from 'vitest';
import { hall } from '../testing/charts/small-charts.ts';
import type { MapPage } from '../testing/page/map-page.ts';
import { useMaps } from '../testing/page/use-maps.ts';

const maps = useMaps();
const FLOOR = 4;
const floor = () => hall([{ letters: 'AAAA' }], { standing: 50 });
const stepper = (map: MapPage) => map.page.getByRole('group', { name: 'Floor' });

test('a tap on a standing area opens a stepper, which chooses places', async () => {
  const map = await maps.map({ ...floor(), limit: 3 });
  await map.click(FLOOR);
  await stepper(map).getByRole('button', { name: 'One more' }).click();
  await stepper(map).getByRole('button', { name: 'One more' }).click();
  expect(await map.last('onSelect')).toMatchObject({
    ...{ places: [], general: [{ section: 'Floor', quantity: 2 }], quantity: 2, amount: 154_000 },
  });
  expect(await stepper(map).locator('output').textContent()).toBe('2');
  await stepper(map).getByRole('button', { name: 'One more' }).click();
  expect(await stepper(map).getByRole('button', { name: 'One more' }).isDisabled()).toBe(true);
  await stepper(map).getByRole('button', { name: 'One fewer' }).click();
  await stepper(map).getByRole('button', { name: 'Close' }).click();
  expect(await stepper(map).isVisible()).toBe(false);
  expect((await map.selection()).quantity).toBe(2);
});

test('no more standing places are kept than are left', async () => {
  const map = await maps.map({
    ...floor(),
    selected: { general: [{ section: 'Floor', quantity: 3 }] },
  });
  await map.apply({ changed: [], general: [{ section: 'Floor', available: 2 }], mine: [] });
  expect((await map.selection()).general).toEqual([{ section: 'Floor', quantity: 2 }]);
  await map.apply({ changed: [], general: [{ section: 'Floor', available: 0 }], mine: [] });
  expect((await map.selection()).general).toEqual([]);
});

test('the stepper is used with the keyboard alone, and gives the focus back', async () => {
  const map = await maps.map(floor());
  await map.call('focus');
  await map.page.keyboard.press('PageDown');
  await map.page.keyboard.press('Enter');
  await map.page.keyboard.press('Enter');
  await map.page.keyboard.press('Enter');
  expect((await map.selection()).general).toEqual([{ section: 'Floor', quantity: 2 }]);
  await map.page.keyboard.press('Escape');
  expect(
    await map.page.locator('.sm-grid').evaluate((grid) => grid === document.activeElement),
  ).toBe(true);
});

test('the area shows price and places left, and is drawn anew when they change', async () => {
  const map = await maps.map(floor());
  await map.keep();
  await map.apply({ changed: [], general: [{ section: 'Floor', available: 7 }], mine: [] });
  expect((await map.differences()).points.length).toBeGreaterThan(0);
});

test('somebody who chose standing places hears that others took some of them', async () => {
  const map = await maps.map({
    ...floor(),
    selected: { general: [{ section: 'Floor', quantity: 3 }] },
  });
  await map.apply({ changed: [], general: [{ section: 'Floor', available: 2 }], mine: [] });
  await map.page.waitForFunction(() =>
    document.querySelector('[role=status]')?.textContent?.startsWith('Chosen: Floor: 2 standing.'),
  );
});
