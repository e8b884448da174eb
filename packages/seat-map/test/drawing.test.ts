import { expect, test } from 'vitest';
import type { PlaceLetter } from '../src/index.ts';
import { changes, hall } from '../testing/charts/small-charts.ts';
import { availabilityOf, venues } from '../testing/charts/venues.ts';
import { useMaps } from '../testing/page/use-maps.ts';

const maps = useMaps();

test('sections are shown from afar, seats from near', async () => {
  const chart = venues.arena();
  const map = await maps.map({ chart, availability: availabilityOf(chart) });
  expect(await map.last('onDraw')).toMatchObject({ level: 'house', places: 0 });
  await map.call('zoomTo', { sections: ['Floor B'] });
  const seats = (await map.recorded('onDraw')).reduce((sum, { places }) => sum + places, 0);
  expect((await map.last('onView'))?.level).toBe('seats');
  expect(seats).toBeGreaterThan(400);
});

test('each state has a shape of its own, without colour', async () => {
  const given = hall([
    { letters: 'AHSBAAA', accessible: [4], companion: [5], restrictedView: [6] },
  ]);
  const map = await maps.map(given);
  const shapes = await Promise.all([0, 1, 2, 3, 4, 5, 6].map((place) => map.greyAt(place, 20)));
  expect(new Set(shapes).size).toBe(7);
  const before = await map.marks();
  await map.click(0);
  const chosen = await map.marks();
  await map.apply(changes([[1, 'H']], [1]));
  expect(new Set([before, chosen, await map.marks()]).size).toBe(3);
});

test('a change draws the seats that it touches and nothing else', async () => {
  const chart = venues.arena();
  const map = await maps.map({ chart, availability: availabilityOf(chart), houseBelow: 0 });
  await map.forget();
  await map.keep();
  const changed: [number, PlaceLetter][] = Array.from({ length: 50 }, (_, index) => [
    index * 350 + 7,
    'S',
  ]);
  await map.apply(changes(changed));
  const { all, points: different } = await map.differences();
  const [drawing, ...more] = (await map.recorded('onDraw')).filter(({ pixels }) => pixels > 0);
  expect(more).toEqual([]);
  // Of 18,000 seats at a few pixels each: those that changed, and their neighbours.
  expect(drawing?.places).toBeGreaterThanOrEqual(50);
  expect(drawing?.places).toBeLessThan(50 * 30);
  expect(drawing?.pixels).toBeLessThan(all / 20);

  const points = await map.page.evaluate(
    (places) => places.map((place) => seatMapPage.map?.pointOf(place)),
    changed.map(([place]) => place),
  );
  const far = (x: number, y: number) =>
    points.every(
      (point) => Math.max(Math.abs((point?.x ?? 0) - x), Math.abs((point?.y ?? 0) - y)) > 8,
    );
  expect(different.length).toBeGreaterThan(100);
  expect(different.filter(([x, y]) => far(x, y))).toEqual([]);
});

test('a map drawn in changes is the same as one drawn at once', async () => {
  const chart = venues.theatre();
  const availability = availabilityOf(chart, { sold: 0.4 });
  const changing = await maps.map({ chart, availability: availabilityOf(chart) });
  const letters = [...(availability.places ?? '')];
  await changing.apply(changes(letters.map((letter, place) => [place, letter as PlaceLetter])));
  await changing.keep();
  await changing.page.evaluate(() => seatMapPage.map?.refreshTheme());
  await changing.settled();
  // The smoothed edges of lines may differ by a shade.
  expect((await changing.differences(12)).points).toEqual([]);
});

test('a filter draws what does not fit at a quarter, and it cannot be chosen', async () => {
  const chart = venues.theatre();
  const viewport = { width: 1400, height: 1000 };
  const map = await maps.map({ chart, availability: availabilityOf(chart) }, { viewport });
  const stalls = await map.greyAt(0, 4);
  const circle = await map.greyAt(700, 4);
  await map.page.getByRole('button', { name: /^Circle/ }).click();
  await map.settled();
  expect(await map.last('onFilter')).toEqual({ categories: ['Circle'] });
  expect(await map.greyAt(0, 4)).not.toBe(stalls);
  expect(await map.greyAt(700, 4)).toBe(circle);
  await map.click(100);
  expect((await map.selection()).quantity).toBe(0);
  await map.page.getByRole('button', { name: /^Circle/ }).click();
  await map.settled();
  expect(await map.greyAt(0, 4)).toBe(stalls);
});

