import { migrate } from '@frontrow/database/orm';
import { seedDemo } from '@frontrow/database/seeds/demo';
import { secretsFor } from '@frontrow/settings/secrets';
import type { Settings } from '@frontrow/settings/settings';
import { openDatabase } from './database.ts';
import { removeRunning, writeRunning } from './running-file.ts';
import { supervise } from './supervised.ts';

export interface Local {
  urls: { server: string | null };
  /** Settles when a part of it ended by itself. */
  failed: Promise<string>;
  stop(): Promise<void>;
}

export interface Starting {
  /** Of the processes that it starts. */
  env: NodeJS.ProcessEnv;
  say(message: string): void;
  /** Gives the start up: what was started is stopped, and the start rejects with the reason. */
  givenUp: AbortSignal;
}

/**
 * Everything on one machine: the database, its schema, the demo's data, and the processes of the
 * product. What was started is stopped again in reverse order, also when the start fails.
 */
export async function startLocal(
  settings: Settings,
  { env, say, givenUp }: Starting,
): Promise<Local> {
  const started: (() => Promise<void>)[] = [];
  const stop = () => stopAll(started.splice(0).reverse());
  try {
    const database = await openDatabase(settings, say);
    started.push(database.stop);
    removeRunning(settings.FRONTROW_DATA);
    givenUp.throwIfAborted();
    await migrate(database.url);
    givenUp.throwIfAborted();
    if (settings.NODE_ENV !== 'production') await seedDemo(database.url);
    givenUp.throwIfAborted();
    secretsFor(settings);
    const failures = [database.lost.then(() => 'the database is lost')];
    let url: string | null = null;
    if (settings.FRONTROW_SERVICES.includes('server')) {
      const serverEnv = { LOG_LEVEL: 'warn', ...env, DATABASE_URL: database.url };
      const server = await supervise('@frontrow/server/main', serverEnv);
      started.push(server.stop);
      failures.push(server.exited.then(() => 'the server ended'));
      url = server.url;
      started.push(async () => removeRunning(settings.FRONTROW_DATA));
      writeRunning(settings.FRONTROW_DATA, { server: url });
    }
    givenUp.throwIfAborted();
    return { urls: { server: url }, failed: Promise.race(failures), stop };
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
