import type { Settings } from '@frontrow/settings/settings';
import { listen } from '../listen.ts';
import { createMetricsServer, type MetricsSource } from './metrics-endpoint.ts';

export interface MetricsListener {
  /** Null without METRICS_PORT: then the main port answers. */
  url: string | null;
  close(): void;
}

/**
 * Serves `/metrics` on METRICS_HOST and METRICS_PORT, if a port is set.
 *
 * @throws SettingsError when the address is in use or does not belong to this machine
 */
export async function startMetricsListener(
  { METRICS_HOST: host, METRICS_PORT: port }: Settings,
  source: MetricsSource,
): Promise<MetricsListener> {
  if (port === undefined) return { url: null, close() {} };
  const server = createMetricsServer(source);
  const url = await listen(server, { host, port, from: 'METRICS_HOST, METRICS_PORT' });
  return {
    url,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
