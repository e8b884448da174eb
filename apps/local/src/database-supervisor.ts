/** A database that ends more often than this within the time below is given up. */
const MAX_RESTARTS = 5;
const RESTART_WINDOW_MILLISECONDS = 10 * 60_000;

export interface Database {
  url: string;
  /** Settles when the database has ended and is not restarted any more. */
  lost: Promise<void>;
  stop(): Promise<void>;
}

interface RunningDatabase {
  url: string;
  exited: Promise<void>;
  stop(): Promise<void>;
}

export interface SupervisorOptions {
  /** Name for messages, such as `Postgres`. */
  name: string;
  /** The database after its first start. */
  first: RunningDatabase;
  restart(): Promise<RunningDatabase>;
  report(message: string): void;
}

/** A database that somebody else runs: it is neither watched nor stopped. */
export const externalDatabase = (url: string): Database => ({
  url,
  lost: new Promise(() => {}),
  async stop() {},
});

/**
 * Restarts an embedded database whenever it ends unexpectedly. Gives it up after 5 restarts within 10
 * minutes, after a failed restart, and when it comes back at another URL, which its clients do not know.
 */
export function superviseDatabase({ name, first, restart, report }: SupervisorOptions): Database {
  let running = first;
  const { url } = running;
  let stopping = false;
  let restarts: number[] = [];

  const supervise = async () => {
    while (running.url === url) {
      await running.exited;
      if (stopping) return;
      const windowStart = Date.now() - RESTART_WINDOW_MILLISECONDS;
      restarts = [...restarts, Date.now()].filter((at) => at > windowStart);
      if (restarts.length > MAX_RESTARTS) return;
      report(`${name} ended unexpectedly; starting it again`);
      await running.stop();
      running = await restart();
      // `stop` was called during the restart, when there was no database to stop.
      if (stopping) return running.stop();
    }
    report(`${name} could only come back at another address`);
  };
  const supervised = supervise().catch((error: unknown) =>
    report(`${name} did not come back: ${error}`),
  );
  return {
    url,
    lost: supervised.then(() => (stopping ? new Promise(() => {}) : undefined)),
    async stop() {
      stopping = true;
      await running.stop();
      await supervised;
    },
  };
}
