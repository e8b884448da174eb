import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from './launch.ts';

/**
 * Opens a page in a browser, calls its global function `journey` with an input, and prints the result as JSON.
 * Exits with code 77 if there is no browser. A process of its own, because it sets TMPDIR.
 */
const [url = '', input = ''] = process.argv.slice(2);
const NO_BROWSER = 77;

const folder = mkdtempSync(join(tmpdir(), 'frontrow-browser-'));
// The Chromium package unpacks itself to this folder.
process.env.TMPDIR = folder;
const browser = await launch(folder);
try {
  if (browser === null) {
    process.exitCode = NO_BROWSER;
  } else {
    const page = await browser.newPage();
    page.on('console', (message) => console.error(message.text()));
    page.on('pageerror', (error) => console.error(error));
    await page.goto(url);
    await page.waitForFunction('globalThis.journey');
    console.log(JSON.stringify(await page.evaluate(`journey(${input})`)));
  }
} finally {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
