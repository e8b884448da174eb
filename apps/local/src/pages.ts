import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { siteFolder as consoleFolder } from '@frontrow/console/build/site-folder';
import { CONSOLE_SETTINGS, STOREFRONT_SETTINGS } from '@frontrow/settings/pages';
import { SETTING_NAMES, type Settings } from '@frontrow/settings/settings';
import { siteFolder as storefrontFolder } from '@frontrow/storefront/build/site-folder';
import { type ReservedPort, reservePort } from './free-port.ts';

export type PageService = 'storefront' | 'console';

/** What is particular to each of the services that serve pages. */
const SERVICES = {
  storefront: {
    ...({ port: 'STOREFRONT_PORT', site: 'STOREFRONT_SITE' } as const),
    ...{ settings: STOREFRONT_SETTINGS, siteFolder: storefrontFolder },
  },
  console: {
    ...({ port: 'CONSOLE_PORT', site: 'CONSOLE_SITE' } as const),
    ...{ settings: CONSOLE_SETTINGS, siteFolder: consoleFolder },
  },
} as const;

export interface Pages {
  name: PageService;
  /** The origins of the pages, which the server has to let in. */
  origins: string[];
  /** Waits for the build, and frees the port. The environment of the process that serves the pages. */
  environment(serverUrl: string | undefined): Promise<NodeJS.ProcessEnv>;
}

export interface OpenPagesOptions {
  env: NodeJS.ProcessEnv;
  /** Whether the pages are built; else they are served from their sources. */
  isBuilt: boolean;
  signal: AbortSignal;
}

const LOOPBACK = ['127.0.0.1', 'localhost'];

/**
 * Begins to build the pages of each service where their sources have changed, and finds ports for them: those of the
 * last start, if they are free.
 */
export async function openPages(settings: Settings, options: OpenPagesOptions): Promise<Pages[]> {
  const names = (['storefront', 'console'] as const).filter((name) =>
    settings.FRONTROW_SERVICES.includes(name),
  );
  const opened: Pages[] = [];
  for (const name of names) opened.push(await openPagesOf(name, settings, options));
  return opened;
}

async function openPagesOf(
  name: PageService,
  settings: Settings,
  { env, isBuilt, signal }: OpenPagesOptions,
): Promise<Pages> {
  const { port: portName, site: siteName, settings: kept, siteFolder } = SERVICES[name];
  const { HOST } = settings;
  const given = settings[siteName];
  const site = isBuilt && !given ? siteFolder(signal) : Promise.resolve(given);
  // It is awaited later.
  site.catch(() => {});
  const { port, release } = await portOf(name, settings);
  const hosts = LOOPBACK.includes(HOST) ? LOOPBACK : [...LOOPBACK, HOST];
  return {
    name,
    origins: hosts.map((host) => `http://${host.includes(':') ? `[${host}]` : host}:${port}`),
    environment: async (serverUrl) => {
      const folder = await site;
      await release();
      return {
        LOG_LEVEL: 'warn',
        ...withoutOthersSettings(env, kept),
        ...{ [portName]: String(port), [siteName]: folder },
        ...(settings.API_URL || !serverUrl ? {} : { API_URL: serverUrl }),
      };
    },
  };
}

/** No secret and no address of a database; the data folder tells whose process it is. */
const withoutOthersSettings = (
  env: NodeJS.ProcessEnv,
  kept: readonly string[],
): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !SETTING_NAMES.includes(name) || [...kept, 'FRONTROW_DATA'].includes(name),
    ),
  );

/** A port that was not named is kept from others until the pages are built, which takes some ten seconds. */
async function portOf(name: PageService, settings: Settings): Promise<ReservedPort> {
  const { HOST, FRONTROW_DATA } = settings;
  const wanted = settings[SERVICES[name].port];
  if (wanted !== 0) return { port: wanted, release: async () => {} };
  const last = readPorts(FRONTROW_DATA)[name] ?? 0;
  return reservePort(HOST, last).catch(() => reservePort(HOST, 0));
}

/** The ports of the last start, by service. */
type Ports = Partial<Record<PageService, number>>;

const portsFile = (folder: string) => join(folder, 'ports.json');

function readPorts(folder: string): Ports {
  try {
    return JSON.parse(readFileSync(portsFile(folder), 'utf8')) as Ports;
  } catch {
    return {};
  }
}

/** Keeps a port for the next start. The folder has to exist. */
export const keepPort = (folder: string, name: PageService, url: string): void =>
  writeFileSync(
    portsFile(folder),
    JSON.stringify({ ...readPorts(folder), [name]: Number(new URL(url).port) }),
  );
