import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { siteFolder } from '@frontrow/console/build/site-folder';
import { siteOf } from '@frontrow/console/server/site';
import { temporaryFolder } from '@frontrow/embedded/testing/process/temporary-folder';
import { createSite } from '@frontrow/pages/server/site.ts';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { connect } from '../../../packages/seat-map/testing/browser/connect.ts';
import { launchChromium } from '../browser/chromium.ts';
import { openSale, type Sale } from '../sale/sale.ts';

export interface Console {
  sale: Sale;
  /** The address of its pages. */
  url: string;
  /** Opens a page of its own, as another device would; at a desk's size unless said. */
  visit(options?: BrowserContextOptions): Promise<Page>;
  /** The same, signed in by name with that role, at an address of the console. */
  enter(path: string, who?: { name: string; role: 'operator' | 'door' }): Promise<Page>;
  /** Closes all pages so far. An open page goes on to poll and to draw. */
  closeVisits(): Promise<void>;
  /** What went wrong in all pages so far: uncaught errors, and what the browser refused to load or run. */
  faults: string[];
  close(): Promise<void>;
}

const DESK: BrowserContextOptions = {
  ...{ viewport: { width: 1_440, height: 900 }, locale: 'en', timezoneId: 'Asia/Seoul' },
};

/** The limit of a wait in a page, in milliseconds: a busy machine takes ten times as long as an idle one. */
const WAIT_MILLISECONDS = 30_000;

/**
 * Starts a server with a database of its own and the built console before it, for the browser of the test run.
 *
 * @param more arguments that a browser of its own is started with
 */
export async function openConsole(more: string[] = []): Promise<Console> {
  const folder = await siteFolder();
  // The server lets in the site's origin, and the site names the server: the site's port comes first.
  let answer: RequestListener = (_, res) => res.writeHead(503).end();
  const server = createServer((req, res) => answer(req, res));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sale = await openSale({ CORS_ORIGINS: url });
  answer = createSite(siteOf({ folder, apiUrl: sale.live.server.url, trustedProxies: 0 }));
  const { browser, close } = more.length > 0 ? await launched(more) : await shared();
  const visits: BrowserContext[] = [];
  const faults: string[] = [];
  const visit = async (options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ ...DESK, baseURL: url, ...options });
    visits.push(context);
    context.setDefaultTimeout(WAIT_MILLISECONDS);
    context.on('weberror', (error) => faults.push(String(error.error())));
    context.on('console', (message) => {
      if (/content security policy/i.test(message.text())) faults.push(message.text());
    });
    return context.newPage();
  };
  return {
    ...{ sale, url, faults, visit },
    async enter(path, { name, role } = { name: 'operator', role: 'operator' }) {
      const page = await visit();
      await page.goto(path);
      await signIn(page, name, role);
      return page;
    },
    async closeVisits() {
      await Promise.all(visits.splice(0).map((context) => context.close()));
    },
    async close() {
      await close();
      await sale.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function shared(): Promise<{ browser: Browser; close(): Promise<void> }> {
  const browser = await connect();
  return { browser, close: () => browser.close() };
}

async function launched(more: string[]): Promise<{ browser: Browser; close(): Promise<void> }> {
  const unpacked = temporaryFolder('chromium');
  const browser = await launchChromium(unpacked, more);
  const close = async () => {
    await browser.close();
    rmSync(unpacked, { recursive: true, force: true });
  };
  return { browser, close };
}

/** Signs in by name on the page that asks for it, and waits until it has gone on. */
export async function signIn(page: Page, name: string, role: 'operator' | 'door'): Promise<void> {
  await page.getByText('By name, on a trial').click();
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Role').selectOption(role);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}
