import { createBoundedServer } from '@frontrow/process/http/bounded-server';
import { listen } from '@frontrow/process/listen';
import type { Started } from '@frontrow/process/run';
import type { StorefrontSettings } from '@frontrow/settings/storefront';
import { siteFolder } from '../build/site-folder.ts';
import { createSite } from './site.ts';
import { stopServing } from './stop-serving.ts';

/**
 * Serves the storefront's pages.
 *
 * @throws SettingsError if the address is taken or is not one of this machine
 */
export async function startStorefront(settings: StorefrontSettings): Promise<Started> {
  const folder = settings.STOREFRONT_SITE ?? (await siteFolder());
  const {
    API_URL: apiUrl,
    TRUST_PROXY: trustedProxies,
    HOST: host,
    STOREFRONT_PORT: port,
  } = settings;
  const server = createBoundedServer(createSite({ folder, apiUrl, trustedProxies }));
  server.keepAliveTimeout = 65_000;
  const url = await listen(server, { host, port, from: 'HOST, STOREFRONT_PORT' });
  return {
    url,
    metricsUrl: null,
    stop: () => stopServing(server),
  };
}
