import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { connect } from '../../../seat-map/testing/browser/connect.ts';
import { EditorPage } from './editor-page.ts';
import { type Site, startSite } from './site.ts';

export interface PageAddress {
  template?: 'club' | 'theatre' | 'arena';
  language?: 'ko';
  /** The page where places are taken off sale. */
  block?: '1';
}

/** Gives the tests of a file pages with the editor. After each test no page may have thrown anything. */
export function useEditorPages() {
  let browser: Browser;
  let site: Site;
  const opened: EditorPage[] = [];
  beforeAll(async () => {
    [browser, site] = await Promise.all([connect(), startSite()]);
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });
  afterEach(async () => {
    for (const editor of opened.splice(0)) {
      const violations = await editor.page.evaluate(() => editorPage.violations);
      expect([...editor.faults, ...violations]).toEqual([]);
      await editor.page.context().close();
    }
  });
  return async (
    address: PageAddress = {},
    options: BrowserContextOptions = {},
  ): Promise<EditorPage> => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      ...options,
    });
    const page = await context.newPage();
    const editor = new EditorPage(page);
    opened.push(editor);
    await page.goto(`${site.origin}/?${new URLSearchParams({ ...address })}`);
    await page.waitForSelector('.ce');
    await page.evaluate(() => document.fonts.ready);
    return editor;
  };
}
