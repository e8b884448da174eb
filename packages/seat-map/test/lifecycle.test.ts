import type { AvailabilityView, ChartView } from '@frontrow/contract/chart';
import { expect, expectTypeOf, test } from 'vitest';
import type { SeatAvailability, SeatChart } from '../src/index.ts';
import { hall } from '../testing/charts/small-charts.ts';
import { useMaps } from '../testing/page/use-maps.ts';

const maps = useMaps();

test('a map that is destroyed leaves nothing behind', async () => {
  const map = await maps.page();
  const given = hall([{ letters: 'AAAA' }]);
  const count = () =>
    map.page.evaluate(() => ({
      html: document.documentElement.outerHTML,
      sheets: document.adoptedStyleSheets.length,
    }));
  const before = await count();
  // Listeners outside of the map's own elements, observers and frames that are asked for.
  await map.page.evaluate(() => {
    const counted = { listeners: 0, observers: 0 };
    Object.assign(globalThis, { counted });
    const { addEventListener } = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (
      this: EventTarget,
      ...args: Parameters<typeof addEventListener>
    ) {
      const options = args[2];
      if (!(this instanceof Element)) {
        counted.listeners++;
        if (typeof options === 'object')
          options.signal?.addEventListener('abort', () => counted.listeners--);
      }
      return addEventListener.apply(this, args);
    };
    for (const kind of [ResizeObserver, MutationObserver]) {
      const { disconnect } = kind.prototype;
      const watched = new WeakSet<object>();
      const observe = kind.prototype.observe as (...args: unknown[]) => void;
      kind.prototype.observe = function (...args: unknown[]) {
        if (!watched.has(this)) counted.observers++;
        watched.add(this);
        observe.apply(this, args);
      };
      kind.prototype.disconnect = function () {
        if (watched.delete(this)) counted.observers--;
        disconnect.apply(this);
      };
    }
  });
  await map.open(given);
  await map.click(0);
  await map.call('openList', true);
  const counted = () =>
    map.page.evaluate(() => (globalThis as unknown as { counted: object }).counted);
  expect(await counted()).not.toMatchObject({ observers: 0 });
  await map.page.evaluate(() => seatMapPage.map?.destroy());
  expect(await count()).toEqual(before);
  expect(await counted()).toMatchObject({ observers: 0 });
  await map.forget();
  await map.page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  expect(await map.recorded('onDraw')).toEqual([]);
});

test('options change on a living map, and a new chart begins anew', async () => {
  const map = await maps.map(hall([{ letters: 'AAAA' }]));
  await map.click(0);
  await map.call('set', { partySize: 2 });
  await map.click(2);
  expect((await map.selection()).places).toEqual([2, 3]);
  // Other parts are other elements; what is chosen and shown stays.
  const view = await map.last('onView');
  await map.call('set', { parts: { legend: false, list: false } });
  expect(await map.page.locator('.sm-legend').count()).toBe(0);
  expect((await map.selection()).places).toEqual([2, 3]);
  expect((await map.last('onView'))?.pitch).toBeCloseTo(view?.pitch ?? 0, 0);
  await map.call('set', hall([{ letters: 'SAAAAA' }]));
  expect((await map.selection()).places).toEqual([]);
  expect(await map.call('placeInfo', 0)).toMatchObject({ state: 'sold' });
});

test('a page formats prices itself', async () => {
  const map = await maps.page();
  const given = hall([{ letters: 'AAAA' }]);
  await map.page.evaluate(async (options) => {
    seatMapPage.open({
      ...options,
      formatPrice: (amount, currency) => `${amount / 1000}k ${currency}`,
    });
    await seatMapPage.map?.ready;
  }, given);
  expect(await map.texts('.sm-legend small')).toEqual(['132k KRW · 4 left']);
});

test('the shape of a chart is that of concert.chart, and of what can be had that of concert.availability', () => {
  expectTypeOf<ChartView>().toExtend<SeatChart>();
  expectTypeOf<AvailabilityView>().toExtend<SeatAvailability>();
});

test('a map on a page that shows no frames, as in the background, can be used all the same', async () => {
  const map = await maps.page();
  const isUsable = await map.page.evaluate(
    async (given) => {
      globalThis.requestAnimationFrame = () => 0;
      seatMapPage.open(JSON.parse(given));
      await seatMapPage.map?.ready;
      return document.querySelector('.sm-grid') !== null;
    },
    JSON.stringify(hall([{ letters: 'AAAA' }])),
  );
  expect(isUsable).toBe(true);
});
