import { expect, test } from 'vitest';
import { hall } from '../testing/charts/small-charts.ts';
import { availabilityOf, venues } from '../testing/charts/venues.ts';
import type { MapPage } from '../testing/page/map-page.ts';
import { useMaps } from '../testing/page/use-maps.ts';

const maps = useMaps();

/** Growth and shrinking, of the height and of the width. */
const SIZES = [
  [820, 760],
  [820, 524],
  [500, 524],
  [900, 700],
] as const;
const VIEWS = ['house', { sections: ['Circle'] }, { places: [300] }] as const;

async function resize(map: MapPage, [width, height]: readonly [number, number]): Promise<void> {
  await map.page.setViewportSize({ width, height });
  await map.page.waitForFunction(
    ([across, down]) => {
      const canvas = document.querySelector<HTMLCanvasElement>('.sm-view > canvas');
      const pixels = (length: number) => Math.round(length * devicePixelRatio);
      return canvas?.width === pixels(across) && canvas.height === pixels(down);
    },
    [width, height] as const,
  );
  await map.settled();
}

test.each([1, 1.5, 2])(
  'after a change of its size a map is drawn as a new one, at %s pixels of the device',
  async (deviceScaleFactor) => {
    const chart = venues.theatre();
    // Without a legend the map has its size at once when it is made.
    const parts = { legend: false };
    const map = await maps.map(
      {
        chart,
        availability: availabilityOf(chart, { sold: 0.2, held: 0.1 }),
        parts,
        houseBelow: 0,
      },
      { viewport: { width: 820, height: 500 }, deviceScaleFactor },
    );
    let houseBelow = 0;
    for (const view of VIEWS) {
      await map.call('zoomTo', view);
      for (const size of SIZES) {
        await resize(map, size);
        const marks = await map.marks();
        await map.keep();
        // Makes everything anew but the view.
        houseBelow += 0.001;
        await map.call('set', { houseBelow });
        await map.page.evaluate(() => seatMapPage.map?.ready);
        await map.settled();
        const name = `${JSON.stringify(view)} at ${size}`;
        // The smoothed edges of lines may differ by a shade.
        expect((await map.differences(12)).points, name).toEqual([]);
        expect((await map.marks()) === marks, name).toBe(true);
      }
    }
  },
);

test('the name of a row at the edge covers no more than what is behind it', async () => {
  const row = { letters: 'A'.repeat(60) };
  const map = await maps.map(hall(Array.from({ length: 30 }, () => row)));
  await map.call('zoomTo', { places: [30 + 60 * 12] });
  const names = await map.page.evaluate(() => {
    const canvas = document.querySelectorAll<HTMLCanvasElement>('.sm-view > canvas')[1];
    const { data } = canvas?.getContext('2d')?.getImageData(12, 0, 1, canvas.height) ?? {};
    return {
      covered: data?.filter((_, at) => at % 4 === 3).filter((alpha) => alpha > 0).length,
      of: canvas?.height,
    };
  });
  expect(names.covered).toBeGreaterThan(60);
  // Rows are 42 pixels apart here, and a name is 16 high.
  expect(names.covered).toBeLessThan((names.of ?? 0) / 2);
});

test('no frame is blank while the size changes', async () => {
  const chart = venues.theatre();
  const map = await maps.map({ chart, availability: availabilityOf(chart) });
  // An observer that is made after the map's is called after it, before the frame is shown.
  await map.page.evaluate(() => {
    const view = document.querySelector('.sm-view');
    const canvas = document.querySelector<HTMLCanvasElement>('.sm-view > canvas');
    const corners: string[] = [];
    new ResizeObserver(() => {
      corners.push(String(canvas?.getContext('2d')?.getImageData(0, 0, 1, 1).data));
    }).observe(view as Element);
    Object.assign(globalThis, { corners });
  });
  for (const size of SIZES) await resizeWithLegend(map, size);
  const corners = await map.page.evaluate<string[]>('corners');
  expect(corners.length).toBeGreaterThanOrEqual(SIZES.length);
  expect(new Set(corners)).toEqual(new Set(['255,255,255,255']));
});

async function resizeWithLegend(
  map: MapPage,
  [width, height]: readonly [number, number],
): Promise<void> {
  const before = await map.page.evaluate<number>('corners.length');
  await map.page.setViewportSize({ width, height });
  await map.page.waitForFunction(
    (least) => (globalThis as unknown as { corners: string[] }).corners.length > least,
    before,
  );
  await map.settled();
}

test('a long way over the map keeps no more canvases than some screens', async () => {
  const map = await maps.page();
  // Counts the canvases that nothing has collected.
  await map.page.evaluate(() => {
    const made: WeakRef<OffscreenCanvas>[] = [];
    const Original = OffscreenCanvas;
    globalThis.OffscreenCanvas = class extends Original {
      constructor(width: number, height: number) {
        super(width, height);
        made.push(new WeakRef(this));
      }
    };
    Object.assign(globalThis, {
      canvases: () => [made.length, made.filter((canvas) => canvas.deref()).length],
    });
  });
  const chart = venues.arena();
  await map.open({ chart, availability: availabilityOf(chart) });
  for (let place = 0; place < 17_000; place += 500) await map.call('zoomTo', { places: [place] });
  const client = await map.page.context().newCDPSession(map.page);
  await client.send('HeapProfiler.collectGarbage');
  const [made = 0, kept = 0] = await map.page.evaluate<number[]>('canvases()');
  expect(made).toBeGreaterThan(100);
  // A screen of 900 x 760 has at most 9 tiles of 512 pixels.
  expect(kept).toBeLessThan(50);
});
