import { startEmbeddedPostgres } from '@frontrow/embedded/postgres';
import type { Settings } from '@frontrow/settings/settings';

/** A database that ends this often within that time is not brought back by starting it again. */
const MOST_RESTARTS = 5;
const RESTARTS_MILLISECONDS = 10 * 60_000;

export interface Database {
  url: string;
  /** Settles when it is lost for good. */
  lost: Promise<void>;
  stop(): Promise<void>;
}

/** The Postgres of DATABASE_URL, or our own in the data folder, started again when it crashes. */
export async function openDatabase(
  settings: Settings,
  say: (message: string) => void,
): Promise<Database> {
  if (settings.DATABASE_URL) {
    return { url: settings.DATABASE_URL, lost: new Promise(() => {}), async stop() {} };
  }
  const folder = settings.FRONTROW_DATA;
  let running = await startEmbeddedPostgres({ folder });
  const { url } = running;
  let stopping = false;
  let restarts: number[] = [];

  const keep = async () => {
    while (running.url === url) {
      await running.exited;
      if (stopping) return;
      restarts = [...restarts, Date.now()].filter((at) => at > Date.now() - RESTARTS_MILLISECONDS);
      if (restarts.length > MOST_RESTARTS) return;
      say('Postgres ended unexpectedly; starting it again');
      await running.stop();
      running = await startEmbeddedPostgres({ folder });
      // Told to stop in the meantime, when this one was not there to be stopped.
      if (stopping) return running.stop();
    }
    say('Postgres could only come back at another address');
  };
  const kept = keep().catch((error: unknown) => say(`Postgres did not come back: ${error}`));
  return {
    url,
    lost: kept.then(() => (stopping ? new Promise(() => {}) : undefined)),
    async stop() {
      stopping = true;
      await running.stop();
      await kept;
    },
  };
}
