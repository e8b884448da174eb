import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@frontrow/domain/kernel/logger';

export interface Loop {
  /** Starts no further run, and resolves when the current one is done. */
  stop(): Promise<void>;
}

const REPEAT_LOG_MILLISECONDS = 60_000;

/**
 * Runs a function repeatedly, with a pause after each run. A failure is logged when it is the first,
 * differs from the last one, or has not been logged for a minute. Logging every run would flood the log
 * while the database is down.
 */
export function startLoop(
  log: Logger,
  { name, milliseconds }: { name: string; milliseconds: number | (() => number) },
  task: () => Promise<unknown>,
): Loop {
  const stopping = new AbortController();
  let failure: { message: string; loggedAt: number } | null = null;
  const logFailure = (error: unknown) => {
    const message = String(error);
    const loggedAt = failure?.message === message ? failure.loggedAt : Number.NEGATIVE_INFINITY;
    if (performance.now() - loggedAt < REPEAT_LOG_MILLISECONDS) return;
    failure = { message, loggedAt: performance.now() };
    log.warn({ err: error, loop: name }, 'failed; retrying');
  };
  const runOnce = async () => {
    try {
      await task();
      if (failure) log.info({ loop: name }, 'works again');
      failure = null;
    } catch (error) {
      logFailure(error);
    }
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      await runOnce();
      const pause = typeof milliseconds === 'number' ? milliseconds : milliseconds();
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
