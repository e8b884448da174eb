import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { PlaceLetter, SeatAvailability, SeatChart } from '../src/index.ts';
import { startBrowser } from '../testing/browser/start-browser.ts';
import { availabilityOf, venues } from '../testing/charts/venues.ts';
import { startSite } from '../testing/page/site.ts';
import { fourArenas } from './large-chart.ts';
import type {} from './pages/contestant.ts';

/**
 * Prints how long the map takes to draw a chart and to move it, beside two others with the same chart in the same
 * viewport of the same browser. `wall`: from the data to the frame after the drawing. `thread`: processor time of the
 * page's main thread, which other load on the machine changes little. Medians of ROUNDS; it asserts nothing. Ours is
 * drawn before it can be used: `usable` is the time until then.
 */
const ROUNDS = 5;
const STEPS = 60;
const VIEWPORT = { width: 1440, height: 900 };
const PROGRAMS = {
  'Frontrow seat map': 'ours.ts',
  'React Konva, a node for each seat': 'react-konva.tsx',
  '@alisaitteke/seatmap-canvas, SVG': 'seatmap-canvas.ts',
};

interface Figures {
  firstWall: number;
  firstThread: number;
  stepThread: number;
  /** From the data until it can be used; null where that is not told. */
  usableWall: number | null;
  isMoved: boolean;
}

const server = await startBrowser();
const browser = await chromium.connect(server.endpoint);
try {
  const arena = withAvailability(venues.arena());
  console.log(
    `${arena[0].sections.reduce((sum, { places }) => sum + places, 0)} places, ${VIEWPORT.width} x ${VIEWPORT.height}`,
  );
  console.log('first drawing, wall ms | thread ms | each pan step, thread ms');
  for (const [name, program] of Object.entries(PROGRAMS))
    print(name, await measure(browser, program, { data: arena, hash: '' }));
  print(
    'Frontrow seat map, as it is: sections first',
    await measure(browser, 'ours.ts', { data: arena, hash: '#sections' }),
  );
  const large = withAvailability(fourArenas());
  const places = large[0].sections.reduce((sum, section) => sum + section.places, 0);
  print(
    `Frontrow seat map, ${places} places`,
    await measure(browser, 'ours.ts', { data: large, hash: '' }),
  );
  console.log(
    `frames a second while panning, 50 places changing each second: ${await framesWhileChanging(browser, arena)}`,
  );
} finally {
  await browser.close();
  await server.close();
}

function withAvailability(chart: SeatChart): [SeatChart, SeatAvailability] {
  return [chart, availabilityOf(chart, { sold: 0.35, held: 0.12 })];
}

function print(name: string, rounds: Figures[]): void {
  const median = (pick: (figures: Figures) => number) =>
    (
      [...rounds.map(pick)].sort((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? Number.NaN
    ).toFixed(1);
  const usable = median(({ usableWall }) => usableWall ?? Number.NaN);
  const used = usable === 'NaN' ? '' : `, usable after ${usable}`;
  const moved = rounds.every(({ isMoved }) => isMoved) ? '' : ' (the drag moved nothing)';
  const figures = [
    median(({ firstWall }) => firstWall),
    median(({ firstThread }) => firstThread),
    median(({ stepThread }) => stepThread),
  ];
  console.log(
    `${name.padEnd(46)} ${figures.map((figure) => figure.padStart(9)).join(' ')}${used}${moved}`,
  );
}

async function measure(
  to: Browser,
  program: string,
  { data, hash }: { data: [SeatChart, SeatAvailability]; hash: string },
): Promise<Figures[]> {
  const site = await startSite(join(import.meta.dirname, 'pages', program), { styles: true });
  const rounds: Figures[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const page = await to.newPage({ viewport: VIEWPORT });
      await page.goto(site.origin + hash);
      rounds.push(await measureOnce(page, data));
      await page.close();
    }
  } finally {
    site.close();
  }
  return rounds;
}

async function measureOnce(page: Page, data: [SeatChart, SeatAvailability]): Promise<Figures> {
  const thread = await threadTime(page);
  await page.evaluate((text) => {
    globalThis.givenData = JSON.parse(text);
  }, JSON.stringify(data));
  const before = await thread();
  const firstWall = await page.evaluate(async () => {
    const element = document.querySelector<HTMLElement>('#map');
    const [chart, availability] = globalThis.givenData;
    const start = performance.now();
    globalThis.openedAt = start;
    if (element) contestant.open(chart, availability, element);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    return performance.now() - start;
  });
  const firstThread = (await thread()) - before;
  const usableWall = await page.evaluate(async () => {
    if (!contestant.usable) return null;
    await contestant.usable();
    return performance.now() - globalThis.openedAt;
  });
  await zoomIn(page);
  const from = await page.evaluate(() => contestant.position());
  const { mouse } = page;
  await mouse.move(900, 500);
  await mouse.down();
  await mouse.move(890, 495);
  const start = await thread();
  for (let step = 0; step < STEPS; step++) await mouse.move(890 - step * 8, 495 - step * 3);
  const stepThread = ((await thread()) - start) / STEPS;
  await mouse.up();
  const isMoved = (await page.evaluate(() => contestant.position())) !== from;
  return { firstWall, firstThread, stepThread, usableWall, isMoved };
}

async function zoomIn(page: Page): Promise<void> {
  const hasZoom = await page.evaluate(() => {
    contestant.zoom?.();
    return contestant.zoom !== undefined;
  });
  await page.mouse.move(720, 450);
  if (!hasZoom) await page.mouse.wheel(0, -500);
  await page.waitForTimeout(1_500);
}

/** Reads the processor time of the page's main thread, in milliseconds. */
async function threadTime(page: Page): Promise<() => Promise<number>> {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
  };
}

async function framesWhileChanging(
  to: Browser,
  data: [SeatChart, SeatAvailability],
): Promise<number> {
  const site = await startSite(join(import.meta.dirname, 'pages/ours.ts'));
  try {
    const page = await to.newPage({ viewport: VIEWPORT });
    await page.goto(site.origin);
    await page.evaluate(
      ([text]) => {
        globalThis.givenData = JSON.parse(text ?? '');
        const element = document.querySelector<HTMLElement>('#map');
        if (element) contestant.open(...globalThis.givenData, element);
        contestant.zoom?.();
      },
      [JSON.stringify(data)],
    );
    await page.waitForTimeout(1_500);
    const counting = page.evaluate(async () => {
      const start = performance.now();
      let frames = 0;
      let place = 0;
      while (performance.now() - start < 5_000) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        frames++;
        const due = Math.floor((performance.now() - start) / 20);
        const changed: [number, PlaceLetter][] = [];
        for (; place < due; place++)
          changed.push([(place * 7_919) % 17_000, place % 2 ? 'A' : 'S']);
        contestant.apply?.({ changed, general: [], mine: [] });
      }
      return (frames / (performance.now() - start)) * 1000;
    });
    await page.mouse.move(900, 500);
    await page.mouse.down();
    let isOver = false;
    const moving = (async () => {
      for (let step = 0; !isOver; step++)
        await page.mouse.move(720 + 300 * Math.sin(step / 20), 450 + 150 * Math.cos(step / 20));
    })();
    const frames = await counting;
    isOver = true;
    await moving;
    return Math.round(frames);
  } finally {
    site.close();
  }
}
