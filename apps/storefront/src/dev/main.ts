import { createServer as createHttpServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { listen } from '@frontrow/process/listen';
import { runProcess } from '@frontrow/process/run';
import { parseStorefrontSettings } from '@frontrow/settings/storefront';
import { createServer } from 'vite';
import { pageSettings } from '../build/page-settings.ts';

/** Serves the pages from their sources, for `pnpm dev`: a change shows in the open page. */
await runProcess(
  { name: 'storefront', parse: parseStorefrontSettings },
  process.env,
  async ({ HOST: host, STOREFRONT_PORT: port, API_URL }) => {
    const server = createHttpServer((req, res) => vite.middlewares(req, res));
    const vite = await createServer({
      configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
      logLevel: 'warn',
      plugins: [pageSettings(API_URL)],
      server: { middlewareMode: true, hmr: { server } },
    });
    const url = await listen(server, { host, port, from: 'HOST, STOREFRONT_PORT' });
    return {
      url,
      metricsUrl: null,
      async stop() {
        await vite.close();
        server.closeAllConnections();
        server.close();
      },
    };
  },
);
