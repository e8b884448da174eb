import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSite } from '@frontrow/pages/server/site.ts';
import { siteFolder } from '@frontrow/storefront/build/site-folder';
import { siteOf } from '@frontrow/storefront/server/site';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { connect } from '../../../packages/seat-map/testing/browser/connect.ts';
import { openSale, type Sale } from '../sale/sale.ts';

export interface Storefront {
  sale: Sale;
  /** The address of its pages. */
  url: string;
  /** Opens a page of its own, as a visitor with another device would; at a phone's size unless said. */
  visit(options?: BrowserContextOptions): Promise<Page>;
  /** Closes the pages of all visitors so far. An open page goes on to poll and to draw. */
  closeVisits(): Promise<void>;
  /** What went wrong in all pages so far: uncaught errors, and what the browser refused to load or run. */
  faults: string[];
  /** The folder of the built pages. */
  folder: string;
  /** Serves the pages of that folder from now on; null: answers nothing. */
  serve(folder: string | null): void;
  /** Answers requests for such paths so many milliseconds later from now on. */
  delay(path: RegExp, milliseconds: number): void;
  close(): Promise<void>;
}

const PHONE: BrowserContextOptions = {
  ...{ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  ...{ locale: 'en', timezoneId: 'Asia/Seoul' },
};

/** The limit of a wait in a page, in milliseconds: a busy machine takes ten times as long as an idle one. */
const WAIT_MILLISECONDS = 30_000;

/**
 * Starts a server with a database of its own and the built storefront before it, for the browser of the test run.
 *
 * @param env settings of the server
 * @param open opens the sale, instead of a usual one
 * @param through what stands between browsers and the server: given the server's address, returns the one that pages use
 */
export async function openStorefront<Opened extends Sale = Sale>(
  env: Record<string, string> = {},
  open: (env: Record<string, string>) => Promise<Opened> = openSale as never,
  through: (apiUrl: string) => Promise<string> = async (apiUrl) => apiUrl,
): Promise<Storefront & { sale: Opened }> {
  const folder = await siteFolder();
  // The server lets in the site's origin, and the site names the server: the site's port comes first.
  let answer: RequestListener = (_, res) => res.writeHead(503).end();
  let late: { path: RegExp; milliseconds: number } | undefined;
  const server = createServer((req, res) => {
    if (late?.path.test(req.url ?? '')) setTimeout(() => answer(req, res), late.milliseconds);
    else answer(req, res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sale = await open({ CORS_ORIGINS: url, ...env });
  const apiUrl = await through(sale.live.server.url);
  const serve = (folder: string | null) => {
    answer = folder
      ? createSite(siteOf({ folder, apiUrl, trustedProxies: 0 }))
      : (req) => req.socket.destroy();
  };
  serve(folder);
  const browser = await connect();
  const faults: string[] = [];
  const visits: BrowserContext[] = [];
  return {
    ...{ sale, url, faults, folder, serve },
    delay(path, milliseconds) {
      late = { path, milliseconds };
    },
    async visit(options = {}) {
      const context = await browser.newContext({ ...PHONE, baseURL: url, ...options });
      visits.push(context);
      context.setDefaultTimeout(WAIT_MILLISECONDS);
      context.on('weberror', (error) => faults.push(String(error.error())));
      context.on('console', (message) => {
        if (/content security policy/i.test(message.text())) faults.push(message.text());
      });
      return context.newPage();
    },
    async closeVisits() {
      await Promise.all(visits.splice(0).map((context) => context.close()));
    },
    async close() {
      await browser.close();
      await sale.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
