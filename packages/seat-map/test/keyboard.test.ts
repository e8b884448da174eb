import { expect, test } from 'vitest';
import { changes, hall } from '../testing/charts/small-charts.ts';
import { availabilityOf, venues } from '../testing/charts/venues.ts';
import type { MapPage } from '../testing/page/map-page.ts';
import { useMaps } from '../testing/page/use-maps.ts';

const maps = useMaps();
const press = async (map: MapPage, ...keys: string[]) => {
  for (const key of keys) await map.page.keyboard.press(key);
  await map.settled();
};
const place = async (map: MapPage) => (await map.last('onPoint'))?.place;
const active = (map: MapPage) =>
  map.page.evaluate(() => {
    const grid = document.querySelector('[role=grid]');
    return document.getElementById(grid?.getAttribute('aria-activedescendant') ?? '')?.textContent;
  });

test('arrows go to the nearest seat that can be chosen, by where the seats stand', async () => {
  const map = await maps.map(hall([{ letters: 'AASA' }, { letters: 'SAAA' }, { letters: 'AAAA' }]));
  await map.page.keyboard.press('Tab');
  await press(map, 'Home');
  expect(await place(map)).toBe(0);
  await press(map, 'ArrowRight');
  expect(await place(map)).toBe(1);
  await press(map, 'ArrowRight');
  expect(await place(map)).toBe(3);
  await press(map, 'ArrowDown', 'ArrowDown');
  expect(await place(map)).toBe(11);
  await press(map, 'Home', 'ArrowUp');
  // The seat above is sold, the one beside it is within 45 degrees.
  expect(await place(map)).toBe(5);
});

test('Home and End go to the ends of a row, Page Up and Page Down to other sections', async () => {
  const chart = venues.theatre();
  const map = await maps.map({ chart, availability: availabilityOf(chart) });
  const section = async () => ((await map.last('onPoint')) as { section?: string } | null)?.section;
  await map.call('focus');
  await press(map, 'Home');
  expect(await section()).toBe('Stalls');
  expect(await place(map)).toBe(0);
  await press(map, 'End');
  expect(await place(map)).toBe(23);
  await press(map, 'PageDown');
  expect(await section()).toBe('Circle');
  await press(map, 'PageUp', 'PageUp');
  expect(await section()).toBe('Box right 4');
});

test('Enter and Space choose and give back', async () => {
  const map = await maps.map(hall([{ letters: 'AAAA' }]));
  await map.page.keyboard.press('Tab');
  await press(map, 'Home', 'Enter', 'ArrowRight', ' ');
  expect((await map.selection()).places).toEqual([0, 1]);
  await press(map, 'Enter');
  expect((await map.selection()).places).toEqual([0]);
});

test('plus, minus and zero zoom, B takes the best seats, L opens the list, Escape leaves', async () => {
  const chart = venues.arena();
  const map = await maps.map({ chart, availability: availabilityOf(chart), partySize: 2 });
  const whole = (await map.last('onView'))?.pitch ?? 0;
  await map.call('focus');
  await press(map, '0');
  expect((await map.last('onView'))?.pitch).toBeCloseTo(whole);
  await press(map, '+');
  expect((await map.last('onView'))?.pitch).toBeCloseTo(whole * 1.6);
  await press(map, '-');
  expect((await map.last('onView'))?.pitch).toBeCloseTo(whole);
  await press(map, 'b');
  expect((await map.selection()).quantity).toBe(2);
  expect((await map.last('onNotice'))?.kind).toBe('BEST');
  await press(map, 'Escape');
  expect(await map.last('onNotice')).toBeNull();
  await press(map, 'l');
  expect(await map.page.getByRole('region', { name: 'Choose from a list' }).isVisible()).toBe(true);
  await press(map, 'Escape');
  expect(await map.page.getByRole('region', { name: 'Choose from a list' }).isVisible()).toBe(
    false,
  );
});

test('the seat with the focus has a ring on the canvas, and is shown', async () => {
  const chart = venues.arena();
  const map = await maps.map({ chart, availability: availabilityOf(chart) });
  const before = await map.marks();
  await map.page.keyboard.press('Tab');
  await map.settled();
  expect(await map.marks()).not.toBe(before);
  expect((await map.last('onView'))?.pitch).toBeGreaterThanOrEqual(20);
  for (let step = 0; step < 30; step++) await map.page.keyboard.press('ArrowDown');
  await map.settled();
  const [left = 0, top = 0, right = 0, bottom = 0] = (await map.last('onView'))?.box ?? [];
  const point = await map.pointOf((await place(map)) ?? -1);
  expect(right - left).toBeGreaterThan(0);
  expect(bottom - top).toBeGreaterThan(0);
  expect(point.y).toBeGreaterThan(40);
  expect(point.y).toBeLessThan(700);
  const ringed = await map.marks();
  await press(map, 'Tab');
  expect(await map.marks()).not.toBe(ringed);
});

test('a screen reader has a grid with section, row, seat, price and state, of the rows near the focus only', async () => {
  const chart = venues.arena();
  const map = await maps.map({ chart, availability: availabilityOf(chart) });
  await map.page.keyboard.press('Tab');
  await map.settled();
  expect(await active(map)).toBe('Floor B, row A, seat 10, Floor, ₩165,000, available');
  const grid = map.page.getByRole('grid', { name: 'Seat map' });
  const rows = chart.sections.reduce((sum, section) => sum + section.rows.length, 0);
  expect(await grid.getAttribute('aria-rowcount')).toBe(String(rows));
  expect(await grid.getByRole('row').count()).toBeLessThanOrEqual(5);
  await press(map, 'Enter');
  expect(await active(map)).toBe('Floor B, row A, seat 10, Floor, ₩165,000, chosen');
  const cell = map.page.locator('[role=gridcell][aria-selected=true]');
  expect(await cell.count()).toBe(1);
  const index = Number(await cell.locator('..').getAttribute('aria-rowindex'));
  expect(chart.sections.flatMap((section) => section.rows)[index - 1]?.name).toBe('A');
});

test('a screen reader’s click on a cell chooses its seat', async () => {
  const map = await maps.map(hall([{ letters: 'AASA' }]));
  await map.page
    .locator('[role=gridcell]')
    .nth(1)
    .evaluate((cell: HTMLElement) => cell.click());
  expect((await map.selection()).places).toEqual([1]);
  expect(await map.page.locator('[role=gridcell]').nth(2).getAttribute('aria-disabled')).toBe(
    'true',
  );
});

test('the focus stays on a seat that goes, and its state changes', async () => {
  const map = await maps.map({ ...hall([{ letters: 'AAAA' }]), partySize: 1 });
  await map.page.keyboard.press('Tab');
  await press(map, 'Home', 'Enter');
  await map.apply(changes([[0, 'S']]));
  expect(await active(map)).toBe('B, row 1, seat 1, VIP, ₩132,000, sold');
});