test('places for wheelchairs and seats with the full view are filters', async () => {
  const map = await maps.map(
    hall([{ letters: 'AAAA', accessible: [0], companion: [1], restrictedView: [2] }]),
  );
  await map.page.getByRole('button', { name: 'Wheelchair' }).click();
  await map.click(3);
  expect((await map.selection()).places).toEqual([]);
  await map.click(0);
  await map.click(1);
  expect((await map.selection()).places).toEqual([0, 1]);
  await map.page.getByRole('button', { name: 'Wheelchair' }).click();
  await map.page.getByRole('button', { name: 'No restricted view' }).click();
  await map.click(2);
  expect((await map.selection()).places).toEqual([0, 1]);
});

test('the page sets a filter by price', async () => {
  const chart = venues.theatre();
  const map = await maps.map({
    chart,
    availability: availabilityOf(chart),
    filter: { maxPrice: 100_000 },
  });
  await map.call('chooseBest');
  expect((await map.selection()).seats[0]?.category).toBe('Circle');
});

test('a spotlight dims everything else, and ends', async () => {
  const chart = venues.theatre();
  const map = await maps.map({ chart, availability: availabilityOf(chart) });
  const [stalls, circle] = [await map.greyAt(0, 4), await map.greyAt(700, 4)];
  await map.call('set', { spotlight: { sections: ['Circle'], places: [1] } });
  expect(await map.greyAt(0, 4)).not.toBe(stalls);
  expect(await map.greyAt(700, 4)).toBe(circle);
  await map.call('set', { spotlight: null });
  expect(await map.greyAt(0, 4)).toBe(stalls);
});

test('the map goes to a section, a category, places and what is chosen', async () => {
  const chart = venues.arena();
  const map = await maps.map({
    chart,
    availability: availabilityOf(chart),
    selected: { places: [17_000] },
  });
  const shows = async (place: number) => {
    const { x, y } = (await map.call('pointOf', place)) as { x: number; y: number };
    const box = await map.page.locator('.sm-view').boundingBox();
    return x > 0 && y > 0 && x < (box?.width ?? 0) && y < (box?.height ?? 0);
  };
  for (const [target, place] of [
    [{ sections: ['Upper 20'] }, 17_700],
    [{ places: [5] }, 5],
    ['selection', 17_000],
    [{ categories: ['Floor'] }, 900],
  ] as const) {
    await map.call('zoomTo', target);
    expect(await shows(place), JSON.stringify(target)).toBe(true);
  }
  await map.call('zoomTo', { sections: ['Upper 20'] });
  expect(await shows(5)).toBe(false);
});

test('the colours follow the tokens, in the light, in the dark and when they change', async () => {
  const map = await maps.map(hall([{ letters: 'AAAA' }]));
  const colour = async () => {
    const { x, y } = (await map.call('pointOf', 0)) as { x: number; y: number };
    return map.colourAt(x - 7, y - 10);
  };
  const corner = () => map.colourAt(0, 0);
  expect(await colour()).toEqual([0x5c, 0x15, 0x50]);
  const light = await corner();
  await map.page.emulateMedia({ colorScheme: 'dark' });
  await map.settled();
  expect(await colour()).toEqual([0xfd, 0xac, 0xe5]);
  expect(await corner()).not.toEqual(light);
  await map.page.evaluate(() => document.documentElement.classList.add('light'));
  await map.settled();
  expect(await corner()).toEqual(light);
  await map.page.evaluate(() =>
    document.documentElement.style.setProperty('--seat-map-cat-1', '#123456'),
  );
  await map.settled();
  expect(await colour()).toEqual([0x12, 0x34, 0x56]);
});

test('it is drawn for the pixels of the device, and for the size of its element', async () => {
  const map = await maps.map(hall([{ letters: 'AAAA' }]), { deviceScaleFactor: 2 });
  const size = () =>
    map.page
      .locator('.sm-view > canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height]);
  const box = await map.page.locator('.sm-view').boundingBox();
  expect(await size()).toEqual([(box?.width ?? 0) * 2, (box?.height ?? 0) * 2]);
  await map.page.setViewportSize({ width: 500, height: 600 });
  await map.page.waitForFunction(
    () => document.querySelector<HTMLCanvasElement>('.sm-view > canvas')?.width === 1000,
  );
  await map.settled();
  const { x } = await map.pointOf(0);
  expect(x).toBeLessThan(500);
});

test('sections without an outline and standing areas without one have a place', async () => {
  const { chart, availability } = hall([{ letters: 'AAAA' }], { standing: 5 });
  const bare = {
    ...chart,
    sections: chart.sections.map((section) => ({ ...section, outline: null })),
  };
  const map = await maps.map({ chart: bare, availability });
  await map.click(4);
  expect(await map.page.getByRole('group', { name: 'Floor' }).isVisible()).toBe(true);
});
