import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@frontrow/domain/kernel/logger';

export interface Loop {
  /** Done when the last round is over. */
  stop(): Promise<void>;
}

const REMINDER_MILLISECONDS = 60_000;

/**
 * Does something again and again, a period after it was done. A failure is said once, and again when
 * it is another or goes on for a minute, not every round: while the database is away the probes and
 * the calls tell.
 */
export function startLoop(
  log: Logger,
  { name, milliseconds }: { name: string; milliseconds: number },
  round: () => Promise<unknown>,
): Loop {
  const stopping = new AbortController();
  let failure: { message: string; saidAt: number } | null = null;
  const complain = (error: unknown) => {
    const message = String(error);
    const said = failure?.message === message ? failure.saidAt : Number.NEGATIVE_INFINITY;
    if (performance.now() - said < REMINDER_MILLISECONDS) return;
    failure = { message, saidAt: performance.now() };
    log.warn({ err: error, loop: name }, 'fails; trying on');
  };
  const guarded = async () => {
    try {
      await round();
      if (failure) log.info({ loop: name }, 'goes on');
      failure = null;
    } catch (error) {
      complain(error);
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
