import { join } from 'node:path';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { SeatMap } from '../src/react.ts';
import { hall } from '../testing/charts/small-charts.ts';
import { useMaps } from '../testing/page/use-maps.ts';

const maps = useMaps(join(import.meta.dirname, '../testing/page/react-program.tsx'));

test('the component shows a map, follows its properties and tells what is chosen', async () => {
  const map = await maps.page();
  await map.page.waitForFunction(() => seatMapPage.map !== null);
  await map.page.evaluate(() => seatMapPage.map?.ready);
  expect(await map.page.locator('.frame .seat-map').count()).toBe(1);
  await map.settled();
  await map.click(0);
  expect(await map.texts('#map > output')).toEqual(['0']);
  await map.page.getByRole('button', { name: 'Sell' }).click();
  expect(await map.call('placeInfo', 1)).toMatchObject({ state: 'sold' });
  // What was chosen before stays chosen.
  expect(await map.texts('#map > output')).toEqual(['0']);
  await map.page.getByRole('button', { name: 'Party' }).click();
  await map.click(2);
  expect(await map.texts('#map > output')).toEqual(['2,3']);
  await map.page.getByRole('button', { name: 'Hide' }).click();
  expect(await map.page.locator('.seat-map').count()).toBe(0);
  expect(await map.page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
});

test('the component is rendered on a server as an empty element', () => {
  const { chart, availability } = hall([{ letters: 'AAAA' }]);
  const html = renderToString(createElement(SeatMap, { chart, availability, className: 'map' }));
  expect(html).toBe('<div class="map"></div>');
});
