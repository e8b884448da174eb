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

/**
 * Everything on one machine: the database, its schema, the demo's data, and the processes of the
 * product. What was started is stopped again in reverse order, also when the start fails.
 */
export async function startLocal(
  settings: Settings,
  env: NodeJS.ProcessEnv,
  say: (message: string) => void,
): Promise<Local> {
  const started: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const stopOne of started.splice(0).reverse()) await stopOne();
  };
  try {
    const database = await openDatabase(settings, say);
    started.push(database.stop);
    await migrate(database.url);
    if (settings.NODE_ENV !== 'production') await seedDemo(database.url);
    secretsFor(settings);
    const failures = [database.lost.then(() => 'the database is lost')];
    let url: string | null = null;
    if (settings.FRONTROW_SERVICES.includes('server')) {
      const serverEnv = { LOG_LEVEL: 'warn', ...env, DATABASE_URL: database.url };
      const server = await supervise('@frontrow/server/main', serverEnv);
      started.push(server.stop);
      failures.push(server.exited.then(() => 'the server ended'));
      url = server.url;
      writeRunning(settings.FRONTROW_DATA, { server: url });
      started.push(async () => removeRunning(settings.FRONTROW_DATA));
    }
    return { urls: { server: url }, failed: Promise.race(failures), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
