import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFrontrowClient } from '@frontrow/sdk';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchChromium } from '../testing/browser/chromium.ts';
import { installTools } from '../testing/consumers/tools/install-tools.ts';
import { prepareScenes, type Scene } from './scenes.ts';

/**
 * Draws every page of a running storefront: `node e2e/pictures/main.ts <its url> <folder> [all] [scene…]`. Without
 * `all` four variants of each page. Start the product with RATE_LIMIT=off: it is made to look busy.
 */
const [url = '', folder = '', ...rest] = process.argv.slice(2);
const isAll = rest[0] === 'all';
const wanted = isAll ? rest.slice(1) : rest;

interface Variant {
  width: number;
  scheme: 'light' | 'dark';
  language: 'en' | 'ko';
}

const WIDTHS = [390, 820, 1440];
const VARIANTS: Variant[] = isAll
  ? WIDTHS.flatMap((width) =>
      (['light', 'dark'] as const).flatMap((scheme) =>
        (['en', 'ko'] as const).map((language) => ({ width, scheme, language })),
      ),
    )
  : [
      { width: 390, scheme: 'light', language: 'en' },
      { width: 390, scheme: 'dark', language: 'ko' },
      { width: 820, scheme: 'dark', language: 'en' },
      { width: 1440, scheme: 'light', language: 'en' },
    ];
/** Time for fonts and the last answers to come, after the page's own sign that it is ready. */
const SETTLE_MILLISECONDS = 400;

const page = await fetch(url);
const apiUrl = /name="frontrow-api" content="([^"]+)"/.exec(await page.text())?.[1] ?? '';
const anonymous = createFrontrowClient({ url: apiUrl, auth: null });
const signIn = (name: string, role?: 'operator') =>
  anonymous.session.devSignIn.mutate({ name, ...(role ? { role } : {}) });

const absence = await installTools(process.env.npm_execpath);
if (absence !== null) throw new Error(`the tools of e2e/consumers/tools: ${absence}`);
const unpacked = join(tmpdir(), `frontrow-pictures-${process.pid}`);
mkdirSync(folder, { recursive: true });
const browser = await launchChromium(unpacked);
try {
  for (const scene of await prepareScenes({ apiUrl, signIn })) {
    if (wanted.length > 0 && !wanted.includes(scene.name)) continue;
    for (const width of WIDTHS) await drawAt(browser, scene, width);
    process.stdout.write(`${scene.name}\n`);
  }
} finally {
  await browser.close();
  rmSync(unpacked, { recursive: true, force: true });
}

async function drawAt(browser: Browser, scene: Scene, width: number): Promise<void> {
  const variants = VARIANTS.filter((variant) => variant.width === width);
  for (const { scheme, language } of variants) {
    const context = await browser.newContext({
      ...{ baseURL: url, colorScheme: scheme, locale: language, timezoneId: 'Asia/Seoul' },
      viewport: { width, height: width === 390 ? 844 : 1000 },
      ...(width === 390 ? { isMobile: true, hasTouch: true } : {}),
    });
    await giveSignIn(context, scene);
    const page = await context.newPage();
    await page.goto(scene.path);
    await scene.act?.(page, language);
    await page.waitForTimeout(SETTLE_MILLISECONDS);
    await page.evaluate('document.fonts.ready');
    const path = join(folder, `${scene.name}-${width}-${scheme}-${language}.png`);
    await page.screenshot({ path, fullPage: !scene.isScreen, animations: 'disabled' });
    await context.close();
  }
}

async function giveSignIn(context: BrowserContext, { user }: Scene): Promise<void> {
  if (!user) return;
  const text = JSON.stringify(user);
  await context.addInitScript(`localStorage.setItem('frontrow.sign-in', ${JSON.stringify(text)})`);
}
