import { fileURLToPath } from 'node:url';
import { serveSources } from '@frontrow/pages/server/serve-sources.ts';
import { runProcess } from '@frontrow/process/run';
import { parseStorefrontSettings } from '@frontrow/settings/pages';

const configFile = fileURLToPath(new URL('../../vite.config.ts', import.meta.url));

/** Serves the pages from their sources, for `pnpm dev`. */
await runProcess(
  { name: 'storefront', parse: parseStorefrontSettings },
  process.env,
  ({ HOST: host, STOREFRONT_PORT: port, API_URL: apiUrl }) =>
    serveSources({ configFile, apiUrl }, { host, port, from: 'HOST, STOREFRONT_PORT' }),
);
