/** A database that ends this often within that time is not brought back by starting it again. */
const MOST_RESTARTS = 5;
const RESTARTS_MILLISECONDS = 10 * 60_000;

export interface Database {
  url: string;
  /** Settles when it is lost for good. */
  lost: Promise<void>;
  stop(): Promise<void>;
}

interface Running {
  url: string;
  exited: Promise<void>;
  stop(): Promise<void>;
}

export interface SupervisorOptions {
  /** What it is called when something is said about it. */
  name: string;
  /** It, as it was started. */
  first: Running;
  restart(): Promise<Running>;
  say(message: string): void;
}

/** One that somebody else runs. */
export const externalDatabase = (url: string): Database => ({
  url,
  lost: new Promise(() => {}),
  async stop() {},
});

/** A database of our own, which is started again when it crashes. */
export function superviseDatabase({ name, first, restart, say }: SupervisorOptions): Database {
  let running = first;
  const { url } = running;
  let stopping = false;
  let restarts: number[] = [];

  const watch = async () => {
    while (running.url === url) {
      await running.exited;
      if (stopping) return;
      restarts = [...restarts, Date.now()].filter((at) => at > Date.now() - RESTARTS_MILLISECONDS);
      if (restarts.length > MOST_RESTARTS) return;
      say(`${name} ended unexpectedly; starting it again`);
      await running.stop();
      running = await restart();
      // Told to stop in the meantime, when this one was not there to be stopped.
      if (stopping) return running.stop();
    }
    say(`${name} could only come back at another address`);
  };
  const watched = watch().catch((error: unknown) => say(`${name} did not come back: ${error}`));
  return {
    url,
    lost: watched.then(() => (stopping ? new Promise(() => {}) : undefined)),
    async stop() {
      stopping = true;
      await running.stop();
      await watched;
    },
  };
}
