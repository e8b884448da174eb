import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { connect } from '../browser/connect.ts';
import { type MapPage, openPage, type PlainOptions } from './map-page.ts';
import { type Site, startSite } from './site.ts';

/**
 * Gives the tests of a file pages with maps, and closes them. After each test no page may have thrown anything or
 * broken its content security policy.
 */
export function useMaps(program?: string) {
  let browser: Browser;
  let site: Site;
  const opened: MapPage[] = [];
  beforeAll(async () => {
    [browser, site] = await Promise.all([connect(), startSite(program)]);
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });
  afterEach(async () => {
    for (const map of opened.splice(0)) {
      const violations = await map.page.evaluate(() => globalThis.seatMapPage?.violations ?? []);
      expect([...map.faults, ...violations]).toEqual([]);
      await map.page.context().close();
    }
  });
  const page = async (options: BrowserContextOptions = {}): Promise<MapPage> => {
    const map = await openPage(browser, site.origin, options);
    opened.push(map);
    return map;
  };
  return {
    page,
    async map(options: PlainOptions, context: BrowserContextOptions = {}): Promise<MapPage> {
      const map = await page(context);
      await map.open(options);
      return map;
    },
  };
}
