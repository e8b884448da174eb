import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** What a state of a page says in Korean. */
export type Korean = string | RegExp;

/**
 * Looks at the state that a page is in: axe finds nothing in it, as the visitor has it, and in the dark and in Korean.
 * The page must say these words in Korean, so that the state is the same one. Afterwards it is as it was.
 */
export async function look(page: Page, ...korean: [Korean, ...Korean[]]): Promise<void> {
  const found = await faultsOf(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('button', { name: '한국어로 보기' }).click();
  for (const words of korean) await page.getByText(words).first().waitFor();
  const foundInTheDark = await faultsOf(page);
  await page.emulateMedia({ colorScheme: null });
  await page.getByRole('button', { name: 'Read in English' }).click();
  await page.getByRole('button', { name: '한국어로 보기' }).waitFor();
  expect([...found, ...foundInTheDark], `${korean[0]}`).toEqual([]);
}

/** The same in light and dark alone, for a state that another language would end. */
export async function lookAsItIs(page: Page): Promise<void> {
  const found = await faultsOf(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  found.push(...(await faultsOf(page)));
  await page.emulateMedia({ colorScheme: null });
  expect(found).toEqual([]);
}

/** axe in the page itself, loaded once a document: its runner for Playwright took 3 s a run on a busy machine, this 0.4 s. */
const RUN = `axe.run(document, { resultTypes: ['violations'] })`;
/** A colour on its way to another one is no fault. */
const TRANSITIONS_OVER = `Promise.allSettled(document.getAnimations()
  .filter((one) => one instanceof CSSTransition).map((one) => one.finished)).then(() => {})`;

/** What axe finds wrong on the page, in words. */
export async function faultsOf(page: Page): Promise<string[]> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe.source);
  await page.evaluate(TRANSITIONS_OVER);
  const { violations } = (await page.evaluate(RUN)) as AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
