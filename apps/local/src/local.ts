import { migrate } from '@frontrow/database/orm';
import { seedDemo } from '@frontrow/database/seeds/demo';
import { secretsFor } from '@frontrow/settings/secrets';
import type { Settings } from '@frontrow/settings/settings';
import { openMongo, openPostgres } from './databases.ts';
import { removeRunning, writeRunning } from './running-file.ts';
import type { ServiceOptions, ServiceProcess } from './service-process.ts';

export interface LocalProduct {
  urls: { server: string | null; worker: string | null };
  /** Settles with a message when a part ends by itself. */
  failed: Promise<string>;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Environment of the processes that are started. */
  env: NodeJS.ProcessEnv;
  startService(options: ServiceOptions): Promise<ServiceProcess>;
  report(message: string): void;
  /** Cancels the start: stops what has started, and rejects with the signal's reason. */
  signal: AbortSignal;
}

/**
 * Starts the whole product on this machine: databases, migrations, demo data, worker and server. Stops
 * the parts in reverse order, also when the start fails.
 */
export async function startLocal(
  settings: Settings,
  { env, startService, report, signal }: StartOptions,
): Promise<LocalProduct> {
  const stops: (() => Promise<void>)[] = [];
  const failures: Promise<string>[] = [];
  const urls: LocalProduct['urls'] = { server: null, worker: null };
  const stop = () => stopAll(stops.splice(0).reverse());
  const addPart = (
    { stop, ended }: { stop(): Promise<void>; ended: Promise<void> },
    failure: string,
  ) => {
    stops.push(stop);
    failures.push(ended.then(() => failure));
    signal.throwIfAborted();
  };
  try {
    const postgres = await openPostgres(settings, report);
    addPart({ stop: postgres.stop, ended: postgres.lost }, 'the database is lost');
    removeRunning(settings.FRONTROW_DATA);
    await migrate(postgres.url);
    signal.throwIfAborted();
    if (settings.NODE_ENV !== 'production') await seedDemo(postgres.url);
    signal.throwIfAborted();
    secretsFor(settings);
    const serviceEnv = { LOG_LEVEL: 'warn', ...env, DATABASE_URL: postgres.url };
    if (settings.FRONTROW_SERVICES.includes('worker')) {
      const mongo = await openMongo(settings, { env, report, signal });
      if (mongo) addPart({ stop: mongo.stop, ended: mongo.lost }, 'the job store is lost');
      const jobStore = mongo ? { MONGODB_URL: mongo.url } : {};
      const worker = await startService({ name: 'worker', env: { ...serviceEnv, ...jobStore } });
      addPart({ stop: worker.stop, ended: worker.exited }, 'the worker ended');
      urls.worker = worker.url;
    }
    if (settings.FRONTROW_SERVICES.includes('server')) {
      // The server does not use the job store, so it does not get its password.
      const { MONGODB_URL: _, ...serverEnv } = serviceEnv as NodeJS.ProcessEnv;
      const server = await startService({ name: 'server', env: serverEnv });
      addPart({ stop: server.stop, ended: server.exited }, 'the server ended');
      urls.server = server.url;
      stops.push(async () => removeRunning(settings.FRONTROW_DATA));
      writeRunning(settings.FRONTROW_DATA, { server: server.url });
    }
    signal.throwIfAborted();
    return { urls, failed: Promise.race(failures), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Calls all functions, also when some of them fail, and throws their errors together. */
async function stopAll(stops: (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const stop of stops) await stop().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join('; '));
}
