import { createServer as createHttpServer } from 'node:http';
import { type Address, listen } from '@frontrow/process/listen';
import type { Started } from '@frontrow/process/run';
import { createServer } from 'vite';
import { pageSettings } from '../build/page-settings.ts';

export interface SourcesOptions {
  configFile: string;
  /** Where browsers reach the API. */
  apiUrl: string;
}

/** Serves the pages of an app from their sources, for `pnpm dev`: a change shows in the open page. */
export async function serveSources(
  { configFile, apiUrl }: SourcesOptions,
  address: Address,
): Promise<Started> {
  const server = createHttpServer((req, res) => vite.middlewares(req, res));
  const vite = await createServer({
    configFile,
    logLevel: 'warn',
    plugins: [pageSettings({ apiUrl })],
    server: { middlewareMode: true, hmr: { server } },
  });
  const url = await listen(server, address);
  return {
    url,
    metricsUrl: null,
    async stop() {
      await vite.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
