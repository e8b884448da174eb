import { startEmbeddedPostgres } from '@frontrow/database/embedded';
import type { Settings } from '@frontrow/settings/settings';

const MOST_RESTARTS = 5;

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

  const keep = async () => {
    for (let restarts = 0; restarts < MOST_RESTARTS; restarts++) {
      await running.exited;
      if (stopping) return;
      say('Postgres ended unexpectedly; starting it again');
      await running.stop();
      running = await startEmbeddedPostgres({ folder });
      if (running.url !== url) return;
    }
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
