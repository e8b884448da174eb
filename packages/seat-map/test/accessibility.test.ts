import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from 'vitest';
import { hall } from '../testing/charts/small-charts.ts';
import { availabilityOf, venues } from '../testing/charts/venues.ts';
import type { MapPage } from '../testing/page/map-page.ts';
import { useMaps } from '../testing/page/use-maps.ts';

const maps = useMaps();

const findings = async (map: MapPage) => {
  // The frames that axe would open are against the page's policy, and there are none in it.
  const { violations } = await new AxeBuilder({ page: map.page }).setLegacyMode(true).analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`,
  );
};

test.for(['light', 'dark'] as const)(
  'axe finds nothing, whatever is open, in the %s',
  async (colorScheme) => {
    const chart = venues.club();
    const map = await maps.map(
      { chart, availability: availabilityOf(chart, { sold: 0.2, held: 0.1 }), limit: 2 },
      { colorScheme },
    );
    expect(await findings(map)).toEqual([]);
    await map.page.keyboard.press('Tab');
    await map.page.keyboard.press('Enter');
    await map.call('chooseBest', { quantity: 1 });
    expect(await findings(map)).toEqual([]);
    await map.call('openList', true);
    await map.page
      .getByRole('region')
      .getByRole('button', { name: /^Balcony ₩/ })
      .click();
    await map.page.getByRole('button', { name: /^Row A/ }).click();
    expect(await findings(map)).toEqual([]);
    await map.page.getByRole('button', { name: /^Floor · Standing/ }).click();
    expect(await findings(map)).toEqual([]);
  },
);

test('it speaks Korean where the page says so, and any other language', async () => {
  const { chart, availability } = hall([{ letters: 'AAAA' }]);
  const map = await maps.map({ chart, availability, language: 'korean' });
  await map.click(0);
  await map.page.waitForFunction(
    () => document.querySelector('[role=status]')?.textContent === '골랐어요: B 1열 1번. ₩132,000',
  );
  expect(await map.page.getByRole('button', { name: '목록에서 고르기' }).count()).toBe(1);
  expect(await map.page.getByRole('grid', { name: '좌석 배치도' }).count()).toBe(1);
  await map.page.evaluate(async () => {
    seatMapPage.map?.set({ messages: { ...seatMapPage.messages.english, map: 'Saalplan' } });
    await seatMapPage.map?.ready;
  });
  expect(await map.page.getByRole('grid', { name: 'Saalplan' }).count()).toBe(1);
});

test('it fills the screen and comes back', async () => {
  const chart = venues.club();
  const map = await maps.map({ chart, availability: availabilityOf(chart) });
  await map.page.getByRole('button', { name: 'Full screen', exact: true }).click();
  await map.page.getByRole('button', { name: 'Leave full screen' }).click();
  await map.page.getByRole('button', { name: 'Full screen', exact: true }).waitFor();
  expect(await map.recorded('onFullScreen')).toEqual([true, false]);
});
