import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTING_NAMES, type Settings } from '@frontrow/settings/settings';
import { STOREFRONT_SETTINGS } from '@frontrow/settings/storefront';
import { siteFolder } from '@frontrow/storefront/build/site-folder';
import { anyFreePort, firstFreePort } from './free-port.ts';

export interface Pages {
  /** The origins of the pages, which the server has to let in. */
  origins: string[];
  /** Waits for the build. The environment of the process that serves the pages; null where they are not served. */
  environment(serverUrl: string | undefined): Promise<NodeJS.ProcessEnv | null>;
}

export interface OpenPagesOptions {
  env: NodeJS.ProcessEnv;
  /** Whether the pages are built; else they are served from their sources. */
  isBuilt: boolean;
  signal: AbortSignal;
}

const KEPT = [...STOREFRONT_SETTINGS, 'FRONTROW_DATA'];
const LOOPBACK = ['127.0.0.1', 'localhost'];

/**
 * Begins to build the storefront's pages where their sources have changed, and finds a port for them: that of the
 * last start, if it is free.
 */
export async function openPages(
  settings: Settings,
  { env, isBuilt, signal }: OpenPagesOptions,
): Promise<Pages> {
  if (!settings.FRONTROW_SERVICES.includes('storefront')) {
    return { origins: [], environment: async () => null };
  }
  const { STOREFRONT_SITE, HOST } = settings;
  const needsBuild = isBuilt && !STOREFRONT_SITE;
  const site = needsBuild ? siteFolder(signal) : Promise.resolve(STOREFRONT_SITE);
  // It is awaited later.
  site.catch(() => {});
  const port = await portOf(settings);
  const hosts = LOOPBACK.includes(HOST) ? LOOPBACK : [...LOOPBACK, HOST];
  return {
    origins: hosts.map((host) => `http://${host.includes(':') ? `[${host}]` : host}:${port}`),
    environment: async (serverUrl) => ({
      LOG_LEVEL: 'warn',
      ...withoutOthersSettings(env),
      ...{ STOREFRONT_PORT: String(port), STOREFRONT_SITE: await site },
      ...(settings.API_URL || !serverUrl ? {} : { API_URL: serverUrl }),
    }),
  };
}

/** No secret and no address of a database; the data folder tells whose process it is. */
const withoutOthersSettings = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !SETTING_NAMES.includes(name) || KEPT.includes(name)),
  );

async function portOf({ STOREFRONT_PORT, HOST, FRONTROW_DATA }: Settings): Promise<number> {
  if (STOREFRONT_PORT !== 0) return STOREFRONT_PORT;
  const { storefront: last } = readPorts(FRONTROW_DATA);
  if (last !== undefined && (await firstFreePort(HOST, last)) === last) return last;
  return anyFreePort(HOST);
}

/** The ports of the last start, by service. */
type Ports = Partial<Record<'storefront', number>>;

const portsFile = (folder: string) => join(folder, 'ports.json');

function readPorts(folder: string): Ports {
  try {
    return JSON.parse(readFileSync(portsFile(folder), 'utf8')) as Ports;
  } catch {
    return {};
  }
}

/** Keeps the ports for the next start. The folder has to exist. */
export const writePorts = (folder: string, ports: Ports): void =>
  writeFileSync(portsFile(folder), JSON.stringify(ports));
