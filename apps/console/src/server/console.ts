import { servePages } from '@frontrow/pages/server/serve-pages.ts';
import type { Started } from '@frontrow/process/run';
import type { ConsoleSettings } from '@frontrow/settings/pages';
import { siteFolder } from '../build/site-folder.ts';
import { siteOf } from './site.ts';

/**
 * Serves the console's pages. They have no data: that comes from the API, to operators alone.
 *
 * @throws SettingsError if the address is taken or is not one of this machine
 */
export async function startConsole(settings: ConsoleSettings): Promise<Started> {
  const folder = settings.CONSOLE_SITE ?? (await siteFolder());
  const { API_URL: apiUrl, TRUST_PROXY: trustedProxies, HOST: host } = settings;
  return servePages(siteOf({ folder, apiUrl, trustedProxies }), {
    ...{ host, port: settings.CONSOLE_PORT, from: 'HOST, CONSOLE_PORT' },
  });
}
