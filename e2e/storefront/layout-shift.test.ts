import type { BrowserContextOptions } from 'playwright-core';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { chooseSeats, openRow, seat, signIn } from '../testing/storefront/buyer.ts';
import { collectShifts, type Shift, shiftsOn } from '../testing/storefront/layout-shifts.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { type Scene, scenesOfSale } from '../testing/storefront/scenes.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

const shop = shopOfFile(() => openStorefront({ HOLD_SECONDS: '3600' }));

/** Fonts come after everything else: what was drawn before them would move then. */
const FONTS = /\.woff2$/;
const FONT_DELAY_MILLISECONDS = 100;
/** The first page of a visit is not in the hands of the service worker, whose install takes a quarter of the time. */
const FIRST_PAGE = { serviceWorkers: 'block' } as const;

const SIZES: [string, BrowserContextOptions][] = [
  ['390', {}],
  ['820', { viewport: { width: 820, height: 1_180 } }],
  ['1440', { viewport: { width: 1_440, height: 900 }, isMobile: false, hasTouch: false }],
];
const CASES = SIZES.flatMap(([width, options]) =>
  ['en', 'ko'].map((locale) => [width, locale, { ...options, locale }] as const),
);

let scenes: Scene[] = [];
beforeAll(async () => {
  scenes = await scenesOfSale(shop().sale);
});

test.each(CASES)('nothing moves by itself on any page: %s pixels, %s', async (_, __, options) => {
  shop().delay(FONTS, FONT_DELAY_MILLISECONDS);
  onTestFinished(() => shop().delay(FONTS, 0));
  const found: Record<string, Shift[]> = {};
  for (const scene of scenes) {
    // Each in a browser of its own: the cache is empty.
    const page = await shop().visit({ ...FIRST_PAGE, ...options });
    await scene.signIn(page.context());
    await collectShifts(page.context());
    await page.goto(scene.path);
    await scene.isThere(page);
    const shifts = await shiftsOn(page);
    if (shifts.length > 0) found[scene.name] = shifts;
    await page.context().close();
  }
  expect(found).toEqual({});
});

test.each(SIZES)(
  'nothing moves by itself on the way to a ticket: %s pixels',
  async (_, options) => {
    const concertId = await shop().sale.concert(6, { maxActive: 0 });
    const page = await shop().visit(options);
    await collectShifts(page.context());
    const found: Record<string, Shift[]> = {};
    const look = async (name: string) => {
      found[name] = await shiftsOn(page);
    };
    await page.goto(`/concerts/${concertId}`);
    await page.getByRole('link', { name: 'Join the line' }).click();
    await page.getByLabel('Name').waitFor();
    await look('sign-in');
    await signIn(page, `walker ${Object.keys(options).length}`);
    await page.getByRole('heading', { name: 'You are next' }).waitFor();
    await look('waiting');
    await shop().sale.operator.admin.configureQueue.mutate({ concertId, paused: true });
    await page.getByText('Entry is paused. Your place is safe.').waitFor();
    await look('paused');
    await shop().sale.operator.admin.configureQueue.mutate({
      concertId,
      paused: false,
      maxActive: 3,
    });
    await page.getByRole('heading', { name: "It's your turn" }).waitFor();
    await look('turn');
    await chooseSeats(page);
    await page.locator('.sm-legend').waitFor();
    await look('seats');
    await openRow(page, 'S', 'A');
    await seat(page, 'A', 2).click();
    await page.getByRole('button', { name: /Hold 2 seats/ }).waitFor();
    await look('chosen');
    await page.getByRole('button', { name: /Hold 2 seats/ }).click();
    await page.getByRole('heading', { name: /^Yours until/ }).waitFor();
    await look('checkout');
    await page.getByRole('button', { name: /Add .* and pay/ }).click();
    await page
      .getByRole('img', { name: /The code of/ })
      .first()
      .waitFor();
    await look('tickets');
    expect(Object.entries(found).filter(([, shifts]) => shifts.length > 0)).toEqual([]);
  },
);
