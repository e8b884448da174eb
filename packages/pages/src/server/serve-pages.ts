import { createBoundedServer } from '@frontrow/process/http/bounded-server';
import { type Address, listen } from '@frontrow/process/listen';
import type { Started } from '@frontrow/process/run';
import { createSite, type SiteOptions } from './site.ts';
import { stopServing } from './stop-serving.ts';

/**
 * Serves the built pages of an app.
 *
 * @throws SettingsError if the address is taken or is not one of this machine
 */
export async function servePages(site: SiteOptions, address: Address): Promise<Started> {
  const server = createBoundedServer(createSite(site));
  server.keepAliveTimeout = 65_000;
  const url = await listen(server, address);
  return {
    url,
    metricsUrl: null,
    stop: () => stopServing(server),
  };
}
