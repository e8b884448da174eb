import type { BrowserContext, Page } from 'playwright-core';

/** Something on a page that moved by itself. */
export interface Shift {
  value: number;
  /** Milliseconds since the page was opened. */
  at: number;
  /** What moved: each element with its place before and after. */
  moved: string[];
}

const COLLECT = `
  globalThis.layoutShifts = [];
  const nameOf = (node) => {
    const element = node instanceof Element ? node : node?.parentElement;
    return element ? element.tagName.toLowerCase() + ' ' + (element.textContent ?? '').trim().slice(0, 40) : 'gone';
  };
  const placeOf = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(' ');
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value, startTime, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      const moved = sources.map(({ node, previousRect, currentRect }) =>
        nameOf(node) + ': ' + placeOf(previousRect) + ' -> ' + placeOf(currentRect));
      globalThis.layoutShifts.push({ value, at: Math.round(startTime), moved });
    }
  }).observe({ type: 'layout-shift', buffered: true });`;

/** Collects the shifts of each page that the context opens from now on. */
export const collectShifts = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(COLLECT);

/**
 * What has moved on the page so far, once its answers and its fonts are there and drawn. The browser itself leaves out
 * what moves less than 3 pixels, and what a press of the visitor has just caused.
 */
export const shiftsOn = (page: Page): Promise<Shift[]> =>
  page.evaluate(`(async () => {
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
    // The font of titles is a hundred files, whose list comes after the first drawing.
    while (document.fonts.size < 90 || document.querySelector('[aria-busy=true]')) await frame();
    await frame();
    await document.fonts.ready;
    for (let n = 0; n < 3; n++) await frame();
    return globalThis.layoutShifts;
  })()`);
