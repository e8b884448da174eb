import { beforeAll, expect, test } from 'vitest';
import { misfitsOf } from '../testing/storefront/fit.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { type Scene, scenesOfSale } from '../testing/storefront/scenes.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

const shop = shopOfFile(() => openStorefront({ HOLD_SECONDS: '3600' }));

let scenes: Scene[] = [];
beforeAll(async () => {
  scenes = await scenesOfSale(shop().sale);
});

const SIZES = [
  { size: '320 pixels wide', width: 320, textSize: '100%' },
  { size: 'with text of 200 %', width: 390, textSize: '200%' },
];

/** As the browser's own setting for the size of text does it. */
const withText = (size: string) => `new Promise((drawn) => {
  document.documentElement.style.fontSize = '${size}';
  requestAnimationFrame(() => requestAnimationFrame(drawn));
})`;

test.each(['en', 'ko'])(
  'every page fits at 320 pixels and with text of 200 %% in %s',
  async (locale) => {
    const found: Record<string, string[]> = {};
    for (const scene of scenes) {
      const page = await shop().visit({ locale });
      await scene.signIn(page.context());
      await page.goto(scene.path);
      await scene.isThere(page);
      for (const { size, width, textSize } of SIZES) {
        await page.setViewportSize({ width, height: 844 });
        await page.evaluate(withText(textSize));
        const misfits = await misfitsOf(page);
        if (misfits.length > 0) found[`${scene.name}, ${size}`] = misfits;
      }
      await page.context().close();
    }
    expect(found).toEqual({});
  },
);
