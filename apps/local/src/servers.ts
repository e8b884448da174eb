import { type Settings, SettingsError } from '@frontrow/settings/settings';
import { firstFreePort } from './free-port.ts';
import type { ServiceOptions, ServiceUrls } from './service-process.ts';

/** Starts a service and keeps it running. Returns its URLs. */
export type AddService = (options: ServiceOptions) => Promise<ServiceUrls>;

/**
 * Starts as many servers as FRONTROW_SERVERS says. With more than one they share PORT, and the system gives each
 * connection to one of them; so each has a port of its own for its metrics. Returns the URLs of each.
 *
 * @throws SettingsError if another program listens at PORT
 */
export async function addServers(
  settings: Settings,
  env: NodeJS.ProcessEnv,
  addService: AddService,
): Promise<[ServiceUrls, ...ServiceUrls[]]> {
  const { FRONTROW_SERVERS: count, HOST, PORT, METRICS_PORT = 0 } = settings;
  if (count === 1) return [await addService({ name: 'server', env })];
  // Another program that shares its port too would get a part of the connections.
  if (PORT !== 0 && (await firstFreePort(HOST, PORT)) !== PORT) {
    throw new SettingsError([`HOST, PORT: the address is already in use: ${HOST}:${PORT}`]);
  }
  const shared = { ...env, SHARE_PORT: 'on' };
  const add = (n: number, port: number | string, metricsPort: number) =>
    addService({
      ...{ name: 'server', label: `server ${n}` },
      env: { ...shared, PORT: String(port), METRICS_PORT: String(metricsPort) },
    });
  const first = await add(1, PORT, METRICS_PORT);
  const others: ServiceUrls[] = [];
  while (others.length < count - 1) {
    others.push(await add(others.length + 2, new URL(first.url).port, 0));
  }
  return [first, ...others];
}
