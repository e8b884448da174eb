import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@frontrow/domain/kernel/logger';

export interface Loop {
  /** Done when the last round is over. */
  stop(): Promise<void>;
}

/**
 * Does something again and again, a period after it was done. A failure is said once, not every
 * round: while the database is away the probes and the calls tell.
 */
export function startLoop(
  log: Logger,
  { name, milliseconds }: { name: string; milliseconds: number },
  round: () => Promise<unknown>,
): Loop {
  const stopping = new AbortController();
  let failing = false;
  const guarded = async () => {
    try {
      await round();
      if (failing) log.info({ loop: name }, 'goes on');
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ err: error, loop: name }, 'fails; trying on');
      failing = true;
    }
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      await guarded();
      await sleep(milliseconds, undefined, { signal: stopping.signal }).catch(() => {});
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
