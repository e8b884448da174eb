import { once, serveOnDemand } from '@frontrow/embedded/testing/run/on-demand';
import type { TestProject } from 'vitest/node';
import { type BrowserServer, startBrowser } from './start-browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address where connect.ts requests the browser. */
    browserOnDemand: string;
  }
}

/** Starts one Chromium for all test files, when the first of them requests it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started: BrowserServer[] = [];
  const server = await serveOnDemand({
    browser: once(async () => {
      const browser = await startBrowser();
      started.push(browser);
      return browser.endpoint;
    }),
  });
  project.provide('browserOnDemand', server.url);
  return async () => {
    await server.close();
    for (const browser of started) await browser.close();
  };
}
