import type { BrowserContextOptions } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { misfitsOf } from '../testing/storefront/fit.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { type Scene, scenesOfSale } from '../testing/storefront/scenes.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

const shop = shopOfFile(() => openStorefront());

let scenes: Scene[] = [];
beforeAll(async () => {
  scenes = await scenesOfSale(shop().sale);
});

const NARROW: BrowserContextOptions = { viewport: { width: 320, height: 640 } };

interface Case {
  size: string;
  textSize: string;
  options: BrowserContextOptions;
}

const CASES = ['en', 'ko'].flatMap((locale): Case[] => [
  { size: `320 pixels wide, ${locale}`, textSize: '100%', options: { ...NARROW, locale } },
  { size: `with text of 200 %, ${locale}`, textSize: '200%', options: { locale } },
]);

test.each(CASES)('every page fits: $size', async ({ textSize, options }) => {
  const found: Record<string, string[]> = {};
  for (const scene of scenes) {
    const page = await shop().visit(options);
    await scene.signIn(page.context());
    await page.goto(scene.path);
    await scene.isThere(page);
    // As the browser's own setting does it.
    await page.evaluate(`document.documentElement.style.fontSize = '${textSize}'`);
    await page.evaluate(
      `new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))`,
    );
    const misfits = await misfitsOf(page);
    if (misfits.length > 0) found[scene.name] = misfits;
    await page.context().close();
  }
  expect(found).toEqual({});
});
