import { mkdirSync } from 'node:fs';
import { launch } from './launch.ts';

/**
 * Opens a page in a browser, calls its global function `journey` with an input, and prints the result as JSON.
 * Exits with code 77 if there is no browser. A process of its own, because it sets TMPDIR.
 *
 * The Chromium package unpacks itself to the folder, which takes 3 s of processor time: a later call with
 * the same folder finds it there. The caller removes the folder.
 */
const [folder = '', url = '', input = ''] = process.argv.slice(2);
const NO_BROWSER = 77;

mkdirSync(folder, { recursive: true });
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
}
