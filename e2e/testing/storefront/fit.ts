import type { Page } from 'playwright-core';

/**
 * What does not fit on the page, in words: text that ends beyond its side, or that its own box cuts, and a page that
 * is wider than the screen. What scrolls sideways by itself may be wider, and what has its whole text as a title may be cut.
 */
export const misfitsOf = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const width = document.documentElement.clientWidth;
    const found = [];
    const wide = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
    if (wide > width) found.push('the page is ' + wide + ' wide on ' + width);
    const isHidden = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const { position, width, height, visibility, clipPath } = { ...at.getBoundingClientRect().toJSON(), ...(({ position, visibility, clipPath }) => ({ position, visibility, clipPath }))(getComputedStyle(at)) };
        if (visibility === 'hidden' || (position === 'absolute' && width <= 1 && height <= 1) || clipPath.startsWith('inset(50')) return true;
      }
      return false;
    };
    const scrolls = (element) => {
      for (let at = element; at && at !== document.body; at = at.parentElement)
        if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
      return false;
    };
    for (const element of document.querySelectorAll('body *')) {
      const text = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim()).map(({ data }) => data.trim()).join(' ');
      if (!text || element.closest('svg, script, style, option') || isHidden(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(element);
      const { left, right, width: own } = range.getBoundingClientRect();
      if (own === 0) continue;
      if ((right > width + 1 || left < -1) && !scrolls(element)) found.push('beyond the side: ' + text.slice(0, 60));
      const { overflowX, overflowY } = getComputedStyle(element);
      const isCut = (overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1) || (overflowY !== 'visible' && element.scrollHeight > element.clientHeight + 1);
      if (isCut && !scrolls(element) && !element.title) found.push('cut: ' + text.slice(0, 60));
    }
    return found;
  })()`) as Promise<string[]>;
