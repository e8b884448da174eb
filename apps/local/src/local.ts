import { migrate } from '@frontrow/database/orm';
import { seedDemo } from '@frontrow/database/seeds/demo';
import { secretsFor } from '@frontrow/settings/secrets';
import type { Settings } from '@frontrow/settings/settings';
import { openMongo, openPostgres } from './databases.ts';
import { removeRunning, writeRunning } from './running-file.ts';
import { startServiceProcess } from './service-process.ts';

export interface Local {
  urls: { server: string | null; worker: string | null };
  /** Settles when a part of it ended by itself. */
  failed: Promise<string>;
  stop(): Promise<void>;
}

export interface Starting {
  /** Of the processes that it starts. */
  env: NodeJS.ProcessEnv;
  say(message: string): void;
  /** Gives the start up: what was started is stopped, and the start rejects with the reason. */
  aborted: AbortSignal;
}

/**
 * Everything on one machine: the databases, the schema, the demo's data, and the processes of the
 * product. What was started is stopped again in reverse order, also when the start fails.
 */
export async function startLocal(
  settings: Settings,
  { env, say, aborted }: Starting,
): Promise<Local> {
  const started: (() => Promise<void>)[] = [];
  const failures: Promise<string>[] = [];
  const urls: Local['urls'] = { server: null, worker: null };
  const stop = () => stopAll(started.splice(0).reverse());
  const part = (
    { stop, gone }: { stop(): Promise<void>; gone: Promise<void> },
    failure: string,
  ) => {
    started.push(stop);
    failures.push(gone.then(() => failure));
    aborted.throwIfAborted();
  };
  try {
    const postgres = await openPostgres(settings, say);
    part({ stop: postgres.stop, gone: postgres.lost }, 'the database is lost');
    removeRunning(settings.FRONTROW_DATA);
    await migrate(postgres.url);
    aborted.throwIfAborted();
    if (settings.NODE_ENV !== 'production') await seedDemo(postgres.url);
    aborted.throwIfAborted();
    secretsFor(settings);
    const processEnv = { LOG_LEVEL: 'warn', ...env, DATABASE_URL: postgres.url };
    if (settings.FRONTROW_SERVICES.includes('worker')) {
      const mongo = await openMongo(settings, { env, say, aborted });
      if (mongo) part({ stop: mongo.stop, gone: mongo.lost }, 'the job store is lost');
      const store = mongo ? { MONGODB_URL: mongo.url } : {};
      const worker = await startServiceProcess('@frontrow/worker/main', {
        ...processEnv,
        ...store,
      });
      part({ stop: worker.stop, gone: worker.exited }, 'the worker ended');
      urls.worker = worker.url;
    }
    if (settings.FRONTROW_SERVICES.includes('server')) {
      // The server has no use for the job store, and need not see its password.
      const { MONGODB_URL: _, ...serverEnv } = processEnv as NodeJS.ProcessEnv;
      const server = await startServiceProcess('@frontrow/server/main', serverEnv);
      part({ stop: server.stop, gone: server.exited }, 'the server ended');
      urls.server = server.url;
      started.push(async () => removeRunning(settings.FRONTROW_DATA));
      writeRunning(settings.FRONTROW_DATA, { server: server.url });
    }
    aborted.throwIfAborted();
    return { urls, failed: Promise.race(failures), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One that cannot be stopped must not keep the next ones from being stopped. */
async function stopAll(stops: (() => Promise<void>)[]): Promise<void> {
  const faults: unknown[] = [];
  for (const stopOne of stops) await stopOne().catch((fault: unknown) => faults.push(fault));
  if (faults.length > 0) throw new AggregateError(faults, faults.map(String).join('; '));
}
