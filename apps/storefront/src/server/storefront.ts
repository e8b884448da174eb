import { servePages } from '@frontrow/pages/server/serve-pages.ts';
import type { Started } from '@frontrow/process/run';
import type { StorefrontSettings } from '@frontrow/settings/pages';
import { siteFolder } from '../build/site-folder.ts';
import { siteOf } from './site.ts';

/**
 * Serves the storefront's pages.
 *
 * @throws SettingsError if the address is taken or is not one of this machine
 */
export async function startStorefront(settings: StorefrontSettings): Promise<Started> {
  const folder = settings.STOREFRONT_SITE ?? (await siteFolder());
  const { API_URL: apiUrl, TRUST_PROXY: trustedProxies, HOST: host } = settings;
  return servePages(siteOf({ folder, apiUrl, trustedProxies }), {
    ...{ host, port: settings.STOREFRONT_PORT, from: 'HOST, STOREFRONT_PORT' },
  });
}
