import { setTimeout as sleep } from 'node:timers/promises';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { admitEverywhere } from '@frontrow/domain/queue/queue.service';

/** Well under the two seconds within which a free place has to be given to the next. */
const PERIOD_MILLISECONDS = 400;

export interface Ticker {
  /** Done when the last round is over. */
  stop(): Promise<void>;
}

/**
 * Admits whoever is next, in this process, as long as it serves: no worker is needed for the queue
 * to move, and any number of servers may do it, since a queue's row lock puts them in turn.
 */
export function startAdmissions(ctx: DomainContext): Ticker {
  const stopping = new AbortController();
  const run = async () => {
    while (!stopping.signal.aborted) {
      await admitEverywhere(ctx).catch((error: unknown) => {
        ctx.log.warn({ err: error }, 'admissions failed; trying again');
      });
      await sleep(PERIOD_MILLISECONDS, undefined, { signal: stopping.signal }).catch(() => {});
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
