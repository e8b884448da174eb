import { expect, test } from 'vitest';
import { hall } from '../testing/charts/small-charts.ts';
import { availabilityOf, venues } from '../testing/charts/venues.ts';
import { useMaps } from '../testing/page/use-maps.ts';

const maps = useMaps();
const MIDDLE = { x: 450, y: 330 };

const arena = () => {
  const chart = venues.arena();
  return { chart, availability: availabilityOf(chart) };
};

test('a drag moves the map and chooses nothing', async () => {
  const map = await maps.map(arena());
  await map.call('zoomTo', { sections: ['Floor B'] });
  const before = await map.pointOf(0);
  const { mouse } = map.page;
  await mouse.move(MIDDLE.x, MIDDLE.y);
  await mouse.down();
  await mouse.move(MIDDLE.x + 60, MIDDLE.y + 40, { steps: 4 });
  await mouse.up();
  await map.settled();
  const after = await map.pointOf(0);
  expect([after.x - before.x, after.y - before.y].map(Math.round)).toEqual([60, 40]);
  expect((await map.selection()).quantity).toBe(0);
});

test('the wheel zooms, and what is under the pointer stays there', async () => {
  const map = await maps.map(arena());
  await map.call('zoomTo', { sections: ['Floor B'] });
  const place = 470;
  const before = await map.pointOf(place);
  const [view] = (await map.recorded('onView')).slice(-1);
  await map.page.mouse.move(before.x, before.y);
  await map.page.mouse.wheel(0, -200);
  await map.settled();
  const after = await map.pointOf(place);
  expect((await map.last('onView'))?.pitch).toBeGreaterThan((view?.pitch ?? 0) * 1.2);
  expect(Math.hypot(after.x - before.x, after.y - before.y)).toBeLessThan(1);
});

test('two fingers zoom the map', async () => {
  const map = await maps.map(arena(), { hasTouch: true });
  const before = await map.last('onView');
  const client = await map.page.context().newCDPSession(map.page);
  const fingers = (apart: number) => [
    { x: MIDDLE.x - apart, y: MIDDLE.y, id: 1 },
    { x: MIDDLE.x + apart, y: MIDDLE.y, id: 2 },
  ];
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(40) });
  for (const apart of [60, 90, 120]) {
    await client.send('Input.dispatchTouchEvent', {
      type: 'touchMove',
      touchPoints: fingers(apart),
    });
  }
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await map.settled();
  const pitch = (await map.last('onView'))?.pitch ?? 0;
  expect(pitch / (before?.pitch ?? 1)).toBeGreaterThan(2);
  expect((await map.selection()).quantity).toBe(0);
});

test('a tap on the house goes to the seats, tells the section and chooses nothing', async () => {
  const map = await maps.map(arena());
  expect((await map.last('onView'))?.level).toBe('house');
  const target = await map.pointOf(470);
  await map.page.mouse.click(target.x, target.y);
  await map.settled();
  expect((await map.last('onView'))?.level).toBe('seats');
  expect((await map.last('onView'))?.pitch).toBeCloseTo(28);
  expect(await map.recorded('onSection')).toEqual(['Floor B']);
  expect((await map.selection()).quantity).toBe(0);
});

test('a tap takes the nearest seat within 22 pixels, and none farther off', async () => {
  const map = await maps.map(hall([{ letters: 'AAAA' }]));
  const { x, y } = await map.pointOf(1);
  await map.page.mouse.click(x + 9, y - 9);
  await map.settled();
  expect((await map.selection()).places).toEqual([1]);
  await map.page.mouse.click(x, y + 60);
  await map.settled();
  expect((await map.selection()).places).toEqual([1]);
});

test('a finger on small seats goes nearer, where a mouse chooses', async () => {
  const chart = venues.theatre();
  const given = { chart, availability: availabilityOf(chart) };
  const map = await maps.map(given, { hasTouch: true, viewport: { width: 1400, height: 1000 } });
  expect((await map.last('onView'))?.pitch).toBeLessThan(24);
  const { x, y } = await map.pointOf(100);
  await map.page.touchscreen.tap(x, y);
  await map.settled();
  expect((await map.last('onView'))?.pitch).toBeCloseTo(28);
  expect((await map.selection()).quantity).toBe(0);
  await map.page.touchscreen.tap((await map.pointOf(100)).x, (await map.pointOf(100)).y);
  await map.settled();
  expect((await map.selection()).places).toEqual([100]);
});

test('buttons of 44 pixels zoom in and out and show the whole house', async () => {
  const map = await maps.map(arena());
  const whole = await map.last('onView');
  const box = await map.page.getByRole('button', { name: 'Zoom in' }).boundingBox();
  expect([box?.width, box?.height]).toEqual([44, 44]);
  await map.page.getByRole('button', { name: 'Zoom in' }).click();
  await map.settled();
  const near = await map.last('onView');
  expect(near?.pitch).toBeCloseTo((whole?.pitch ?? 0) * 1.6);
  await map.page.getByRole('button', { name: 'Zoom in' }).click();
  await map.page.getByRole('button', { name: 'Zoom out' }).click();
  await map.settled();
  expect((await map.last('onView'))?.pitch).toBeCloseTo(near?.pitch ?? 0);
  await map.page.getByRole('button', { name: 'Show the whole house' }).click();
  await map.settled();
  expect(await map.last('onView')).toEqual(whole);
});

test('the house does not leave the screen, and seats are never more than 48 pixels apart', async () => {
  const map = await maps.map(arena());
  for (let step = 0; step < 12; step++)
    await map.page.getByRole('button', { name: 'Zoom in' }).click();
  await map.settled();
  expect((await map.last('onView'))?.pitch).toBeCloseTo(48);
  const { mouse } = map.page;
  for (let drag = 0; drag < 20; drag++) {
    await mouse.move(100, 300);
    await mouse.down();
    await mouse.move(800, 300);
    await mouse.up();
  }
  await map.settled();
  const [left = 0] = (await map.last('onView'))?.box ?? [];
  expect(left).toBeGreaterThan(-60);
});

test('a press on the minimap goes there', async () => {
  const map = await maps.map(arena());
  expect(await map.page.locator('.sm-minimap').isVisible()).toBe(false);
  await map.call('zoomTo', { sections: ['Floor B'] });
  const before = (await map.last('onView'))?.box[0] ?? 0;
  const box = await map.page.locator('.sm-minimap').boundingBox();
  await map.page.mouse.click((box?.x ?? 0) + 10, (box?.y ?? 0) + 50);
  await map.settled();
  expect((await map.last('onView'))?.box[0]).toBeLessThan(before - 1000);
});
