import { expect, test } from 'vitest';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { scenesOfSale } from '../testing/storefront/scenes.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

const shop = shopOfFile(() => openStorefront({ HOLD_SECONDS: '3600' }));

/** What a page asks for only once it runs: the map's controls, after its first drawing. */
const LATER = /\/(interaction|place-info|dist|src)-/;

test('each page names every script that it begins with, and no other', async () => {
  const found: Record<string, object> = {};
  for (const { name, path, signIn, isThere } of await scenesOfSale(shop().sale)) {
    // The first page of a visit is not in the hands of the service worker.
    const page = await shop().visit({ serviceWorkers: 'block' });
    await signIn(page.context());
    await page.goto(path);
    await isThere(page);
    const { named, loaded } = (await page.evaluate(`({
      named: [...document.querySelectorAll('script[src], link[rel=modulepreload][data-language], link[rel=modulepreload][data-page]')]
        .map(({ src, href }) => src || href),
      loaded: performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.js')),
    })`)) as Record<'named' | 'loaded', string[]>;
    const missing = loaded.filter((url) => !named.includes(url) && !LATER.test(url));
    const unused = named.filter((url) => !loaded.includes(url));
    if (missing.length + unused.length > 0) found[name] = { missing, unused };
    await page.context().close();
  }
  expect(found).toEqual({});
});
