import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type {
  Drawing,
  Notice,
  SeatAvailability,
  SeatMap,
  SeatMapOptions,
  Selection,
} from '../../src/index.ts';
import type {} from './program.ts';

/** Options that can be sent to the page. */
export type PlainOptions = Omit<
  SeatMapOptions,
  'messages' | 'rules' | 'parts' | 'formatPrice' | `on${string}`
> & {
  parts?: Partial<
    Record<
      'legend' | 'list' | 'controls' | 'fullScreen' | 'minimap' | 'tooltip' | 'notices',
      boolean
    >
  >;
  rules?: readonly ('noOrphan' | 'sideBySide')[];
  language?: 'english' | 'korean';
};

type Values = {
  onSelect: Selection;
  onNotice: Notice | null;
  onDraw: Drawing;
  onView: { level: string; pitch: number; box: number[] };
  onLost: { places: { place: number }[]; instead: { place: number } | null };
  onTap: { place: number };
  onPoint: { place: number } | null;
  onSection: string;
  onFilter: object;
  onFullScreen: boolean;
};

/** A page with a map on it, as a test sees it. */
export class MapPage {
  readonly page: Page;
  /** What the page threw and what its policy refused. */
  readonly faults: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.faults.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && this.faults.push(message.text()));
  }

  async open({ language, ...options }: PlainOptions): Promise<void> {
    await this.page.evaluate(
      async ([given, messages]) => {
        seatMapPage.open({
          ...JSON.parse(given),
          ...(messages ? { messages: seatMapPage.messages[messages] } : {}),
        });
        await seatMapPage.map?.ready;
      },
      // As a text: Playwright takes seconds for the numbers of 18,000 seats.
      [JSON.stringify(options), language] as const,
    );
    await this.settled();
  }

  /** Calls a method of the map. */
  async call<Name extends keyof SeatMap>(
    name: Name,
    ...input: SeatMap[Name] extends (...args: infer Input) => unknown ? Input : never
  ): Promise<unknown> {
    const result = await this.page.evaluate(
      ([method, args]) =>
        (seatMapPage.map as unknown as Record<string, (...args: unknown[]) => unknown>)[method]?.(
          ...args,
        ),
      [name, input] as const,
    );
    await this.settled();
    return result;
  }

  apply(availability: SeatAvailability): Promise<unknown> {
    return this.call('apply', availability);
  }

  selection(): Promise<Selection> {
    return this.page.evaluate(() => JSON.parse(JSON.stringify(seatMapPage.map?.selection)));
  }

  /** Everything that a callback was called with, in order. */
  recorded<Name extends keyof Values>(name: Name): Promise<Values[Name][]> {
    return this.page.evaluate(
      (wanted) =>
        seatMapPage.recorded.flatMap(({ name, value }) =>
          name === wanted ? [value] : [],
        ) as never,
      name,
    );
  }

  async last<Name extends keyof Values>(name: Name): Promise<Values[Name] | undefined> {
    return (await this.recorded(name)).at(-1);
  }

  forget(): Promise<void> {
    return this.page.evaluate(() => {
      seatMapPage.recorded.length = 0;
    });
  }

  /** Where a place is on the page. */
  async pointOf(place: number): Promise<{ x: number; y: number }> {
    return this.page.evaluate((wanted) => {
      const point = seatMapPage.map?.pointOf(wanted);
      const box = document.querySelector('.sm-view')?.getBoundingClientRect();
      return { x: (point?.x ?? 0) + (box?.left ?? 0), y: (point?.y ?? 0) + (box?.top ?? 0) };
    }, place);
  }

  async click(place: number): Promise<void> {
    const { x, y } = await this.pointOf(place);
    await this.page.mouse.click(x, y);
    await this.settled();
  }

  /** Waits until everything is drawn as it stays: two frames in which nothing more was drawn. */
  async settled(): Promise<void> {
    await this.page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const drawings = () => seatMapPage.recorded.filter(({ name }) => name === 'onDraw');
      const isComplete = () =>
        (drawings().at(-1)?.value as { isComplete?: boolean } | undefined)?.isComplete ?? true;
      let drawn = -1;
      while (drawn !== drawings().length || !isComplete()) {
        drawn = drawings().length;
        await frame();
        await frame();
      }
    });
  }

  /** The text of the elements that a selector finds. */
  texts(selector: string): Promise<string[]> {
    return this.page.locator(selector).allTextContents();
  }

  /** The drawing of the marks above the seats, to compare it with another one. */
  marks(): Promise<string> {
    return this.page
      .locator('.sm-view > canvas')
      .nth(1)
      .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  }

  /** The pixels of a square of the drawing around a place, in eight steps of grey: what is left without colour. */
  greyAt(place: number, half: number): Promise<string> {
    return this.#inPage<string>(
      `const { x, y } = seatMapPage.map.pointOf(${place});
       const size = ${half} * 2 + 1;
       const { data } = canvas.getContext('2d').getImageData(Math.round(x) - ${half}, Math.round(y) - ${half}, size, size);
       return Array.from({ length: size * size }, (_, at) =>
         Math.round((data[at * 4] * 0.3 + data[at * 4 + 1] * 0.59 + data[at * 4 + 2] * 0.11) / 36)).join('');`,
    );
  }

  /** The colour of a pixel of the drawing. */
  colourAt(x: number, y: number): Promise<number[]> {
    return this.#inPage<number[]>(
      `return [...canvas.getContext('2d').getImageData(${Math.round(x)}, ${Math.round(y)}, 1, 1).data].slice(0, 3);`,
    );
  }

  /** Keeps the drawing below the marks in the page. */
  keep(): Promise<void> {
    return this.#inPage<void>(
      `seatMapPage.kept = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);`,
    );
  }

  /** The pixels of which red, green or blue differs by more than `most` from the drawing that was kept. */
  differences(most = 0): Promise<{ all: number; points: [x: number, y: number][] }> {
    return this.#inPage(
      `const now = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
       const [one, other] = [now.data, seatMapPage.kept.data];
       const points = [];
       for (let at = 0; at < one.length; at += 4) {
         const differs = [0, 1, 2].some((part) => Math.abs(one[at + part] - other[at + part]) > ${most});
         if (differs) points.push([(at / 4) % now.width, Math.floor(at / 4 / now.width)]);
       }
       return { all: one.length / 4, points };`,
    );
  }

  /** Runs statements on the lower canvas. */
  #inPage<Value>(statements: string): Promise<Value> {
    return this.page.evaluate(
      `(() => { const canvas = document.querySelector('.sm-view > canvas'); ${statements} })()`,
    );
  }
}

/** Opens the site in a page of its own; nothing moves by itself in it. */
export async function openPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<MapPage> {
  const context = await browser.newContext({
    viewport: { width: 900, height: 760 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const map = new MapPage(page);
  await page.goto(origin);
  await page.waitForFunction('globalThis.seatMapPage');
  return map;
}
