import { type CDPSession, chromium, type Page } from 'playwright-core';
import { startBrowser } from '../../seat-map/testing/browser/start-browser.ts';
import type {} from '../testing/page/program.tsx';
import { startSite } from '../testing/page/site.ts';

/**
 * Prints what a frame of the editor costs with the arena of 18,004 places and with 20,004: processor time of the page's main
 * thread a frame, React and the check of the drawing included, which other load on the machine changes little. It asserts
 * nothing.
 */
const STEPS = 60;
const VIEWPORT = { width: 1440, height: 900 };

const [site, server] = await Promise.all([startSite(), startBrowser()]);
const browser = await chromium.connect(server.endpoint);
try {
  for (const more of [0, 2_000]) {
    const page = await browser.newPage({ viewport: VIEWPORT, reducedMotion: 'reduce' });
    await page.goto(`${site.origin}/?template=arena`);
    await page.waitForSelector('.ce');
    await page.waitForTimeout(1_000);
    if (more > 0) await addRows(page, more);
    const places = await page.locator('.ce-faults > span').textContent();
    console.log(
      `${places}, ${VIEWPORT.width} x ${VIEWPORT.height}: main thread ms a frame (of it drawing)`,
    );
    const box = await page.getByRole('application').boundingBox();
    if (!box) throw new Error('There is no drawing');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await report(page, 'move the sheet', async () => {
      await page.getByRole('button', { name: 'Move the sheet' }).click();
      await drag(page, [x, y + 200], STEPS);
      await page.getByRole('button', { name: 'Select', exact: true }).click();
    });
    await page.getByRole('button', { name: 'Show all' }).click();
    await report(page, 'zoom', async () => {
      await page.mouse.move(x, y);
      for (let step = 0; step < STEPS; step++) {
        await page.mouse.wheel(0, step < STEPS / 2 ? -60 : 60);
        await frame(page);
      }
    });
    await page.getByRole('button', { name: 'Show all' }).click();
    await page
      .getByRole('region', { name: 'Sections' })
      .getByText('Floor E', { exact: true })
      .click();
    await report(page, 'drag one section', () => drag(page, [x, y + 40], STEPS));
    await page.getByRole('application').focus();
    await page.keyboard.press('Control+a');
    await report(page, 'drag all sections', () => drag(page, [x, y + 40], STEPS));
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
  site.close();
}

/** Adds a block below the arena with at least so many seats. */
async function addRows(page: Page, seats: number): Promise<void> {
  await page.getByRole('button', { name: 'Rows', exact: true }).press('Enter');
  for (const [label, value] of [
    ['Rows', seats / 100],
    ['Seats in first row', 100],
    ['Seat spacing', 40],
    ['Row spacing', 10],
    ['Middle, x', 3_200],
    ['First row, y', 200],
  ] as const) {
    const field = page.getByLabel(label, { exact: true }).and(page.locator('input'));
    await field.fill(String(value));
    await field.blur();
  }
}

async function drag(page: Page, [x, y]: [number, number], steps: number): Promise<void> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 0; step < steps; step++) {
    await page.mouse.move(x + 2 * (step + 1), y - (step + 1));
    await frame(page);
  }
  await page.mouse.up();
}

function frame(page: Page): Promise<unknown> {
  return page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0))),
  );
}

async function report(page: Page, what: string, act: () => Promise<void>): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.evaluate(() => {
    editorPage.frames.length = 0;
  });
  const before = await threadTime(session);
  await act();
  const thread = (await threadTime(session)) - before;
  const frames = await page.evaluate(() => editorPage.frames);
  const drawing = frames.reduce((sum, milliseconds) => sum + milliseconds, 0) / frames.length;
  await session.detach();
  const figures = `${(thread / STEPS).toFixed(1).padStart(6)} (${drawing.toFixed(1)})`;
  console.log(`  ${what.padEnd(20)}${figures}, ${frames.length} frames`);
}

async function threadTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000;
}
