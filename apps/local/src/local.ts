import { prepareDatabase } from '@frontrow/database/prepare-database';
import { seedDemo } from '@frontrow/database/seeds/demo';
import { secretsFor } from '@frontrow/settings/secrets';
import type { Service, Settings } from '@frontrow/settings/settings';
import { openMongo, openPostgres, type PostgresDatabase, storedIn } from './databases.ts';
import { firstFreePort } from './free-port.ts';
import { keepPort, openPages } from './pages.ts';
import { removeRunning, writeRunning } from './running-file.ts';
import { type AddService, addServers } from './servers.ts';
import {
  envOfSamePorts,
  type ServiceOptions,
  type ServiceProcess,
  type ServiceUrls,
} from './service-process.ts';
import { startWhenThereIsSpace } from './supervision/back-off.ts';
import { watchDisks } from './supervision/disk-watch.ts';
import { type Supervised, supervise } from './supervision/supervisor.ts';

export interface LocalProduct {
  urls: Record<Service, ServiceUrls | null>;
  /** Those of the other servers, which share the address of the first one. */
  otherServers: ServiceUrls[];
  /** Settles with a message when a part is given up, which died again and again. */
  failed: Promise<string>;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Environment of the processes that are started. */
  env: NodeJS.ProcessEnv;
  startService(options: ServiceOptions): Promise<ServiceProcess>;
  report(message: string): void;
  /** False: the pages are served from their sources. Default: they are built first. */
  buildsPages?: boolean | undefined;
  /** Cancels the start: stops what has started, and rejects with the signal's reason. */
  signal: AbortSignal;
}

/**
 * Starts the whole product on this machine: databases, migrations, demo data, worker, server and pages. A part
 * that ends is started again. Stops the parts in reverse order, also when the start fails.
 */
export async function startLocal(
  settings: Settings,
  { env, startService, report, buildsPages = true, signal }: StartOptions,
): Promise<LocalProduct> {
  const stops: (() => Promise<void>)[] = [];
  const failures: Promise<string>[] = [];
  const urls: LocalProduct['urls'] = {
    ...{ server: null, worker: null, storefront: null, console: null },
  };
  let otherServers: ServiceUrls[] = [];
  const stop = () => stopAll(stops.splice(0).reverse());
  const addPart = ({ stop, lost }: Supervised) => {
    stops.push(stop);
    failures.push(lost);
    signal.throwIfAborted();
  };
  /** Starts a service, and keeps it at the ports that it got. Returns its URLs. */
  const addService: AddService = async ({ name, label = name, env }) => {
    const { DRAIN_SECONDS: drainSeconds } = settings;
    const first = await startService({ name, env, drainSeconds });
    const again = envOfSamePorts({ name, env }, first);
    const restart = (signal: AbortSignal) =>
      startService({ name, env: again, drainSeconds, signal });
    addPart(supervise({ name: `The ${label}`, first, restart, report }));
    return first;
  };
  // Building the pages takes longer than all the rest, so it begins first.
  const pages = await openPages(settings, { env, isBuilt: buildsPages, signal });
  try {
    const postgres = await openPostgres(settings, { env, report, signal });
    addPart(postgres);
    removeRunning(settings.FRONTROW_DATA);
    const endDiskWatch = watchDisks(storedIn(settings), report);
    stops.push(async () => endDiskWatch());
    const warning = await prepare(postgres, settings, { report, signal });
    if (warning) report(warning);
    signal.throwIfAborted();
    // Server and worker get only the role that reads and writes tables.
    const { FRONTROW_OWNER_URL: _owner, ...rest } = env;
    const serviceEnv = { LOG_LEVEL: 'warn', ...rest, DATABASE_URL: postgres.appUrl };
    if (settings.FRONTROW_SERVICES.includes('worker')) {
      const mongo = await openMongo(settings, { env, report, signal });
      if (mongo) addPart(mongo);
      const jobStore = mongo ? { MONGODB_URL: mongo.url } : {};
      const ports = await workerMetricsPort(settings);
      const workerEnv = { ...serviceEnv, ...jobStore, ...ports };
      urls.worker = await addService({ name: 'worker', env: workerEnv });
    }
    if (settings.FRONTROW_SERVICES.includes('server')) {
      // The server does not use the job store, so it does not get its password.
      const { MONGODB_URL: _, ...serverEnv } = serviceEnv as NodeJS.ProcessEnv;
      const CORS_ORIGINS = [
        ...settings.CORS_ORIGINS,
        ...pages.flatMap(({ origins }) => origins),
      ].join();
      [urls.server, ...otherServers] = await addServers(
        settings,
        { ...serverEnv, CORS_ORIGINS },
        addService,
      );
      stops.push(async () => removeRunning(settings.FRONTROW_DATA));
      writeRunning(settings.FRONTROW_DATA, { server: urls.server.url });
    }
    for (const { name, environment } of pages) {
      const started = await addService({ name, env: await environment(urls.server?.url) });
      urls[name] = started;
      keepPort(settings.FRONTROW_DATA, name, started.url);
    }
    signal.throwIfAborted();
    return { urls, otherServers, failed: Promise.race(failures), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Brings the database and the secrets to this version, and waits while there is no space for that. Returns a warning. */
const prepare = (
  postgres: PostgresDatabase,
  settings: Settings,
  { report, signal }: Pick<StartOptions, 'report' | 'signal'>,
): Promise<string | null> =>
  startWhenThereIsSpace(
    async () => {
      const { warning } = await prepareDatabase(postgres);
      signal.throwIfAborted();
      if (settings.NODE_ENV !== 'production') await seedDemo(postgres.appUrl);
      signal.throwIfAborted();
      secretsFor(settings);
      return warning;
    },
    { name: 'The database', folder: settings.FRONTROW_DATA, report, signal },
  );

/** METRICS_PORT itself is the server's; the worker gets the next free one. */
async function workerMetricsPort({
  METRICS_HOST,
  METRICS_PORT,
}: Settings): Promise<NodeJS.ProcessEnv> {
  if (!METRICS_PORT) return {};
  return { METRICS_PORT: String(await firstFreePort(METRICS_HOST, METRICS_PORT + 1)) };
}

/** Calls all functions, also when some of them fail, and throws their errors together. */
async function stopAll(stops: (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const stop of stops) await stop().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join('; '));
}
